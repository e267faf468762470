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
    do throws(RecordError) {
      for name in try names(of: runs) {
        let file = "\(path)/\(name)"
        reading.take(name, file: file) { () throws(RecordError) in try regularFile(file) }
      }
    } catch {
      reading.refuse(error, cell: nil)
    }
    return reading
  }

  /// The names of the files in the folder, in order; none where there is no folder.
  ///
  /// - Parameter runs: only those named after cells of these runs; nil for all.
  /// - Throws: `RecordError` where it is no folder, or cannot be read.
  public func names(of runs: Set<String>? = nil) throws(RecordError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else { return [] }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw RecordError(
        file: path,
        reason: status.st_mode & S_IFMT == S_IFDIR
          ? "the folder cannot be read" : "it is not a folder"
      )
    }
    guard let runs else { return names.sorted() }
    // `<run>.<seed>.json`
    return names.filter { name in
      runs.contains(name.split(separator: ".").dropLast(2).joined(separator: "."))
    }.sorted()
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
      do {
        record = try CanonicalJSON.read(RunRecord.self, from: data)
      } catch {
        // Of a record of another schema, its schema is what is wrong.
        try requireKnown(CanonicalJSON.read(Schema.self, from: data).schema, file)
        throw error
      }
      try requireKnown(record.schema, file)
      let known = try JSONKeys(JSONEncoder().encode(record.withoutNumbers))
      if let name = try JSONKeys(data).first(missingFrom: known) {
        throw RecordError(file: file, reason: "'\(name)' in it is not known")
      }
    } catch let error as RecordError {
      throw error
    } catch let complaint as JSONKeys.Complaint {
      throw RecordError(file: file, reason: complaint.reason)
    } catch let error as DecodingError {
      if data.range(of: Data("<<<<<<< ".utf8)) != nil {
        throw RecordError(file: file, reason: "it has conflict markers of an unresolved merge")
      }
      throw RecordError(file: file, reason: "it is not a record: \(Self.words(for: error))")
    } catch {
      throw RecordError(file: file, reason: "it is not a record: \(error)")
    }
    if let cell, record.run.cell != cell {
      throw RecordError(file: file, reason: "it holds the cell '\(record.run.cell)'")
    }
    return record
  }

  private static func requireKnown(_ schema: Int, _ file: String) throws(RecordError) {
    guard schema == RunRecord.currentSchema else {
      throw RecordError(
        file: file,
        reason: "its schema \(schema) is not known; this version reads "
          + "\(RunRecord.currentSchema)")
    }
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
      "'\(name(context.codingPath))' has the wrong type"
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

extension RunRecord {
  /// The same names, the long lists of plain numbers empty.
  fileprivate var withoutNumbers: RunRecord {
    guard case .finished(var result) = outcome else { return self }
    result.ranks = []
    result.units = result.units?.mapValues { _ in [] }
    var record = self
    record.outcome = .finished(result)
    return record
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

  /// What a file among records is.
  public enum Found: Hashable, Sendable {
    /// A record.
    case record(RunRecord)
    /// Something that counts for nothing.
    case refused(Refusal)
    /// A draft, what was put aside, or what is gone meanwhile.
    case passedOver
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
    take(
      Self.found(name, file: file) { (cell) throws(RecordError) in
        guard let data = try read() else { return nil }
        return try RecordFolder.record(in: data, file: file, cell: cell)
      })
  }

  /// What a file is, by its name and what is read of it.
  ///
  /// - Parameters:
  ///   - name: the name in the folder of records.
  ///   - file: what people call it.
  ///   - read: the record of the cell that it is named after; nil where it is gone meanwhile.
  public static func found(
    _ name: String, file: String, _ read: (String) throws(RecordError) -> RunRecord?
  ) -> Found {
    if name.hasPrefix(".") || name.hasSuffix(".bad") { return .passedOver }
    guard name.hasSuffix(".json") else {
      return .refused(
        Refusal(
          cell: nil, error: RecordError(file: file, reason: "it is not named <run>.<seed>.json")))
    }
    let cell = String(name.dropLast(5))
    do throws(RecordError) {
      return try read(cell).map { .record($0) } ?? .passedOver
    } catch {
      return .refused(Refusal(cell: cell, error: error))
    }
  }

  /// Takes what was found.
  public mutating func take(_ found: Found) {
    switch found {
    case .record(let record): records.append(record)
    case .refused(let refusal): refusals.append(refusal)
    case .passedOver: break
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
