import Datasets
import Determinism
import Experiments
import Foundation
import Metrics
import Models
import Suites
import Tensors
import Testing

@Suite struct RatingLearnerTests {
  /// 200 users, 40 items: every other user likes what is shown, seven times out of eight; the others do
  /// as seldom.
  static let interactions: Interactions = {
    let key = RandomKey(seed: 4)
    var offsets = [0]
    var (items, ratings): ([Int32], [Float]) = ([], [])
    for user in 0..<200 {
      for event in 0..<(12 + key["length"].integer(below: 14, user)) {
        let item = 1 + key["item"][user].integer(below: 40, event)
        let isUsual = key["usual"][user].integer(below: 8, event) > 0
        items.append(Int32(item))
        ratings.append(user.isMultiple(of: 2) == isUsual ? 5 : 2)
      }
      offsets.append(items.count)
    }
    return Interactions(
      offsets: offsets, items: items, times: items.indices.map { 1000 * Int64($0) },
      ratings: ratings, users: (1...200).map(Int32.init), candidates: (1...40).map(Int32.init),
      itemRows: 41)
  }()

  static func task(
    _ model: RatingModelSpec, negativeShare: Double = 1, held: Int = 3, epochs: Int = 10
  ) -> RatingTask<DatasetSpec> {
    let training = RatingTrainingSpec {
      $0.optimizer = .adamW(rate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0)
      ($0.rows, $0.epochs, $0.shards, $0.negativeShare) = (16, epochs, 3, negativeShare)
    }
    return RatingTask(
      dataset: DatasetSpec(
        id: "d", source: "s", ties: .file, filters: [], maximalLength: 20, split: .leaveLastOut,
        generator: nil), threshold: 4, held: held, model: model,
      training: model.isTrained ? training : nil,
      evaluation: RatingEvaluationSpec {
        ($0.metrics, $0.every) = (["auc", "user-auc", "logloss", "rig"], epochs)
      })
  }

  static func sequence(
    _ backbone: ModelSpec, _ layout: SequenceRaterSpec.Layout
  ) -> RatingModelSpec {
    .sequence(
      SequenceRaterSpec {
        ($0.backbone, $0.layout, $0.scorer) = (backbone, layout, .mlp(hidden: 16))
      })
  }

  static let hstu = ModelSpec.hstu(
    HSTUSpec(
      width: 16, blocks: 1, heads: 1, keyWidth: 16, valueWidth: 16, positions: 40,
      embeddingDropout: 0, dropout: 0))
  static let models: [RatingModelSpec] = [
    sequence(hstu, .interleaved), sequence(hstu, .summed),
    .din(DINSpec { ($0.width, $0.attention, $0.hidden) = (8, [8], [16]) }),
  ]

  static func loop(_ model: RatingModelSpec, epochs: Int = 10) throws
    -> TrainingLoop<RatingLearner>
  {
    let task = task(model, epochs: epochs)
    let evaluator = try RatingEvaluator(task, interactions, seed: 1)
    return TrainingLoop(
      try RatingLearner(task, evaluator, seed: 1),
      schedule: .init(epochs: epochs, every: epochs, reads: .last),
      key: RandomKey(seed: 1))
  }

  @Test("what a user said so far tells what the user will say", arguments: models)
  func learning(model: RatingModelSpec) throws {
    var loop = try Self.loop(model)
    while loop.advance() != .finished {}
    let metrics = try #require(loop.progress.reading).metrics
    // Whoever knows the kind of user ranks with an area of 7/8; who does not, of 1/2.
    #expect((metrics["auc"] ?? 0) > 0.75)
    #expect((metrics["rig"] ?? 0) > 0)
    #expect(Set(metrics.keys) == ["auc", "user-auc", "logloss", "rig"])
    let units = try #require(loop.progress.reading?.units)
    for (name, values) in units {
      let mean = values.reduce(0, +) / Double(values.count)
      #expect(values.count == 64 && abs(mean - (metrics[name] ?? .nan)) < 1e-9)
    }
  }

