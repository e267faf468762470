import ArgumentParser
import Experiments
import Foundation
import Suites
import Verdicts

/// `repro run`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Computes the cells of a suite that have no record yet, then judges and reports.",
    discussion: """
      Without a target it lists the suites to choose from. Several targets, or --all, are run one \
      after another: each suite is judged and reported even if another one fails, one screen at \
      the end says how all of them came out, and the exit code is the worst of theirs. If a claim \
      is named, only that claim is shown. If every record exists, neither data nor a licence nor \
      the network is needed.

      A cell is a run under one seed. Its record is the file reports/<suite>/records/<cell>.json; \
      a cell whose record is of exactly this computation is not computed again.

      A training that is interrupted (Ctrl-C) or killed resumes from its latest checkpoint the \
      next time, and ends with the same bytes. A second process on the same suite takes the cells \
      that the first is not working on.

      --until-decided looks at 3, 5, 8 and 12 seeds of each run that a headline claim reads (the \
      declared ones, then the next whole numbers) and adds seeds until every headline claim is \
      decided, or none is left that seeds could decide, or --at-most is reached. The level is \
      spent over the looks, so that looking often does not make any verdict likelier by chance; \
      other claims are judged by the declared seeds alone. The first look fixes, in \
      reports/<suite>/looks.json, where the looks end: --at-most 5 looks at 3 and at 5 seeds; a \
      later command may stop earlier, but may not go further.
      """)

  @Argument(
    help: "A suite, or `suite/name` with the name of a run, a group or a claim; or several of them."
  )
  var targets: [String] = []
  @Flag(help: "Every suite, each with its own default profiles.") var all = false
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @Option(help: "The profile to run; the suite's default profiles if none is named.")
  var profile: String?
  @Option(help: ArgumentHelp("Only these of the suite's seeds.", valueName: "1,2,…"))
  var seeds: String?
  @Option(
    help: ArgumentHelp(
      "Only this cell: run.seed or suite/run.seed, or @file, whose first line names it.",
      valueName: "cell"))
  var cell: String?
  @Flag(help: "Add seeds at declared looks until the headline claims are decided.")
  var untilDecided = false
  @Option(
    help: ArgumentHelp(
      "With --until-decided: take no look at more seeds than this; 12 if not given.",
      valueName: "seeds"))
  var atMost: Int?
  @OptionGroup var threads: WorkerOption
  @Flag(
    help: "Also compute cells that have a record, and exit with 20 if one comes out differently.")
  var again = false
  @Option(
    help: ArgumentHelp("Time between two checkpoints of a training.", valueName: "seconds"))
  var checkpointEvery: Double = 30
  @Option(
    help: ArgumentHelp(
      "Folder that trained weights are kept in. Default: `repro/weights` in the XDG data folder.",
      valueName: "folder"))
  var weightsFolder: String?
  @OptionGroup var cells: CellOptions
  @OptionGroup var commands: CommandOptions
  @Flag(help: "One JSON document on standard output.") var json = false
  @Flag(help: "The whole report in Markdown on standard output, on a terminal too.")
  var markdown = false

  func validate() throws {
    guard checkpointEvery >= 0 else {
      throw ValidationError(
        "--checkpoint-every must be at least 0 seconds, not \(checkpointEvery).")
    }
    if cells.noReport, json || markdown || untilDecided {
      throw ValidationError(
        "--no-report cannot be combined with --json, --markdown or --until-decided.")
    }
    _ = try chosenSeeds()
    try checkLooks()
  }

  /// What makes no sense beside `--until-decided`, which is about a suite's own headline claims and
  /// all their seeds.
  private func checkLooks() throws {
    if let atMost {
      guard untilDecided else {
        throw ValidationError("--at-most can be used only with --until-decided.")
      }
      guard !Looks.planned(atMost: atMost).isEmpty else {
        throw ValidationError("--at-most must be at least 3, the first look, not \(atMost).")
      }
    }
    guard untilDecided else { return }
    let others = [
      ("--seeds", seeds != nil), ("--cell", cell != nil), ("--profile", profile != nil),
      ("--again", again),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw ValidationError(
        "--until-decided chooses the cells itself and cannot be combined with \(other).")
    }
  }

  func run() async throws {
    if let kernels = cells.kernels { try chooseKernels(kernels) }
    guard let ranks = cells.ranks else { return try await answer(nil) }
    let team = try RankTeam(of: ranks)
    try await team.work { try await answer(team) }
  }

  /// Computes, judges and reports what was asked for.
  ///
  /// - Parameter team: those that compute each cell together.
  private func answer(_ team: RankTeam?) async throws {
    let asked = try askedSuites()
    guard all || !asked.isEmpty else {
      throw try SuiteOffer(command: "run", all: "every suite, its own default profiles")
        .made(in: folders)
    }
    let targets = try withCells(
      try Target.asked(asked, all: all, profile: profile, in: folders))
    try data.requireUse(by: targets.map(\.file.suite), in: folders)
    try commands.requireUse(by: targets.map(\.file.suite.name))
    threads.apply()
    try team?.requireAlike(targets.flatMap(chosenCells))
    if let team, team.follows, let target = targets.first { return try await follow(team, target) }
    if cells.noReport {
      for target in targets { try await compute(target, team) }
      return
    }
    if let target = targets.first, targets.count == 1 {
      try await compute(target, team)
      return try report(target)
    }
    var round = SuiteRound(in: folders, markdown: markdown)
    for target in targets { try await round.take(target) { try await compute(target, team) } }
    try round.tell(json: json)
  }

  /// What was named, or the suite that a cell was named with.
  private func askedSuites() throws -> [String] {
    guard targets.isEmpty, !all, let suite = try cell.flatMap({ try CellName($0).suite }) else {
      return targets
    }
    return [suite]
  }

  /// Those of several targets that have a cell of the seeds or the name that was asked for; the others
  /// are named.
  private func withCells(_ targets: [Target]) throws -> [Target] {
    var refusals: [any Error] = []
    let found = targets.filter { target in
      do {
        _ = try chosenCells(target)
        return true
      } catch {
        refusals.append(error)
        return false
      }
    }
    if found.isEmpty, let first = refusals.first { throw first }
    for refusal in refusals {
      Console.complain("repro: \(sentence(of: refusal)) It is skipped.")
    }
    return found
  }

  /// Computes this rank's part of what the first one computes.
  private func follow(_ team: RankTeam, _ target: Target) async throws {
    var preparation = try data.preparation(of: target.file.suite, in: folders, quietly: true)
    var runner = Runner(
      checkpoints: "", weights: "", commit: Revision.own, stop: { Interruption.isAsked })
    runner.ranks = team.ranks
    try await team.follow(&preparation, runner)
  }

  /// Computes what a target lacks.
  private func compute(_ target: Target, _ team: RankTeam?) async throws {
    let suite = target.file.suite
    if untilDecided, let name = target.names.first {
      throw Failure(
        .usage,
        "--until-decided is about all headline claims of a suite: name '\(suite.name)' without "
          + "'/\(name)'")
    }
    let chosen = try chosenCells(target)
    let events = try cells.events.map { path throws(StorageError) in try EventLog(path) }
    let records = RecordFolder(reports: try folders.reports(), suite: suite.name)
    for name in ["checkpoints", "locks"] { try makeFolder(name, inCache: data.cache()) }
    let weights = weightsFolder ?? xdgFolder("XDG_DATA_HOME", ".local/share") + "/repro/weights"
    Leftovers.remove(
      in: [
        records.path, URL(fileURLWithPath: records.path).deletingLastPathComponent().path,
        "\(weights)/\(suite.name)",
      ], below: [data.cache() + "/checkpoints"])
    let checks = try folders.checks()
    var looks =
      untilDecided
      ? try LookLoop(target, in: folders, cache: data.cache(), checks: checks, atMost: atMost)
      : nil
    let preparation = try data.preparation(of: suite, in: folders, showing: PreparationDisplay()) {
      checks.fault(in: $0) == nil
    }
    var session = CellSession(
      records: records,
      rules: suite.rulesDigest, cache: data.cache(),
      runner: Runner(
        checkpoints: data.cache() + "/checkpoints",
        weights: weights,
        commit: Revision.own, checkpointEvery: .seconds(checkpointEvery),
        stop: { Interruption.isAsked }),
      preparation: preparation, again: again, checks: checks)
    (session.locks, session.events) = (!cells.noLock, events)
    session.team = team
    if let team { session.runner.ranks = team.ranks }
    // What is computed again is computed from nothing.
    session.runner.locks = again || cells.noLock ? nil : data.cache() + "/locks"
    session.runner.commands = commands.commands(
      of: suite.name, cache: data.cache(), suites: try folders.suites())
    if looks != nil {
      try await looks?.run(&session)
    } else {
      try await session.compute(chosen)
    }
    if cells.noReport { try records.require(chosen, by: checks) }
  }

  private func chosenSeeds() throws -> [UInt64]? { try SeedList.seeds(seeds) }

  private func chosenCells(_ target: Target) throws -> [Run] {
    let suite = target.file.suite
    let cell = try self.cell.map { try CellName($0).within(target.file) }
    // A cell that is named is meant, whatever profile its run belongs to.
    let isAnyProfile = cell != nil && target.isWhole && target.profile == nil
    var cells = try Plan(suite).runs.filter {
      isAnyProfile || target.selection.runs.contains($0.name)
    }
    if let seeds = try chosenSeeds() { cells = cells.filter { seeds.contains($0.seed) } }
    if let cell { cells = cells.filter { $0.cell == cell } }
    if self.cells.dependent { return cells.filter(\.task.readsResults) }
    guard !cells.isEmpty else {
      throw Failure(
        .badSuite,
        "The suite '\(suite.name)' has no such cell\(cell.map { " '\($0)'" } ?? "")"
          + "\(seeds.map { " of the seeds \($0)" } ?? ""); `repro plan \(suite.name)` lists them")
    }
    return cells
  }

  private func report(_ target: Target) throws {
    try Interruption.sheltered {
      try publish(target, in: folders, json: json, markdown: markdown)
    }
  }
}
