import ArgumentParser
import Suites

/// `repro plan`
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Every cell of a suite, whether it is cached, and why it will run if not.")

  @Argument(help: "A suite, or `suite/name` with the name of a run, a group or a claim.")
  var target: String
  @OptionGroup var folders: Folders
  @Option(help: "The profile to plan; the suite's own default ones if none is named.")
  var profile: String?
  @Flag(help: "The cells of every profile.") var all = false
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Cell: Encodable {
    var cell: String
    var group: String?
    var profile: String
    var status: String
    var why: String
    var run: Run
  }

  func run() throws {
    let target = try Target(target, profile: profile, in: folders)
    let suite = target.file.suite
    let records = RecordFolder(reports: try folders.reports(), suite: suite.name)
    var cells: [Cell] = []
    for run in try Plan(suite).runs
    where (all && target.name == nil) || target.selection.runs.contains(run.name) {
      let spec = suite.runs.first { $0.id == run.name }
      let status = CellStatus(of: run, record: try records.record(of: run.cell))
      cells.append(
        Cell(
          cell: "\(suite.name)/\(run.cell)", group: spec?.group, profile: spec?.profile ?? "",
          status: status == .cached ? "cached" : "to-run", why: status.words, run: run))
    }
    if json { return try Console.say(json: cells) }
    Console.say(
      columns([["cell", "profile", "status"]] + cells.map { [$0.cell, $0.profile, $0.why] }))
    let waiting = cells.count { $0.status != "cached" }
    Console.say("\(cells.count) cells, \(cells.count - waiting) cached, \(waiting) to run")
  }
}