  @Test("a training goes on from a checkpoint with the same bits", arguments: models)
  func resuming(model: RatingModelSpec) throws {
    var whole = try Self.loop(model, epochs: 2)
    while whole.advance() != .finished {}
    var first = try Self.loop(model, epochs: 2)
    for _ in 0..<4 { _ = first.advance() }
    let fresh = try Self.loop(model, epochs: 2)
    var second = try TrainingLoop(
      fresh.learner, schedule: fresh.schedule, key: RandomKey(seed: 1), from: first.checkpoint,
      file: "c")
    while second.advance() != .finished {}
    #expect(second.learner.state.encoded() == whole.learner.state.encoded())
    #expect(second.progress.reading == whole.progress.reading)
  }

  @Test("held events are in no training row, and alone are asked for")
  func split() throws {
    let evaluator = try RatingEvaluator(
      Self.task(.logistic), Self.interactions, seed: 1)
    #expect(evaluator.training.count == 200 && evaluator.held.count == 200)
    for row in 0..<200 {
      let user = Self.interactions.events(of: row)
      #expect(evaluator.training.events[row].upperBound == user.upperBound - 3)
      #expect(evaluator.held.events[row].upperBound == user.upperBound)
      #expect(evaluator.held.events[row].count == min(20, user.count))
    }
    let batch = evaluator.held.batch([5])
    let last = batch.counted.count
    #expect(batch.places == [Int32(last - 3), Int32(last - 2), Int32(last - 1)])
    #expect(evaluator.training.batch([5]).counted.allSatisfy { $0 })
    #expect(batch.actions == batch.labels.map { $0 > 0 ? 2 : 1 })
  }

  @Test("of the negatives the asked share counts, and every positive")
  func negatives() throws {
    let evaluator = try RatingEvaluator(
      Self.task(.logistic, negativeShare: 0.2), Self.interactions, seed: 1)
    let batch = evaluator.trainingBatch(Array(0..<200))
    let counted = zip(batch.labels, batch.counted).filter { $0.1 }
    let positives = batch.labels.count { $0 > 0 }
    #expect(counted.count { $0.0 > 0 } == positives)
    let share = Double(counted.count - positives) / Double(batch.labels.count - positives)
    #expect(abs(share - 0.2) < 0.04)
    // The draw belongs to the seed, not to the epoch.
    #expect(evaluator.trainingBatch(Array(0..<200)) == batch)
  }

  @Test("rows that cannot be asked for are refused")
  func refused() throws {
    #expect(throws: ExperimentError.self) {
      try RatingEvaluator(Self.task(.logistic, held: 20), Self.interactions, seed: 1)
    }
    var short = Self.hstu
    if var spec = short.entry as? HSTUSpec {
      spec.positions = 39
      short = .hstu(spec)
    }
    let task = Self.task(Self.sequence(short, .interleaved))
    let evaluator = try RatingEvaluator(task, Self.interactions, seed: 1)
    #expect(throws: ExperimentError.self) { try RatingLearner(task, evaluator, seed: 1) }
  }

  @Test("popularity is the item's share of positives before the held events")
  func popularity() async throws {
    // Two items: the first liked by all but one, the second by none, each user's last event held.
    let interactions = Interactions(
      offsets: [0, 2, 4, 6, 8], items: [1, 2, 1, 2, 1, 1, 2, 1],
      times: [1, 2, 1, 2, 1, 2, 1, 2], ratings: [5, 1, 5, 1, 5, 4, 1, 5],
      users: [1, 2, 3, 4], candidates: [1, 2], itemRows: 3)
    let task = Self.task(.popularity(RatePopularitySpec(smoothing: 2)), held: 1)
    let evaluator = try RatingEvaluator(task, interactions, seed: 1)
    // Before the held events: item 1 three times, liked; item 2 once, not liked.
    // Share of all (3 + 1) / (4 + 2); item 1 (3 + 2·⅔) / 5, item 2 (2·⅔) / 3.
    let odds = [13.0 / 2, 4.0 / 5].map { log($0) }
    let logits = evaluator.rates(RatePopularitySpec(smoothing: 2)).logits
    #expect(abs(Double(logits[1]) - odds[0]) < 1e-6)
    #expect(abs(Double(logits[2]) - odds[1]) < 1e-6)
  }
}
