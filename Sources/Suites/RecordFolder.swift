public import Foundation

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
  /// - Throws: `RecordError` where the file is there but is no record.
  public func record(of cell: String) throws(RecordError) -> RunRecord? {
    let file = file(of: cell)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw RecordError(file: file, reason: "it cannot be read")
    }
    let record = try Self.record(in: data, file: file)
    guard record.run.cell == cell else {
      throw RecordError(file: file, reason: "it holds the cell '\(record.run.cell)'")
    }
    return record
  }

  /// Every record of a plan that is there, in the plan's order.
  public func records(of plan: Plan) throws(RecordError) -> [RunRecord] {
    var found: [RunRecord] = []
    for run in plan.runs {
      if let record = try record(of: run.cell) { found.append(record) }
    }
    return found
  }

  /// Every record of the folder, in the order of the file names.
  public func allRecords() throws(RecordError) -> [RunRecord] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var found: [RunRecord] = []
    for name in names.sorted() where name.hasSuffix(".json") {
      if let record = try record(of: String(name.dropLast(5))) { found.append(record) }
    }
    return found
  }

  /// A record from a file's bytes, its schema read first.
  public static func record(in data: Data, file: String) throws(RecordError) -> RunRecord {
    struct Schema: Decodable { var schema: Int }
    do {
      let schema = try CanonicalJSON.read(Schema.self, from: data).schema
      guard schema == RunRecord.currentSchema else {
        throw RecordError(
          file: file,
          reason: "its schema \(schema) is not known; this version reads "
            + "\(RunRecord.currentSchema)")
      }
      return try CanonicalJSON.read(RunRecord.self, from: data)
    } catch let error as RecordError {
      throw error
    } catch let error as DecodingError {
      throw RecordError(file: file, reason: "it is no record: \(Self.words(for: error))")
    } catch {
      throw RecordError(file: file, reason: "it is no record: \(error)")
    }
  }

  /// Writes a record whole, then renames it into place, so that no reader sees half of one.
  public func write(_ record: RunRecord) throws {
    let text = try CanonicalJSON.pretty(record)
    try writeWhole(Data(text.utf8), to: file(of: record.run.cell))
  }

  private static func words(for error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "'\(name(context.codingPath))' lacks '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(name(context.codingPath))' is of another type"
    case .dataCorrupted(let context): context.debugDescription
    @unknown default: "\(error)"
    }
  }

  private static func name(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
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
    self.reason = reason
  }

  /// Both, as a sentence without its full stop.
  public var description: String { "\(file) cannot be used: \(reason)" }
}
