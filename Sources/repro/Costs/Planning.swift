import Determinism
import Suites
import Verdicts

/// A cell as it is planned.
struct PlannedCell: Encodable {
  var cell: String
  var command: String
  var group: String?
  var profile: String
  var status: String
  var why: String
  var cost: CostEstimate?
  /// Why the cost is not known.
  var costUnknown: String?
  /// Seconds that its record took.
  var took: Double?
  var needs: CellNeeds
  var holder: ExclusiveFile.Owner?
  var run: Run
}

/// Says of the cells that targets mean whether they are to run, what they cost and what they need.
struct Planning {
  private let folders: Folders
  private let cache: String
  private let seeds: [UInt64]?
  private let everyProfile: Bool
  private var estimator: CostEstimator

  /// - Parameters:
  ///   - seeds: these alone; nil for all.
  ///   - everyProfile: whether a whole suite means the cells of every profile.
  init(
    _ folders: Folders, _ data: DataOptions, seeds: [UInt64]? = nil, everyProfile: Bool = false
  ) throws {
    self.folders = folders
    self.seeds = seeds
    self.everyProfile = everyProfile
    cache = data.cache()
    estimator = CostEstimator(
      try folders.plannedRecords(), workers: Workers.count, store: try data.store(),
      sources: try folders.suites() + "/datasets")
  }

  /// What a target means, of its suite as it is or with more seeds.
  func runs(of target: Target, in suite: Suite? = nil) throws -> [Run] {
    try Plan(suite ?? target.file.suite).runs.filter { run in
      ((everyProfile && target.isWhole) || target.selection.runs.contains(run.name))
        && seeds?.contains(run.seed) ?? true
    }
  }

  /// The cells of these runs.
  mutating func cells(of target: Target, in suite: Suite? = nil) async throws -> [PlannedCell] {
    let suite = suite ?? target.file.suite
    let records = try folders.heldRecords(
      of: suite.name, saying: "Its cell will be computed again.")
    let needs = NeedsEstimator(records.records, workers: Workers.count)
    let held = HeldCells(cache: cache)
    var cells: [PlannedCell] = []
    for run in try runs(of: target, in: suite) {
      let spec = suite.runs.first { $0.id == run.name }
      let status = CellStatus(of: run, in: records)
      let cost = status.isToRun ? await estimator.estimate(run) : nil
      cells.append(
        PlannedCell(
          cell: run.cell, command: "repro run \(suite.name) --cell \(run.cell)",
          group: spec?.group, profile: spec?.profile ?? "",
          status: status.word, why: status.words + held.words(for: run), cost: cost?.value,
          costUnknown: cost?.reason,
          took: status.isToRun ? nil : records.record(of: run.cell)?.circumstances.seconds,
          needs: needs.needs(of: run, cost?.value), holder: held.holder(of: run), run: run))
    }
    return cells
  }
}

extension Folders {
  /// Records of every suite that can be read, of what it plans.
  fileprivate func plannedRecords() throws -> [RunRecord] {
    let reports = try reports()
    return try names().flatMap { name -> [RunRecord] in
      guard let suite = try? suite(name).suite, let plan = try? Plan(suite) else { return [] }
      return RecordFolder(reports: reports, suite: name).reading().records(of: plan)
    }
  }
}
