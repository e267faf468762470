/// What results made by another program were read from.
public struct MadeElsewhere: Codable, Hashable, Sendable {
  /// The form of results: `ranks`, `scores`.
  public var kind: String
  /// SHA-256 over the files that were read.
  public var digest: String
  /// Checksum of the split that they say they were made on, which was found to be the suite's.
  public var split: String

  /// What results made by another program were read from.
  public init(kind: String, digest: String, split: String) {
    self.kind = kind
    self.digest = digest
    self.split = split
  }
}

/// The program that made results, in its own words.
public struct Maker: Codable, Hashable, Sendable {
  /// Its name.
  public var program: String
  /// Its version.
  public var version: String?
  /// The revision of its source.
  public var commit: String?
  /// Packages that it used, with their versions.
  public var packages: String?

  /// The program that made results.
  public init(
    program: String, version: String? = nil, commit: String? = nil, packages: String? = nil
  ) {
    self.program = program
    self.version = version
    self.commit = commit
    self.packages = packages
  }

  /// Its name and version.
  public var words: String { version.map { "\(program) \($0)" } ?? program }
}
