import Foundation
import Suites
import TestSupport
import Testing

/// What the shipped suites say, whatever the form they are written in.
@Suite struct ResolvedSuiteTests {
  /// What decides results and verdicts of one suite, as digests.
  struct Meaning: Codable, Equatable {
    /// Runs of the plan, in order, each with everything that decides its id.
    var runs: String
    /// Claims, in order.
    var claims: String
    /// What decides verdicts: policy, guards, claims, deviations.
    var rules: String

    init(_ suite: Suite) throws {
      runs = Digest(of: try CanonicalJSON.compact(try Plan(suite).runs)).hex
      claims = Digest(of: try CanonicalJSON.compact(suite.claims)).hex
      rules = suite.rulesDigest
    }
  }

  private static let folder = SharedData.package.appendingPathComponent("suites").path

  @Test("each shipped suite means what it meant when every line of it was written out")
  func meaning() throws {
    let fixture = SharedData.package.appendingPathComponent("Tests/Fixtures/resolved-suites.json")
    let expected = try CanonicalJSON.read([String: Meaning].self, from: Data(contentsOf: fixture))
    var found: [String: Meaning] = [:]
    for name in expected.keys.sorted() {
      let file = try SuiteFile.sound(path: "\(Self.folder)/\(name).yaml")
      found[name] = try Meaning(file.suite)
    }
    #expect(expected.count == 6)
    #expect(found == expected)
  }
}
