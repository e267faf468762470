import ArgumentParser
import Datasets
import Determinism
import Foundation
import Suites

/// `repro plan`
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Every cell of a suite, whether it is cached, why it will run if not, and its cost.",
    discussion: """
      A cell is a run under one seed. The cost is its events times the speed of the records at \
      hand, of all suites, compared by operations; without records, of a matrix product measured \
      now. With --json every cell is printed with its run, and with what a batch system must be \
      asked for: seconds, bytes of memory, cores that it can use, and the numerics of the suite's \
      other records. With --resolved the target's runs, or the \
      whole suite, are printed with every line that defaults, matrices and tables stand for. With \
      --shards the cells to run are divided into parts of about equal cost, for as many machines. \
      With --until-decided: what each look of `repro run --until-decided` adds, if every headline \
      claim waits for it.
      """)

  @Argument(help: "A suite, or `suite/name` with the name of a run, a group or a claim.")
  var target: String
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @Option(help: "The profile to plan; the suite's own default ones if none is named.")
  var profile: String?
  @Flag(help: "The cells of every profile.") var all = false
  @Option(help: ArgumentHelp("Divide the cells to run into this many parts.", valueName: "count"))
  var shards: Int?
  @Flag(help: "What each look at more seeds adds at most, instead of the cells themselves.")
  var untilDecided = false
  @Flag(help: "One JSON document on standard output.") var json = false
  @Flag(help: "Print runs, or a suite, with every line written out, as JSON; cost nothing.")
  var resolved = false

  struct Cell: Encodable {
    var cell: String
    var command: String
    var group: String?
    var profile: String
    var status: String
    var why: String
    var cost: CostEstimate?
    var needs: CellNeeds
    var holder: ExclusiveFile.Owner?
    var run: Run
  }

  private struct Shard: Encodable {
    var shard: Int
    var cells: [String]
    var seconds: Double
  }

  func validate() throws {
    if untilDecided, shards != nil || all || profile != nil {
      throw ValidationError("--until-decided takes no --shards, --all or --profile beside it.")
    }
    if let shards, shards < 1 || shards > 256 {
      throw ValidationError("--shards takes a number from 1 to 256, not \(shards).")
    }
  }

  func run() async throws {
    let target = try Target(target, profile: profile, in: folders)
    if resolved { return try sayResolved(target) }
    if untilDecided { return try await sayLooks(at: target) }
    let cells = try await cells(of: target, in: target.file.suite)
    if let shards {
      let parts = divided(cells.filter { $0.status == "to-run" }, into: shards)
      if json { return try Console.say(json: parts) }
      for part in parts {
        Console.say("\(part.shard): \(part.cells.joined(separator: " "))")
      }
      return
    }
    if json { return try Console.say(json: cells) }
    var lines = [["cell", "profile", "cost", "status"]]
    lines += cells.map { [$0.cell, $0.profile, words($0.cost), $0.why] }
    Console.say(columns(lines))
    let waiting = cells.filter { $0.status == "to-run" }
    let diverged = cells.count { $0.status == "diverged" }
    let seconds = waiting.compactMap(\.cost?.seconds).reduce(0, +)
    Console.say(
      "\(cells.count) cells, \(cells.count - waiting.count - diverged) cached, "
        + (diverged > 0 ? "\(diverged) diverged, " : "") + "\(waiting.count) to run"
        + (seconds > 0 ? ", about \(durationWords(seconds.rounded(.up))) of training" : ""))
  }

  /// The runs that are meant and their data sets, or the whole suite: itself a suite that can be read.
  private func sayResolved(_ target: Target) throws {
    struct Part: Encodable {
      var datasets: [DatasetSpec]
      var runs: [RunSpec]
    }
    let suite = target.file.suite
    guard target.name != nil else { return try Console.say(json: suite) }
    let runs = suite.runs.filter { target.selection.runs.contains($0.id) }
    let named = runs.compactMap(\.task.dataset)
    try Console.say(
      json: Part(datasets: suite.datasets.filter { named.contains($0.id) }, runs: runs))
  }

  /// The cells that a target means, of its suite as it is or with more seeds.
  func cells(of target: Target, in suite: Suite) async throws -> [Cell] {
    let records = try folders.heldRecords(
      of: suite.name, saying: "Its cell will be computed again.")
    let plan = try Plan(suite)
    var store = try data.store()
    store.offline = true
    var estimator = CostEstimator(
      try speeds(), store: store, sources: try folders.suites() + "/datasets")
    let needs = NeedsEstimator(records.records, workers: Workers.count)
    let held = HeldCells(cache: data.cache())
    var cells: [Cell] = []
    for run in plan.runs
    where (all && target.name == nil) || target.selection.runs.contains(run.name) {
      let spec = suite.runs.first { $0.id == run.name }
      let status = CellStatus(of: run, in: records)
      let cost = !status.isToRun ? nil : await estimator.estimate(run)
      cells.append(
        Cell(
          cell: run.cell, command: "repro run \(suite.name) --cell \(run.cell)",
          group: spec?.group, profile: spec?.profile ?? "",
          status: status.word, why: status.words + held.words(for: run), cost: cost,
          needs: needs.needs(of: run, cost), holder: held.holder(of: run), run: run))
    }
    return cells
  }

  /// Records whose speed says something of a run's: those of every suite that can be read, made by
  /// optimised builds.
  private func speeds() throws -> [RunRecord] {
    let reports = try folders.reports()
    return try folders.names().flatMap { name -> [RunRecord] in
      guard let suite = try? folders.suite(name).suite, let plan = try? Plan(suite) else {
        return []
      }
      return RecordFolder(reports: reports, suite: name).reading().records(of: plan)
    }.filter { !$0.circumstances.compiler.hasSuffix("debug") }
  }

  /// The dearest cell first, each to the part that has the least so far.
  private func divided(_ cells: [Cell], into count: Int) -> [Shard] {
    var parts = (1...count).map { Shard(shard: $0, cells: [], seconds: 0) }
    let order = cells.indices.sorted {
      (-(cells[$0].cost?.seconds ?? 0), $0) < (-(cells[$1].cost?.seconds ?? 0), $1)
    }
    for index in order {
      let least = parts.indices.min {
        (parts[$0].seconds, parts[$0].cells.count, $0)
          < (parts[$1].seconds, parts[$1].cells.count, $1)
      }
      guard let least else { break }
      parts[least].cells.append(cells[index].cell)
      parts[least].seconds += cells[index].cost?.seconds ?? 0
    }
    return parts.filter { !$0.cells.isEmpty }
  }

  private func words(_ cost: CostEstimate?) -> String {
    guard let cost else { return "" }
    return "\(cost.isBound ? "<" : "~") \(durationWords(cost.seconds.rounded(.up)))"
  }
}
