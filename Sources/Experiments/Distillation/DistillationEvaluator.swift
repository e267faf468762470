internal import Datasets
internal import Metrics
internal import Models
internal import Suites
internal import Tensors

/// What a learner ranks: each user's held event among all items, and among drawn negatives.
struct DistillationEvaluator: Sendable {
  /// Ranks among all items that occur.
  let full: RankingEvaluator
  /// Ranks among negatives.
  let sampled: RankingEvaluator
  private let learner: any VectorLearner
  private let specification: DistillationEvaluationSpec

  /// - Parameter seed: negatives are drawn from it.
  /// - Throws: `ExperimentError` where nobody can be tested, or a user knows every item.
  init(
    _ interactions: Interactions, _ learner: any VectorLearner,
    _ task: DistillationTask<DatasetSpec>, seed: UInt64
  ) throws(ExperimentError) {
    self.learner = learner
    specification = task.evaluation
    func evaluator(
      among candidates: EvaluationSpec.Candidates, seen: EvaluationSpec.Seen,
      read: EvaluationSpec.Reading, floor: Int
    ) throws(ExperimentError) -> RankingEvaluator {
      try RankingEvaluator(
        interactions,
        EvaluationSpec(
          candidates: candidates, seen: seen, ties: .against, queryTime: .target, floor: floor,
          metrics: task.evaluation.metrics.filter { $0.ranking != nil }, every: 1, read: read),
        maximalLength: task.dataset.maximalLength, split: task.dataset.split)
    }
    full = try evaluator(
      among: .rated, seen: .wholeHistory, read: .last, floor: specification.floor)
    sampled = try evaluator(
      among: .sampled(specification.negatives, by: .uniform, repeats: true, key: seed),
      seen: .ranked, read: .bestOnValidation,
      floor: specification.negatives.addedWithinBounds(to: 1))
  }

  /// How ranks come about, in words.
  var procedure: String {
    "\(full.procedure); metrics that begin with 'sampled-' by \(sampled.procedure)"
  }

  /// The monitor's value on the validation events.
  func monitored(_ parameters: Parameters) -> Double {
    guard let metric = specification.monitor.sampled,
      let ranks = sampled.validationRanks(scorer(parameters))
    else { return 0 }
    return Self.mean(values(of: metric, ranks))
  }

  /// The test events, ranked.
  func measured(_ parameters: Parameters) -> Measured? {
    let scorer = scorer(parameters)
    guard var measured = full.measured(scorer), let ranks = sampled.ranks(scorer) else {
      return nil
    }
    var units: [Metric: [Double]] = [:]
    for metric in specification.metrics {
      guard let sampled = metric.sampled else { continue }
      let values = values(of: sampled, ranks)
      measured.metrics[metric] = Self.mean(values)
      units[metric] = BlockUnits.units(ofMean: values)
    }
    measured.units = units.isEmpty ? nil : units
    return measured
  }

  private func scorer(_ parameters: Parameters) -> LearnerScorer {
    LearnerScorer(learner, parameters, candidates: full.candidates)
  }

  private func values(of metric: SampledRankMetric, _ ranks: [Int32]) -> [Double] {
    ranks.map { metric.value(rank: Int($0)) }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(1, values.count))
  }
}

/// A learner's scores: the product of the features after a row's last event and the item's vector, and the
/// item's bias where it has one.
private struct LearnerScorer: CandidateScorer {
  private let lesson: PrefixLesson
  private let parameters: Parameters
  private let vectors: Tensor
  private let biases: Tensor?

  init(_ learner: any VectorLearner, _ parameters: Parameters, candidates: [Int32]) {
    lesson = PrefixLesson(learner, shards: 1)
    self.parameters = parameters
    vectors = gatherRows(parameters.values[learner.items.index], candidates)
    biases = learner.itemBias.map { bias in
      let numbers = parameters.values[bias.index]
      return gatherRows(numbers.reshaped([numbers.count, 1]), candidates)
        .reshaped([candidates.count])
    }
  }

  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    let batch = rows.batch(range)
    let features = lesson.features(
      parameters,
      PrefixBatch(
        rows: PackedRows(batch.offsets), items: batch.items,
        targets: batch.offsets.dropFirst().map { batch.targets[$0 - 1] }))
    let products = matmul(features, transposed: false, vectors, transposed: true)
    return biases.map { addingRow(products, $0) } ?? products
  }
}
