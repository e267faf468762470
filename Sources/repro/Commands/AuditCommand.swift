import ArgumentParser
import Experiments
import Foundation
import Suites
import Verdicts

/// `repro audit`
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Computes some recorded cells again from scratch, and compares the bytes.",
    discussion: """
      This is what a reviewer runs. Cells are taken in the order of SHA-256(key, newline, cell); \
      the key is printed, so that anyone can see that the cells were not picked, and a key of your \
      own selects others. Each cell is computed in a folder of its own, from no checkpoint, and \
      its outcome is compared with that of its record. Cells whose data or numerics this machine \
      does not have are named and skipped. No record is written.

      Exits with 20 if an outcome differs, 14 if nothing could be audited, 65 if a record is \
      refused, and otherwise 0.
      """)

  @Argument(help: "A suite, or `suite/name` with the name of a run, a group or a claim.")
  var target: String
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @Option(help: ArgumentHelp("How many cells to compute again.", valueName: "count"))
  var cells = 3
  @Option(
    help: ArgumentHelp(
      "The key that selects the cells. Default: the digest of the suite's rules.", valueName: "word"
    ))
  var key: String?
  @OptionGroup var threads: WorkerOption
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Answer: Encodable {
    var schemaVersion = 1
    var suite: String
    var key: String
    var audited: [Entry] = []
    var refused: [String]
  }

  private struct Entry: Encodable {
    var cell: String
    /// `same`, `different` or `not-auditable`.
    var result: String
    var why: String?
  }

  func validate() throws {
    guard cells > 0 else { throw ValidationError("--cells must be at least 1, not \(cells).") }
  }

  func run() async throws {
    let target = try Target(target, in: folders)
    let suite = target.file.suite
    try data.requireUse(by: [suite], in: folders)
    threads.apply()
    let reading = try folders.heldRecords(of: suite.name, saying: "It is not audited.")
    let key = key ?? suite.rulesDigest
    // Seeds that were added count as the declared ones do.
    let looks = try folders.heldLooks(of: suite, by: reading.records)
    let candidates = try Plan(looks.looks?.suite ?? suite).runs.filter { run in
      (target.isWhole || target.selection.runs.contains(run.name))
        && CellStatus(of: run, in: reading) == .cached
    }.map { (order: Digest(of: "\(key)\n\($0.cell)").hex, run: $0) }
      .sorted { $0.order < $1.order }.map(\.run)
    if !json {
      Console.say("\(suite.name): \(counted(candidates.count, "finished cell")), key \(key)")
    }
    var answer = Answer(suite: suite.name, key: key, refused: reading.forReport + looks.refused)
    var auditor = try auditor(of: suite)
    defer { auditor.end() }
    var count = 0
    for run in candidates where count < cells {
      guard let record = reading.record(of: run.cell), let result = record.result else { continue }
      let finding = try await auditor.audit(run, record, result)
      if !finding.isImpossible { count += 1 }
      if !json { Console.say("\(finding.word)  \(run.cell)\(finding.why.map { ": " + $0 } ?? "")") }
      answer.audited.append(Entry(cell: run.cell, result: finding.word, why: finding.why))
    }
    let differing = answer.audited.count { $0.result == "different" }
    if json {
      try Console.say(json: answer)
    } else {
      Console.say("\(count) computed again, \(differing) different")
    }
    if differing > 0 { throw Ending.brokenRepeat }
    if !answer.refused.isEmpty { throw Ending.badData }
    if count == 0 { throw Ending.nothingMeasured }
  }

  private func auditor(of suite: Suite) throws -> Auditor {
    let checks = try folders.checks()
    let preparation = try data.preparation(of: suite, in: folders, showing: PreparationDisplay()) {
      checks.fault(in: $0) == nil
    }
    return try Auditor(preparation: preparation, cache: data.cache())
  }
}
