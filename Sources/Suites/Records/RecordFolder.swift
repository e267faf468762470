public import Foundation
internal import Metrics

/// The records of one suite on disk: `reports/<suite>/records/<run>.<seed>.json`.
public struct RecordFolder: Hashable, Sendable {
  /// The folder of the records themselves.
  public let path: String

  /// The records of a suite below a folder of reports.
  public init(reports: String, suite: String) { path = "\(reports)/\(suite)/records" }

  /// The file of one cell, `run.seed`.
  public func file(of cell: String) -> String { "\(path)/\(cell).json" }

  /// The record of one cell, or nil where there is none.
  ///
  /// - Throws: `RecordError` where something is there but is no record.
  public func record(of cell: String) throws(RecordError) -> RunRecord? {
    let file = file(of: cell)
    guard let data = try regularFile(file) else { return nil }
    return try Self.record(in: data, file: file, cell: cell)
  }

  /// Everything in the folder: the records, in the order of the file names, and what is none.
  ///
  /// One bad file costs no other. Drafts and what was put aside are passed over.
  ///
  /// - Parameter runs: only files named after cells of these runs; nil for all.
  public func reading(of runs: Set<String>? = nil) -> RecordReading {
    var reading = RecordReading()
    var status = stat()
    guard stat(path, &status) == 0 else { return reading }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      reading.refuse(
        RecordError(
          file: path,
          reason: status.st_mode & S_IFMT == S_IFDIR
            ? "the folder cannot be read" : "it is no folder"), cell: nil)
      return reading
    }
    for name in names.sorted() {
      // `<run>.<seed>.json`
      let run = name.split(separator: ".").dropLast(2).joined(separator: ".")
      if let runs, !runs.contains(run) { continue }
      let file = "\(path)/\(name)"
      reading.take(name, file: file) { () throws(RecordError) in try regularFile(file) }
    }
    return reading
  }

  /// Puts a file that is no record aside, so that one can take its place: beside it, as
  /// `<cell>.json.bad`, or with a number where that is taken.
  ///
  /// - Returns: where it is kept; nil where there was nothing.
  public func putAside(_ cell: String) throws(StorageError) -> String? {
    let file = file(of: cell)
    var kept = file + ".bad"
    var number = 1
    var status = stat()
    guard lstat(file, &status) == 0 else { return nil }
    while lstat(kept, &status) == 0 {
      number += 1
      kept = "\(file).\(number).bad"
    }
    guard rename(file, kept) == 0 else { throw StorageError(path: kept, code: errno) }
    return kept
  }

  /// A record from a file's bytes, its schema read first. Names that nothing reads, or that stand
  /// twice, are refused: what a reader of the file sees must be what counts.
  ///
  /// - Parameter cell: the cell that the file is named after; nil where that is not known.
  public static func record(
    in data: Data, file: String, cell: String? = nil
  ) throws(RecordError) -> RunRecord {
    struct Schema: Decodable { var schema: Int }
    if data.isEmpty { throw RecordError(file: file, reason: "it is empty") }
    let record: RunRecord
    do {
      let schema = try CanonicalJSON.read(Schema.self, from: data).schema
      guard schema == RunRecord.currentSchema else {
        throw RecordError(
          file: file,
          reason: "its schema \(schema) is not known; this version reads "
            + "\(RunRecord.currentSchema)")
      }
      record = try CanonicalJSON.read(RunRecord.self, from: data)
      let known = try JSONKeys(JSONEncoder().encode(record))
      if let name = try JSONKeys(data).first(missingFrom: known) {
        throw RecordError(file: file, reason: "'\(name)' in it is not known")
      }
    } catch let error as RecordError {
      throw error
    } catch let complaint as JSONKeys.Complaint {
      throw RecordError(file: file, reason: complaint.reason)
    } catch let error as DecodingError {
      if data.range(of: Data("<<<<<<< ".utf8)) != nil {
        throw RecordError(file: file, reason: "it holds the marks of a merge that was not resolved")
      }
      throw RecordError(file: file, reason: "it is no record: \(Self.words(for: error))")
    } catch {
      throw RecordError(file: file, reason: "it is no record: \(error)")
    }
    if let cell, record.run.cell != cell {
      throw RecordError(file: file, reason: "it holds the cell '\(record.run.cell)'")
    }
    return record
  }

  /// Writes a record whole, then renames it into place, so that no reader sees half of one.
  public func write(_ record: RunRecord) throws {
    let text = try CanonicalJSON.pretty(record)
    try writeWhole(Data(text.utf8), to: file(of: record.run.cell))
  }

  static func words(for error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "'\(name(context.codingPath))' lacks '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(name(context.codingPath))' is of another type"
    case .dataCorrupted(let context): unknownMetric(context) ?? context.debugDescription
    @unknown default: "\(error)"
    }
  }

  /// What is said of a key that should be a metric; nil for what is wrong with anything else.
  private static func unknownMetric(_ context: DecodingError.Context) -> String? {
    let path = context.codingPath.map(\.stringValue)
    guard path.count > 1, ["metrics", "units"].contains(path[path.count - 2]),
      Metric(named: path[path.count - 1]) == nil
    else { return nil }
    return Metric.refusal(of: path[path.count - 1])
  }

  private static func name(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}

