import Foundation
import Suites
import Verdicts

/// Gathers what several folders hold of one suite's records.
struct RecordMerge: Encodable {
  /// A record that was taken, and the folder it came from.
  struct Taken: Encodable {
    var cell: String
    var from: String
  }
  /// A cell that stays without a record, and why.
  struct Gap: Encodable {
    var cell: String
    var why: String
  }
  /// Two outcomes of one computation on equal numerics: one of them is wrong.
  struct Conflict: Encodable {
    var cell: String
    var files: [String]
  }

  private struct Candidate {
    var record: RunRecord
    var folder: RecordFolder
    var place: String
    /// Whether it lies where records are gathered.
    var isOwn: Bool
    var file: String { folder.file(of: record.run.cell) }
  }

  let suite: String
  /// Cells that the chosen profile asks for.
  let cells: Int
  private(set) var taken: [Taken] = []
  /// Cells of whose record nothing better was found.
  private(set) var kept: [String] = []
  private(set) var missing: [Gap] = []
  private(set) var conflicts: [Conflict] = []
  /// Records of other computations than the plan's, left where they are.
  private(set) var older: [String] = []
  /// Cells with a file that is no record.
  private(set) var refused: [String] = []

  /// Gathers the records.
  ///
  /// - Parameters:
  ///   - places: folders of reports, as the user named them; of equal records the first is taken.
  ///   - complain: told of each file that is no record.
  init(
    _ target: Target, in reports: String, from places: [String], checks: RecordChecks,
    complain: (RecordReading) -> Void
  ) throws {
    let suite = target.file.suite
    self.suite = suite.name
    let plan = try Plan(suite).runs
    let wanted = plan.filter { target.selection.runs.contains($0.name) }
    cells = wanted.count
    let own = RecordFolder(reports: reports, suite: suite.name)
    var found: [String: [Candidate]] = [:]
    for (place, isOwn) in [(reports, true)] + places.map({ ($0, false) }) {
      let folder = RecordFolder(reports: place, suite: suite.name)
      var reading = folder.reading()
      checks.hold(&reading) { folder.file(of: $0) }
      complain(reading)
      refused += reading.refusals.compactMap(\.cell)
      for record in reading.records {
        found[record.run.cell, default: []].append(
          Candidate(record: record, folder: folder, place: place, isOwn: isOwn))
      }
    }
    let tasks = Dictionary(plan.map { ($0.name, $0.task) }, uniquingKeysWith: { first, _ in first })
    var statuses: [String: CellStatus] = [:]
    for cell in found.keys.sorted() {
      let candidates = found[cell] ?? []
      // A seed beyond the declared ones is held to its run as they are.
      guard let run = candidates.first?.record.run, let task = tasks[run.name] else {
        older.append(cell)
        continue
      }
      let planned = Run(suite: suite.name, name: run.name, task: task, seed: run.seed)
      let equal = candidates.filter { !CellStatus(of: planned, record: $0.record).isToRun }
      if let files = try Self.conflict(among: equal) {
        conflicts.append(Conflict(cell: cell, files: files))
        continue
      }
      guard let best = Self.best(of: equal) else {
        older.append(cell)
        statuses[cell] = candidates.first { $0.isOwn }.map {
          CellStatus(of: planned, record: $0.record)
        }
        continue
      }
      statuses[cell] = .cached
      if best.isOwn {
        kept.append(cell)
      } else {
        try Self.copy(best, to: own)
        taken.append(Taken(cell: cell, from: best.place))
      }
    }
    let inConflict = Set(conflicts.map(\.cell))
    missing = wanted.filter { !inConflict.contains($0.cell) }.compactMap { run in
      let status = statuses[run.cell] ?? .missing
      return status.isToRun ? Gap(cell: run.cell, why: status.words) : nil
    }
  }

  /// The record to have, of those of the planned computation: one of the published bytes before one of
  /// a copy, then what is there before what comes.
  private static func best(of equal: [Candidate]) -> Candidate? {
    equal.first { $0.record.result?.source?.published != false } ?? equal.first
  }

  /// Files of one computation, on equal data and numerics, that hold different outcomes; nil for none.
  private static func conflict(among equal: [Candidate]) throws -> [String]? {
    for (index, one) in equal.enumerated() {
      for other in equal[..<index] where computation(one.record) == computation(other.record) {
        if try outcome(one.record) != outcome(other.record) { return [other.file, one.file] }
      }
    }
    return nil
  }

  private static func computation(_ record: RunRecord) -> [String] {
    guard let result = record.result else { return [record.circumstances.blas] }
    return [result.numerics, result.dataDigest]
  }

  /// The outcome's bytes. The archive or folder that equal data came from need not be the same.
  private static func outcome(_ record: RunRecord) throws -> String {
    guard case .finished(var result) = record.outcome else {
      return try CanonicalJSON.compact(record.outcome)
    }
    result.source = nil
    return try CanonicalJSON.compact(result)
  }

  private static func copy(_ candidate: Candidate, to own: RecordFolder) throws {
    let cell = candidate.record.run.cell
    guard let bytes = try regularFile(candidate.file) else {
      throw RecordError(file: candidate.file, reason: "it is gone")
    }
    if (try? own.record(of: cell)) == nil, let kept = try own.putAside(cell) {
      Console.complain("\(cell): the file found in place of its record is kept in \(kept)")
    }
    try writeWhole(bytes, to: own.file(of: cell))
  }
}
