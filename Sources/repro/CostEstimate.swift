import Datasets
import Experiments
import Foundation
import Models
import Suites

/// What a training will take: events times epochs, at a speed that was measured.
///
/// Speeds are compared as floating-point operations a second, so that one model's record says
/// something of another's: a model of four times the work for each event takes four times as long.
struct CostEstimate: Encodable {
  /// Events trained on, all epochs.
  var events: Int
  /// Whether the events were counted in the prepared data, not bounded by published counts.
  var isCounted: Bool
  /// Events a second.
  var eventsPerSecond: Double
  /// Where the speed comes from: `records` or `a product measured now`.
  var speedFrom: String
  /// Seconds of training; evaluation comes on top.
  var seconds: Double
}

/// Estimates costs on this machine.
struct CostEstimator {
  private var rates: [(kind: String, operationsPerSecond: Double)] = []
  private var fallback: Double?
  private var rows: [String: (tokens: Int, users: Int, isCounted: Bool)] = [:]
  private let store: DatasetStore
  private let sources: String

  init(_ records: [RunRecord], store: DatasetStore, sources: String) {
    self.store = store
    self.sources = sources
    for record in records where record.circumstances.tokensPerSecond > 0 {
      guard case .ranking(let task) = record.run.task, let training = task.training else {
        continue
      }
      let length = task.dataset.maximalLength / 2
      let cost = Self.operations(task.model, training, length: max(1, length))
      rates.append((task.model.kind, record.circumstances.tokensPerSecond * cost))
    }
  }

  /// The cost of a run; nil where nothing is trained or nothing is known of the data.
  mutating func estimate(_ run: Run) async -> CostEstimate? {
    guard case .ranking(let task) = run.task, let training = task.training,
      let rows = await rows(of: task.dataset)
    else { return nil }
    let length = max(1, task.dataset.maximalLength / 2)
    let cost = Self.operations(task.model, training, length: length)
    let same = rates.filter { $0.kind == task.model.kind }
    let known = (same.isEmpty ? rates : same).map(\.operationsPerSecond).sorted()
    let rate = known.isEmpty ? productRate() : known[known.count / 2]
    let events = rows.tokens * training.epochs
    return CostEstimate(
      events: events, isCounted: rows.isCounted, eventsPerSecond: rate / cost,
      speedFrom: known.isEmpty ? "a product measured now" : "records",
      seconds: Double(events) * cost / rate)
  }

  /// Operations for each event of a row of this length.
  private static func operations(
    _ model: ModelSpec, _ training: TrainingSpec, length: Int
  ) -> Double {
    let step = StepCost(
      training: model, lengths: [length], itemRows: 0, negatives: training.loss.negatives)
    return step.operations / Double(length)
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
        min(counts.events, counts.users * dataset.maximalLength), counts.users, false
      )
    }
    if let found { rows[dataset.id] = found }
    return found
  }
}