/// What a folder of records holds, on disk or in a git revision.
public struct RecordReading: Hashable, Sendable {
  /// A file that counts for nothing.
  public struct Refusal: Hashable, Sendable {
    /// The cell it is named after; nil for what is named after none.
    public var cell: String?
    /// Which file, and why.
    public var error: RecordError
  }

  /// The records that can be used.
  public private(set) var records: [RunRecord] = []
  /// What cannot, in the order it was found.
  public private(set) var refusals: [Refusal] = []

  /// Nothing yet.
  public init() {}

  /// Takes a file by its name: a record, or what is refused. Drafts and what was put aside are
  /// passed over.
  ///
  /// - Parameters:
  ///   - name: the name in the folder of records.
  ///   - file: what people call it.
  ///   - read: its bytes; nil where it is gone meanwhile.
  public mutating func take(
    _ name: String, file: String, _ read: () throws(RecordError) -> Data?
  ) {
    if name.hasPrefix(".") || name.hasSuffix(".bad") { return }
    guard name.hasSuffix(".json") else {
      return refuse(RecordError(file: file, reason: "it is not named <run>.<seed>.json"), cell: nil)
    }
    let cell = String(name.dropLast(5))
    do throws(RecordError) {
      guard let data = try read() else { return }
      records.append(try RecordFolder.record(in: data, file: file, cell: cell))
    } catch {
      refuse(error, cell: cell)
    }
  }

  /// Notes what cannot be used.
  public mutating func refuse(_ error: RecordError, cell: String?) {
    refusals.append(Refusal(cell: cell, error: error))
  }

  /// Takes a record out again, for a reason.
  public mutating func refuse(_ record: RunRecord, _ error: RecordError) {
    records.removeAll { $0.run.cell == record.run.cell }
    refuse(error, cell: record.run.cell)
  }

  /// The record of a cell, or nil.
  public func record(of cell: String) -> RunRecord? { records.first { $0.run.cell == cell } }

  /// The records of a plan, in its order.
  public func records(of plan: Plan) -> [RunRecord] {
    let byCell = Dictionary(records.map { ($0.run.cell, $0) }, uniquingKeysWith: { $1 })
    return plan.runs.compactMap { byCell[$0.cell] }
  }
}

/// A file among the records that is no record, or a stored result that cannot be read.
public struct RecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// What is wrong with it.
  public var reason: String

  /// A file among the records that is no record.
  public init(file: String, reason: String) {
    self.file = file
    self.reason = printable(reason)
  }

  /// Both, as a sentence without its full stop.
  public var description: String { "\(printable(file)) cannot be used: \(reason)" }
}
