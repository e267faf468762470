import Experiments
import Foundation
import Suites
import Verdicts

/// Cells computed one after the other, each by one process at a time.
struct CellSession {
  /// Where records are and go.
  var records: RecordFolder
  /// Digest of the suite's judging rules.
  var rules: String
  /// Folder of the locks' folder.
  var cache: String
  /// Computes a cell.
  var runner: Runner
  /// Prepares a cell's data.
  var preparation: Preparation
  /// Whether cells with a record are computed too, and compared.
  var again: Bool
  /// What a record is held to.
  var checks: RecordChecks
  /// Whether a cell is held against other processes while it is computed.
  var locks = true
  /// Where events are noted.
  var events: EventLog?
  /// Those that compute each cell together; nil where this process is alone.
  var team: RankTeam?
  /// Whether it was said that the file system knows no locks.
  private var hasSaidLockless = false
  /// Cells whose record disagrees with itself or with another seed's, until they are computed again.
  private var refused: Set<String> = []

  init(
    records: RecordFolder, rules: String, cache: String, runner: Runner, preparation: Preparation,
    again: Bool, checks: RecordChecks
  ) {
    self.records = records
    self.rules = rules
    self.cache = cache
    self.runner = runner
    self.preparation = preparation
    self.again = again
    self.checks = checks
  }

  /// Computes every cell that has no record of exactly this computation. What another process is
  /// working on is left until the end, and then waited for. A record is held to the rows where these
  /// are at hand; nothing is fetched to look whether it still holds.
  ///
  /// - Throws: `Ending` when interrupted or when a repeat gave other bytes; else what went wrong.
  mutating func compute(_ cells: [Run]) async throws {
    var reading = records.reading(of: Set(cells.map(\.name)))
    checks.hold(&reading) { records.file(of: $0) }
    refused = Set(reading.refusals.compactMap(\.cell))
    var left: [Run] = []
    for run in cells where try await !compute(run, waits: false) { left.append(run) }
    for run in left { _ = try await compute(run, waits: true) }
  }

  /// - Returns: false where another process is working on the cell and `waits` is false.
  private mutating func compute(_ run: Run, waits: Bool) async throws -> Bool {
    if !again, let record = record(of: run.cell), !CellStatus(of: run, record: record).isToRun {
      let task = try await preparation.taskAtHand(of: run)
      if task.map({ isRecorded(run, $0) }) ?? true {
        if let id = task.map({ run.id(data: $0.dataDigest) }) ?? record.id {
          try forgetOrphans(run, id: id)
        }
        return true
      }
    }
    let task = try await preparation.task(of: run)
    let name = "\(run.suite)/\(run.cell)"
    let id = run.id(data: task.dataDigest)
    let path = lock(of: id)
    var lock = locks ? try CellLock.take(path, for: name) : nil
    if locks, lock == nil {
      Console.complain("\(name): another process is working on it\(waits ? "; waiting" : "")")
      guard waits else { return false }
      lock = try CellLock.take(path, for: name, waits: true)
    }
    defer { withExtendedLifetime(lock) {} }
    sayLockless(lock)
    // Whoever had the lock before may have written the record meanwhile.
    if !again, isRecorded(run, task) { return true }
    try Interruption.sheltered {
      let record = try work(run, task, name)
      try keep(record)
      if let kept = runner.forgetCheckpoints(id: id, of: record.outcome) {
        Console.complain("\(name): the last good checkpoint is kept in \(kept)")
      }
    }
    return true
  }

  /// The file that whoever computes a run of this id holds.
  private func lock(of id: String) -> String { "\(cache)/locks/\(id).lock" }

  /// Removes what a process left that was killed between a record and its checkpoints' end.
  private func forgetOrphans(_ run: Run, id: String) throws {
    guard locks, runner.hasCheckpoints(id: id), let record = record(of: run.cell),
      let lock = try CellLock.take(lock(of: id))
    else { return }
    defer { withExtendedLifetime(lock) {} }
    _ = runner.forgetCheckpoints(id: id, of: record.outcome)
  }

  private func work(_ run: Run, _ task: any PreparedTask, _ name: String) throws -> RunRecord {
    var printer = ProgressPrinter(cell: name, events: run.task.events)
    do {
      let team = run.task.isForRanks ? team : nil
      let record = try Interruption.answering {
        try team?.begin(run, id: run.id(data: task.dataDigest))
        return try runner.record(of: run, task, rules: rules) {
          printer.show($0)
          events?.note($0, of: name)
        }
      }
      team?.end()
      events?.end(name, record.outcome)
      switch record.outcome {
      case .finished(let result):
        printer.end(
          "\(words(result.metrics, of: run.task)), \(rounded(record.circumstances.seconds, 1)) s")
      case .diverged(let step): printer.end("diverged at step \(step)")
      case .failed(let reason): printer.end("failed: \(reason)")
      }
      return record
    } catch is Runner.Stopped {
      team?.shareSignal()
      events?.end(name, state: "stopped")
      printer.end("stopped; the same command resumes from here")
      throw Interruption.ending
    } catch {
      team?.give(up: error)
      throw error
    }
  }

  /// Says once that cells are held by files.
  private mutating func sayLockless(_ lock: CellLock?) {
    guard lock?.isByFile == true, !hasSaidLockless else { return }
    hasSaidLockless = true
    Console.complain(
      "repro: The file system of \(cache) has no locks, so each cell is held by a file that names "
        + "its owner; --no-lock turns this off.")
  }

  private func isRecorded(_ run: Run, _ task: any PreparedTask) -> Bool {
    let record = record(of: run.cell)
    return !CellStatus(of: run, record: record, data: task.dataDigest).isToRun
      && record.map(task.stands) ?? true
  }

  /// The record of a cell, if there is one that can be used.
  private func record(of cell: String) -> RunRecord? {
    guard !refused.contains(cell), let record = try? records.record(of: cell),
      checks.fault(in: record) == nil
    else { return nil }
    return record
  }

  /// Writes the record; where there was one of the same computation on the same numerics, its
  /// outcome must be the same bytes.
  private mutating func keep(_ record: RunRecord) throws {
    let cell = record.run.cell
    let existing = self.record(of: cell)
    if existing == nil, let kept = try records.putAside(cell) {
      Console.complain(
        "\(record.run.suite)/\(cell): the file found in place of its record is kept in \(kept)")
    }
    if again, let old = existing, let id = record.id, old.id == id,
      old.result?.numerics == record.result?.numerics
    {
      let (before, now) = try (
        CanonicalJSON.compact(old.outcome), CanonicalJSON.compact(record.outcome)
      )
      guard before == now else {
        throw Failure(
          .brokenRepeat,
          "\(record.run.suite)/\(record.run.cell) came out differently from its record of the "
            + "same computation; the record is left as it was")
      }
    }
    try records.write(record)
    refused.remove(cell)
  }
}
