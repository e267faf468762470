public import Foundation

/// The looks that were taken at a suite while seeds were added until its headline claims were decided:
/// the file `reports/<suite>/looks.json`.
///
/// It holds what the records cannot say: at which numbers of seeds one was going to look, and how often
/// one did. All else follows from the records: which claims were decided at which look, and which seeds
/// count. Where the looks end decides how much may be spent at each, so that it is fixed with the first.
public struct Looks: Codable, Hashable, Sendable {
  /// Version of the format.
  public static let currentSchema = 1
  /// The numbers of seeds at which one may look.
  public static let declared = [3, 5, 8, 12]

  /// Version of this file's format.
  public var schema: Int
  /// The suite.
  public var suite: String
  /// Seeds of each run at each look, the first of ``declared``.
  public var seeds: [Int]
  /// How many looks were taken.
  public var taken: Int

  /// The looks taken at a suite.
  public init(suite: String, seeds: [Int], taken: Int) {
    schema = Self.currentSchema
    self.suite = suite
    self.seeds = seeds
    self.taken = taken
  }

  /// The declared looks at no more than so many seeds, all of them where no number is given; none
  /// where it is below the first.
  public static func planned(atMost most: Int?) -> [Int] {
    declared.filter { $0 <= most ?? .max }
  }

  /// The file of a suite's looks below a folder of reports.
  public static func file(reports: String, suite: String) -> String {
    "\(reports)/\(suite)/looks.json"
  }

  /// The looks that lie under this name, or nil where there are none.
  ///
  /// - Throws: `RecordError` where something is there but holds no looks of this suite.
  public static func read(_ file: String, of suite: String) throws(RecordError) -> Looks? {
    guard let data = try regularFile(file, limit: 1 << 16) else { return nil }
    return try Looks(data, file: file, of: suite)
  }

  /// Looks from a file's bytes, its schema read first. Names that nothing reads, or that stand twice,
  /// are refused, and so are looks that nobody can have taken.
  public init(_ data: Data, file: String, of suite: String) throws(RecordError) {
    struct Schema: Decodable { var schema: Int }
    func refused(_ reason: String) -> RecordError { RecordError(file: file, reason: reason) }
    if data.isEmpty { throw refused("it is empty") }
    do {
      let schema = try CanonicalJSON.read(Schema.self, from: data).schema
      guard schema == Self.currentSchema else {
        throw refused(
          "its schema \(schema) is not known; this version reads \(Self.currentSchema)")
      }
      self = try CanonicalJSON.read(Looks.self, from: data)
      let known = try JSONKeys(JSONEncoder().encode(self))
      if let name = try JSONKeys(data).first(missingFrom: known) {
        throw refused("'\(name)' in it is not known")
      }
    } catch let error as RecordError {
      throw error
    } catch let complaint as JSONKeys.Complaint {
      throw refused(complaint.reason)
    } catch let error as DecodingError {
      throw refused("it is not a file of looks: \(RecordFolder.words(for: error))")
    } catch {
      throw refused("it is not a file of looks: \(error)")
    }
    guard self.suite == suite else { throw refused("it holds the looks of '\(self.suite)'") }
    let words = Self.declared.map(String.init).joined(separator: ", ")
    guard !seeds.isEmpty, seeds.count <= Self.declared.count,
      zip(seeds, Self.declared).allSatisfy({ $0 == $1 })
    else { throw refused("its 'seeds' are not the first of \(words)") }
    guard (1...seeds.count).contains(taken) else {
      throw refused("it says that \(taken) of \(seeds.count) looks were taken")
    }
  }

  /// Writes the file whole, then renames it into place.
  public func write(to file: String) throws {
    try writeWhole(Data(try CanonicalJSON.pretty(self).utf8), to: file)
  }
}

extension RunSpec {
  /// The declared seeds, and the whole numbers after the largest of them until there are `count`.
  public func seeds(upTo count: Int) -> [UInt64] {
    var seeds = seeds
    var next = seeds.max() ?? 0
    while seeds.count < count {
      next &+= 1
      if !seeds.contains(next) { seeds.append(next) }
    }
    return seeds
  }
}
