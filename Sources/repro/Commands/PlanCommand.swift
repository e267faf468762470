import ArgumentParser
import Datasets
import Determinism
import Foundation
import Suites

/// `repro plan`
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Lists every cell of a suite, whether it is cached, why it will run if not, and its cost.",
    discussion: """
      A cell is a run under one seed. Its cost is wall-clock time, taken from its own record, from \
      records of the same computation, or from those of similar runs in proportion to the work, \
      records of this machine first; without records, it is estimated from training steps or a \
      matrix product timed now, evaluation not counted. `~` marks an estimate, `<` a bound, `?` an \
      unknown cost, with the reason below. Rows of a copy given by --data are counted, those of \
      other data sets only if they are in the cache; nothing is fetched.

      Without a target it lists the suites to choose from. With --json every cell is printed with \
      its run, and with what to ask a batch system for: seconds, bytes of memory, cores that it \
      can use, and the numerics of the suite's other records. With --resolved the target's runs, \
      or the whole suite, are printed with every line that defaults, matrices and tables stand \
      for. With --shards the cells to run are divided into parts of about equal cost, one for each \
      machine. With --until-decided it prints what each look of `repro run --until-decided` adds \
      if every headline claim has to wait for it.
      """)

  @Argument(
    help: "A suite, or `suite/name` with the name of a run, a group or a claim; or several of them."
  )
  var targets: [String] = []
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @Option(help: "The profile to plan; the suite's default profiles if none is named.")
  var profile: String?
  @Option(help: ArgumentHelp("Only these of the suite's seeds.", valueName: "1,2,…"))
  var seeds: String?
  @Flag(help: "Plan the cells of every profile; without a target, every suite's default profiles.")
  var all = false
  @Option(help: ArgumentHelp("Divide the cells to run into this many parts.", valueName: "count"))
  var shards: Int?
  @Flag(help: "Print what each look at more seeds adds at most, instead of the cells themselves.")
  var untilDecided = false
  @Flag(help: "One JSON document on standard output.") var json = false
  @Flag(help: "Print runs, or a suite, with every line written out, as JSON; estimate no cost.")
  var resolved = false

  private struct Shard: Encodable {
    var shard: Int
    var cells: [String]
    var seconds: Double
  }

  func validate() throws {
    if untilDecided, shards != nil || all || profile != nil || seeds != nil {
      throw ValidationError(
        "--until-decided cannot be combined with --shards, --all, --profile or --seeds.")
    }
    _ = try SeedList.seeds(seeds)
    if let shards, shards < 1 || shards > 256 {
      throw ValidationError("--shards must be between 1 and 256, not \(shards).")
    }
  }

  func run() async throws {
    guard all || !targets.isEmpty else {
      throw try SuiteOffer(command: "plan", all: "every suite, its own default profiles")
        .made(in: folders)
    }
    let targets = try Target.asked(
      targets, all: all && targets.isEmpty, profile: profile, in: folders)
    if resolved || untilDecided {
      guard let target = targets.first, targets.count == 1 else {
        throw Failure(.usage, "--resolved and --until-decided are about one suite at a time")
      }
      return resolved ? try sayResolved(target) : try await sayLooks(at: target)
    }
    var planning = try planning()
    try data.requireUse(by: targets.map(\.file.suite), in: folders)
    var cells: [PlannedCell] = []
    for target in targets { cells += try await planning.cells(of: target) }
    if let shards {
      // What reads the others' results comes after them: `repro run --dependent`.
      let parts = divided(
        cells.filter { $0.status == "to-run" && !$0.run.task.readsResults }, into: shards)
      if json { return try Console.say(json: parts) }
      for part in parts {
        Console.say("\(part.shard): \(part.cells.joined(separator: " "))")
      }
      return
    }
    if json { return try Console.say(json: cells) }
    PlanTable(cells: cells, withSuites: targets.count > 1).say()
    for target in targets { sayHidden(beside: target) }
  }

  /// What the options ask for of each target.
  func planning() throws -> Planning {
    try Planning(
      folders, data, seeds: try SeedList.seeds(seeds), everyProfile: all && !targets.isEmpty)
  }

  /// Names the profiles that are not shown, each with its number of cells.
  private func sayHidden(beside target: Target) {
    guard target.isWhole, !(all && !targets.isEmpty) else { return }
    let suite = target.file.suite
    let shown = Set(target.selection.runs)
    let hidden = suite.runs.filter { !shown.contains($0.id) }.grouped(by: \.profile)
    guard !hidden.isEmpty else { return }
    let words = hidden.map { profile, runs in
      "\(profile) (\(counted(runs.reduce(0) { $0 + $1.seeds.count }, "cell")))"
    }
    Console.say(
      "Not shown of \(suite.name): \(words.joined(separator: ", ")); --profile NAME shows one, "
        + "`repro plan \(suite.name) --all` shows all")
  }

  /// The runs that are meant and their data sets, or the whole suite: itself a suite that can be read.
  private func sayResolved(_ target: Target) throws {
    struct Part: Encodable {
      var datasets: [DatasetSpec]
      var runs: [RunSpec]
    }
    let suite = target.file.suite
    guard !target.isWhole else { return try Console.say(json: suite) }
    let runs = suite.runs.filter { target.selection.runs.contains($0.id) }
    let named = runs.compactMap(\.task.dataset)
    try Console.say(
      json: Part(datasets: suite.datasets.filter { named.contains($0.id) }, runs: runs))
  }

  /// The dearest cell first, each to the part that has the least so far.
  private func divided(_ cells: [PlannedCell], into count: Int) -> [Shard] {
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
}
