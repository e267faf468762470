internal import Foundation
internal import Yams

/// A suite as read from its file.
public struct SuiteFile: Sendable {
  /// The suite.
  public var suite: Suite
  /// The file, as it was named.
  public var file: String
  /// SHA-256 of the file's bytes.
  public var digest: String
  let positions: Strict<Suite>

  /// Reads a suite strictly, names included; does not yet check that it can be judged (`problems()`
  /// does).
  ///
  /// - Parameter oldest: The oldest schema to read.
  public init(path: String, oldest: Int = Suite.currentSchema) throws(SuiteError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SuiteError(file: path, problem: "there is no such file, or it cannot be read")
    }
    guard let yaml = String(data: data, encoding: .utf8) else {
      throw SuiteError(file: path, problem: "the file is not UTF-8 text")
    }
    try self.init(yaml: yaml, file: path, oldest: oldest)
    try requireNames()
  }

  /// Reads a suite from text; its names are yet to be checked (`requireNames()` does).
  ///
  /// - Parameter oldest: The oldest schema to read. Schema 1 is what schema 2 is with every line
  ///   written out; only what is compared with, such as an earlier revision, may have it.
  public init(
    yaml: String, file: String, oldest: Int = Suite.currentSchema
  ) throws(SuiteError) {
    let read = try decodeStrictly(Suite.self, from: yaml, file: file) { (root) throws(SuiteError) in
      // An earlier schema has nothing to resolve, and another one is refused below.
      guard Fields(root)?["schema"]?.string == "\(Suite.currentSchema)" else { return root }
      var resolver = SuiteResolver(file: file)
      return try resolver.resolved(root)
    }
    guard (oldest...Suite.currentSchema).contains(read.value.schema) else {
      throw SuiteError(
        file: file, at: read.position(of: "schema"), rule: "SUITE-SCHEMA-001",
        problem: "schema \(read.value.schema) is not known; this version reads "
          + "\(Suite.currentSchema)")
    }
    suite = read.value
    self.file = file
    digest = Digest(of: yaml).hex
    positions = read
  }

  /// Where a part of the suite stands: `claims.3.margin`.
  public func position(of path: String) -> Position? { positions.position(of: path) }

  /// What is wrong at a path.
  func error(_ rule: String, _ path: String, _ problem: String) -> SuiteError {
    SuiteError(file: file, at: position(of: path), rule: rule, problem: problem)
  }
}

extension Suite {
  /// SHA-256 of what decides verdicts, and nothing else: policy (but not which profiles are run by
  /// default), guards, claims (but not their titles), deviations.
  public var rulesDigest: String {
    struct Rules: Encodable {
      var policy: Policy
      var guards: [Guard]
      var claims: [Claim]
      var deviations: [Deviation]
    }
    var policy = policy
    policy.profiles = []
    let rules = Rules(
      policy: policy, guards: guards, claims: claims.map(\.withoutTitle), deviations: deviations)
    return Digest(ofCanonical: rules).hex
  }
}
