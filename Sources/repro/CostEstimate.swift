import Datasets
import Determinism
import Experiments
import Foundation
import Models
import Suites

/// What a training will take: events times epochs, at a speed that was measured.
///
/// Speeds of recommenders are compared as floating-point operations a second, so that one model's
/// record says something of another's: a model of four times the work for each event takes four
/// times as long. Click models, whose time goes to tables as much as to products, are timed for a
/// few steps on made-up rows.
struct CostEstimate: Encodable {
  /// Where a number of epochs comes from.
  enum EpochsSource: String, Encodable {
    case suite = "the suite"
    /// An early stop may come long before.
    case limit = "its limit"
    /// Trainings that an early stop ended.
    case records
  }
  /// Where a speed comes from.
  enum SpeedSource: String, Encodable {
    case records
    case product = "a product measured now"
    case steps = "steps measured now"
  }

  /// Events (rows of clicks) trained on, all epochs.
  var events: Int
  /// Epochs reckoned with.
  var epochs: Double
  /// Where the epochs come from.
  var epochsFrom: EpochsSource
  /// Whether the events were counted in the prepared data, not bounded by published counts.
  var isCounted: Bool
  /// Events a second.
  var eventsPerSecond: Double
  /// Where the speed comes from.
  var speedFrom: SpeedSource
  /// Seconds of training; evaluation comes on top.
  var seconds: Double

  /// Whether it can only be less.
  var isBound: Bool {
    switch epochsFrom {
    case .suite: !isCounted
    case .limit: true
    case .records: false
    }
  }

  /// Nil where it is no number that can be waited for.
  var ifFinite: CostEstimate? {
    epochs.isFinite && eventsPerSecond.isFinite && seconds.isFinite && seconds >= 0 ? self : nil
  }
}

/// Estimates costs on this machine.
struct CostEstimator {
  private var rates: [(kind: String, operations: Double, operationsPerSecond: Double)] = []
  private var fallback: Double?
  private var rows: [String: (tokens: Int, users: Int, isCounted: Bool)] = [:]
  private var paces: [String: Double] = [:]
  /// Epochs of each training that an early stop ended.
  private var stopped: [Int] = []
  private let store: DatasetStore
  private let sources: String

  init(_ records: [RunRecord], store: DatasetStore, sources: String) {
    self.store = store
    self.sources = sources
    for record in records where record.circumstances.tokensPerSecond > 0 {
      if case .click(let task) = record.run.task, let result = record.result,
        result.curve.count < task.training.epochs
      {
        stopped.append(result.curve.count)
      }
      guard let work = Work(record.run.task) else { continue }
      let cost = work.operations
      // Shards of a batch share nothing: two workers keep 1.9 processors busy.
      let workers = Double(Workers.count) / Double(max(1, record.circumstances.workers))
      let rate = record.circumstances.tokensPerSecond * cost * workers
      // A record may say anything of itself: sizes below nothing, a speed beyond every number.
      guard cost > 0, cost.isFinite, rate > 0, rate.isFinite else { continue }
      rates.append((work.kind, cost, rate))
    }
  }

  /// What a recommender's training does for each event, and how often.
  private struct Work {
    /// The model whose blocks, or whose own layers, do it.
    var kind: String
    /// Floating-point operations for each event of a row of half the kept length.
    var operations: Double
    var epochs: Int
    var dataset: DatasetSpec

    /// Nil for a task that trains nothing on interactions.
    init?(_ task: ResolvedTask) {
      switch task {
      case .ranking(let task):
        guard let training = task.training else { return nil }
        let length = max(1, task.dataset.maximalLength / 2)
        let step = StepCost(
          training: task.model, lengths: [length], itemRows: 0, negatives: training.loss.negatives)
        (kind, dataset, epochs) = (task.model.kind, task.dataset, training.epochs)
        operations = step.operations / Double(length)
      case .rating(let task):
        guard let training = task.training else { return nil }
        let length = max(1, task.dataset.maximalLength / 2)
        guard let step = StepCost(training: task.model, lengths: [length]) else { return nil }
        (kind, dataset, epochs) = (task.model.blocksKind, task.dataset, training.epochs)
        operations = step.operations / Double(length)
      case .lawFit, .lineFit, .dataTerm, .click: return nil
      }
    }
  }

