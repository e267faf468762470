/// The systems whose replication was asked for, with a suite or without one: `suites/catalogue`.
///
/// It decides no result and no verdict; no suite reads it.
public struct Catalogue: Codable, Hashable, Sendable {
  /// What becomes of a system that has no suite of its own.
  public enum Standing: String, Word {
    /// A suite can be written from what is public.
    case planned
    /// Its model is trained as a baseline in suites of other papers.
    case baseline
    /// No suite can be written from what is public, or the subject is another one.
    case notPlanned = "not-planned"
  }

  /// One system.
  public struct System: Codable, Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// The paper's title, or its number where the title is not known here.
    public var paper: String
    /// Where the paper stands; absent where no address is known.
    public var url: String?
    /// What it claims, in a sentence.
    public var claim: String
    /// Its suites, or those in which it is a baseline.
    public var suites: [String]
    /// Absent where the suites are its own.
    public var standing: Standing?
    /// Why it has no suite of its own.
    public var because: String?

    /// One system.
    public init(
      name: String, paper: String, url: String?, claim: String, suites: [String],
      standing: Standing? = nil, because: String? = nil
    ) {
      self.name = name
      self.paper = paper
      self.url = url
      self.claim = claim
      self.suites = suites
      self.standing = standing
      self.because = because
    }
  }

  /// Version of the file's form; 1.
  public var schema: Int
  /// In the order in which they are listed.
  public var systems: [System]

  /// Systems in a list.
  public init(_ systems: [System]) {
    schema = 1
    self.systems = systems
  }

  /// Where the catalogue lies in a folder of suites.
  public static func path(in suites: String) -> String { suites + "/catalogue/systems.yaml" }

  /// Reads a catalogue strictly.
  ///
  /// - Parameter suites: The suites there are; another one is refused.
  /// - Returns: nil where there is no such file.
  /// - Throws: `SuiteError` with file, line and column.
  public static func read(
    _ path: String, knowing suites: [String]
  ) throws(SuiteError) -> Catalogue? {
    guard let read = try strictFile(Catalogue.self, at: path) else { return nil }
    for (index, system) in read.value.systems.enumerated() {
      for suite in system.suites where !suites.contains(suite) {
        throw SuiteError(
          file: path, at: read.position(of: "systems.\(index).suites"),
          problem: "'\(system.name)' names a suite that does not exist: '\(suite)'")
      }
    }
    return read.value
  }
}

extension Catalogue {
  /// Reads a catalogue and refuses another schema and systems that stand twice.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(Int.self, forKey: .schema)
    try container.check(schema == 1, .schema, "this version reads schema 1, not \(schema)")
    systems = try container.decode([System].self, forKey: .systems)
    var names: Set<String> = []
    for system in systems {
      try container.check(
        names.insert(system.name).inserted, .systems, "'\(system.name)' occurs twice")
    }
  }
}

extension Catalogue.System {
  /// Reads a system and refuses addresses that no page may link to, and a system without a suite that
  /// gives no reason.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys, _ text: String) throws -> String {
      try container.check(
        (1...500).contains(text.count), key, "'\(key.stringValue)' has 1 to 500 characters")
      return text
    }
    name = try text(.name, try container.decode(String.self, forKey: .name))
    paper = try text(.paper, try container.decode(String.self, forKey: .paper))
    claim = try text(.claim, try container.decode(String.self, forKey: .claim))
    url = try container.decodeIfPresent(String.self, forKey: .url)
    try container.check(
      url.map { WebAddress($0) != nil } ?? true, .url, "'url' is an address of https")
    suites = try container.decodeIfPresent([String].self, forKey: .suites) ?? []
    try container.check(
      suites.count <= 20 && suites.allSatisfy(isIdentifier), .suites,
      "'suites' are at most 20 names of suites")
    standing = try container.decodeIfPresent(Catalogue.Standing.self, forKey: .standing)
    because = try container.decodeIfPresent(String.self, forKey: .because)
    if let because { _ = try text(.because, because) }
    try container.check(
      (standing == nil) == (because == nil), .because,
      "a system without a suite of its own says 'standing' and 'because', any other neither")
    let hasSuites = standing == nil || standing == .baseline
    try container.check(
      hasSuites != suites.isEmpty, .suites,
      hasSuites ? "'\(name)' names no suite" : "'\(name)' has suites, but is \(words)")
  }

  private var words: String { standing?.rawValue ?? "" }
}

extension KeyedDecodingContainer {
  /// Refuses the value of `key` with a reason, unless `condition` holds.
  func check(
    _ condition: Bool, _ key: Key, _ reason: @autoclosure () -> String
  ) throws {
    guard !condition else { return }
    throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: reason())
  }
}
