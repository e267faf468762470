import Datasets
import Determinism
import Experiments
import Foundation
import Metrics
import Models
import Suites
import Testing

@Suite struct RankingLearnerTests {
  /// 90 users, 60 items, what comes next follows from what was last.
  static let interactions: Interactions = {
    let key = RandomKey(seed: 2)
    var offsets = [0]
    var items: [Int32] = []
    for user in 0..<90 {
      var item = key["first"].integer(below: 60, user)
      for event in 0..<(4 + key["length"].integer(below: 20, user)) {
        items.append(Int32(item + 1))
        item = (7 * item + 3 + key["noise"][user].integer(below: 2, event)) % 60
      }
      offsets.append(items.count)
    }
    return Interactions(
      offsets: offsets, items: items, times: items.indices.map { 100 * Int64($0) },
      ratings: items.map { _ in 1 }, users: (1...90).map(Int32.init),
      candidates: (1...60).map(Int32.init), itemRows: 61)
  }()

  static func task(
    _ model: ModelSpec, schedule: ScheduleSpec? = nil, maximalLength: Int = 16
  ) -> RankingTask<DatasetSpec> {
    RankingTask(
      dataset: DatasetSpec(
        id: "d", source: "s", ties: .file, filters: [], maximalLength: maximalLength,
        split: .leaveLastOut, generator: nil),
      model: model,
      training: TrainingSpec(
        loss: LossSpec.sampledSoftmax(negatives: 8, temperature: 0.05),
        optimizer: OptimizerSpec.adamW(
          rate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
        schedule: schedule, rows: 16, epochs: 3, shards: 3),
      evaluation: evaluation())
  }

  static let models: [ModelSpec] = [
    .sasrec(
      SASRecSpec(
        width: 12, blocks: 1, heads: 2, hidden: 12, positions: 27, embeddingDropout: 0.1,
        dropout: 0.1)),
    .hstu(
      HSTUSpec(
        width: 12, blocks: 1, heads: 2, keyWidth: 6, valueWidth: 6, positions: 27,
        embeddingDropout: 0.1, dropout: 0.1)),
    .fuxiAlpha(
      FuXiAlphaSpec(
        width: 12, blocks: 1, heads: 2, keyWidth: 6, valueWidth: 6, feedForwardMultiple: 1,
        positions: 27, embeddingDropout: 0.1, dropout: 0.1, variant: .full)),
  ]

  static func trained(
    _ model: ModelSpec, schedule: ScheduleSpec? = nil, tileRows: Int = 32
  ) throws -> TrainingLoop<RankingLearner> {
    let task = task(model, schedule: schedule)
    var evaluator = try RankingEvaluator(interactions, task.evaluation, maximalLength: 16)
    evaluator.tileRows = tileRows
    let learner = try RankingLearner(task, interactions, evaluator, seed: 1)
    var loop = TrainingLoop(
      learner, schedule: .init(epochs: 3, every: 3, reads: .last),
      key: RandomKey(seed: 1))
    while loop.advance() != .finished {}
    return loop
  }

  @Test("a model learns what follows what", arguments: models)
  func learning(model: ModelSpec) throws {
    let loop = try Self.trained(model)
    let losses = loop.progress.curve.map(\.loss)
    #expect(losses[2] < losses[0])
    // By chance alone the mean of 1/rank over about 50 candidates is 0.09.
    #expect((loop.progress.reading?.metrics["mrr"] ?? 0) > 0.13)
  }

  @Test("ranks do not depend on how many rows are ranked at once", arguments: models)
  func tiles(model: ModelSpec) throws {
    let whole = try Self.trained(model).progress
    for tileRows in [1, 7, 90] {
      #expect(try Self.trained(model, tileRows: tileRows).progress == whole)
    }
  }

  @Test(
    "a training restored from its state after each step ends in the same bits",
    arguments: [nil, .cosine(warmUp: 0.3)] as [ScheduleSpec?])
  func restoring(rate: ScheduleSpec?) throws {
    let whole = try Self.trained(Self.models[2], schedule: rate)
    let task = Self.task(Self.models[2], schedule: rate)
    let evaluator = try RankingEvaluator(Self.interactions, task.evaluation, maximalLength: 16)
    let fresh = try RankingLearner(task, Self.interactions, evaluator, seed: 99)
    let schedule = whole.schedule
    var checkpoint: Checkpoint?
    var advances = 0
    while true {
      var loop =
        if let checkpoint {
          try TrainingLoop(
            fresh, schedule: schedule, key: RandomKey(seed: 1), from: checkpoint, file: "c")
        } else {
          TrainingLoop(
            try RankingLearner(task, Self.interactions, evaluator, seed: 1), schedule: schedule,
            key: RandomKey(seed: 1))
        }
      guard loop.advance() != .finished else { break }
      advances += 1
      checkpoint = loop.checkpoint
    }
    #expect(advances == whole.steps + 3)
    #expect(checkpoint == whole.checkpoint)
    let constant = try rate == nil ? whole : Self.trained(Self.models[2])
    #expect((whole.checkpoint == constant.checkpoint) == (rate == nil))
  }

  @Test("weights of another model are refused with the entry's name")
  func foreignWeights() throws {
    let task = Self.task(Self.models[1])
    let evaluator = try RankingEvaluator(Self.interactions, task.evaluation, maximalLength: 16)
    var learner = try RankingLearner(task, Self.interactions, evaluator, seed: 1)
    var weights = learner.weights
    weights.tensors[0].name = "other"
    let unknown = try #require(throws: WeightsError.self) {
      try learner.load(weights, file: "w")
    }
    #expect(unknown.description == "w: the entry 'other' is not a parameter of this model.")
    weights = learner.weights
    let name = weights.tensors[1].name
    weights.tensors.remove(at: 1)
    let missing = try #require(throws: WeightsError.self) { try learner.load(weights, file: "w") }
    #expect(missing.description == "w lacks the entry '\(name)'.")
    weights = learner.weights
    weights.tensors[0] = .init(name: weights.tensors[0].name, shape: [1], elements: [0])
    let misshapen = try #require(throws: WeightsError.self) {
      try learner.load(weights, file: "w")
    }
    #expect(
      misshapen.description
        == "w: the entry '\(learner.weights.tensors[0].name)' has the shape [1]; the model's is "
        + "[61, 12].")
  }

  @Test("a data set that keeps more events than the model reads is refused")
  func tooLong() throws {
    let task = Self.task(Self.models[1], maximalLength: 40)
    let evaluator = try RankingEvaluator(Self.interactions, task.evaluation, maximalLength: 40)
    let error = try #require(throws: ExperimentError.self) {
      try RankingLearner(task, Self.interactions, evaluator, seed: 1)
    }
    #expect(
      error.description
        == "the model hstu: it reads at most 27 events, but the data set keeps 40")
  }
}