  /// The cost of a run; nil where nothing is trained or nothing is known of the data.
  mutating func estimate(_ run: Run) async -> CostEstimate? {
    if case .click(let task) = run.task { return await estimate(task) }
    guard let work = Work(run.task), let rows = await rows(of: work.dataset) else { return nil }
    let cost = work.operations
    let same = rates.filter { $0.kind == work.kind }
    let rate = Self.rate(same.isEmpty ? rates : same, near: cost) ?? productRate()
    let events = rows.tokens.multipliedWithinBounds(by: work.epochs)
    return CostEstimate(
      events: events, epochs: Double(work.epochs), epochsFrom: .suite,
      isCounted: rows.isCounted, eventsPerSecond: rate / cost,
      speedFrom: rates.isEmpty ? .product : .records,
      seconds: Double(events) * cost / rate
    ).ifFinite
  }

  /// The middle rate of the records whose work for an event is nearest: narrow models reach a
  /// smaller part of what the machine can do.
  private static func rate(
    _ known: [(kind: String, operations: Double, operationsPerSecond: Double)], near cost: Double
  ) -> Double? {
    func distance(_ operations: Double) -> Double {
      max(operations / cost, cost / operations)
    }
    guard let nearest = known.map({ distance($0.operations) }).min() else { return nil }
    let rates = known.filter { distance($0.operations) <= 1.01 * nearest }
      .map(\.operationsPerSecond).sorted()
    return rates[rates.count / 2]
  }

  /// The cost of a click model's training: rows of its training part, at the pace of a few steps
  /// made now, for as many epochs as trainings under an early stop have lasted.
  private mutating func estimate(_ task: ClickTask) async -> CostEstimate? {
    guard let source = try? DatasetSource(id: task.data.source, in: sources) else { return nil }
    let rows: Int
    let columns: ClickColumns
    let isCounted: Bool
    if let table = try? await store.prepared(task.data, source: source) {
      (rows, isCounted) = (table.rows(of: .training).count, true)
      columns = ClickColumns(
        dense: table.dense, fields: table.fields, vocabulary: table.vocabulary)
    } else if let counts = source.clicks, let training = task.data.split.training(of: counts) {
      (rows, isCounted) = (training, false)
      columns = ClickPace.columns(
        of: task.data.treatment, dense: counts.dense, fields: counts.fields,
        vocabulary: counts.vocabulary)
    } else {
      return nil
    }
    // Steps of 16 GB are not made for a guess.
    let numbers = task.numbersAtOnce(
      fields: columns.fields, dense: columns.dense, vocabulary: min(columns.vocabulary, 1 << 18))
    guard numbers < 0x1p32 else { return nil }
    let pace = pace(task, columns)
    let epochs =
      stopped.isEmpty
      ? Double(task.training.epochs)
      : min(
        Double(task.training.epochs),
        Double(stopped.reduce(0) { $0.addedWithinBounds(to: $1) }) / Double(stopped.count))
    let events = Int(nearest: Double(rows) * epochs)
    return CostEstimate(
      events: events, epochs: epochs, epochsFrom: stopped.isEmpty ? .limit : .records,
      isCounted: isCounted, eventsPerSecond: pace, speedFrom: .steps,
      seconds: Double(events) / pace
    ).ifFinite
  }

  private mutating func pace(_ task: ClickTask, _ columns: ClickColumns) -> Double {
    let key = "\(task.model) \(task.training) \(columns)"
    if let known = paces[key] { return known }
    let measured = ClickPace.rowsPerSecond(task, columns)
    paces[key] = measured
    return measured
  }

  /// A quarter of what a large product reaches: about what trainings reach in practice.
  private mutating func productRate() -> Double {
    if let fallback { return fallback }
    let rate = SelfTest.productOperationsPerSecond() / 4
    fallback = rate
    return rate
  }

  /// Events of an epoch: counted where the data lie in the cache, else at most what is published.
  private mutating func rows(
    of dataset: DatasetSpec
  ) async -> (tokens: Int, users: Int, isCounted: Bool)? {
    if let known = rows[dataset.id] { return known }
    guard let source = try? DatasetSource(id: dataset.source, in: sources) else { return nil }
    var found: (tokens: Int, users: Int, isCounted: Bool)?
    if let data = try? await store.prepare(dataset, source: source) {
      let offsets = data.interactions.offsets
      let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
      // The last event is the test, the one before it the last target of training.
      let tokens = lengths.reduce(0) { $0 + max(0, min($1 - 2, dataset.maximalLength)) }
      found = (tokens, lengths.count, true)
    } else if let counts = source.counts {
      found = (
        min(counts.events, counts.users.multipliedWithinBounds(by: dataset.maximalLength)),
        counts.users, false
      )
    }
    if let found { rows[dataset.id] = found }
    return found
  }
}
