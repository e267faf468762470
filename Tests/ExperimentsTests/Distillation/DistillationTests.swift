import Datasets
import Determinism
import Metrics
import Models
import Suites
import Tensors
import Testing

@testable import Experiments

/// Scores that are all the same.
private struct Equal: CandidateScorer {
  let items: Int

  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    Tensor(zeros: [range.count, items])
  }
}

/// A distillation from its rows to what it measures.
@Suite struct DistillationTests {
  static func learning(augmented: Bool = true, fresh: Bool? = nil) -> LearningSpec {
    var spec = LearningSpec()
    spec.optimizer = .adam(rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 5e-5)
    (spec.steps, spec.rows, spec.shards) = (5, 2, 2)
    (spec.augmented, spec.tables, spec.fresh) = (augmented, .trained, fresh)
    return spec
  }

  static func summary(_ form: SummaryFormSpec, distilled: Bool = true) -> MaterialSpec {
    var spec = SummarySpec()
    (spec.sequences, spec.length, spec.form) = (4, 8, form)
    if distilled {
      var distilling = DistillingSpec()
      distilling.optimizer = .adam(
        rate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-4)
      (distilling.rows, distilling.epochs, distilling.shards) = (400, 2, 3)
      (distilling.firstStart, distilling.lastStart) = (1, 2)
      (distilling.unrolled, distilling.leastPlain, distilling.longestGradient) = (2, 0, 1)
      distilling.aligned = true
      spec.distilling = distilling
    }
    return .summary(spec)
  }

  static func histories(draws: Int? = nil) -> MaterialSpec {
    var spec = HistoriesSpec()
    (spec.sequences, spec.length, spec.draws) = (6, 8, draws)
    return .histories(spec)
  }

  static func encoder(positions: Int, heads: Int = 2) -> LearnerSpec {
    var learner = EncoderLearnerSpec()
    (learner.width, learner.blocks, learner.heads) = (8, 1, heads)
    (learner.hidden, learner.positions) = (8, positions)
    (learner.dropout, learner.attentionDropout) = (0.2, 0.2)
    return .sasrec(learner)
  }

  static func task(
    _ material: MaterialSpec, _ learning: LearningSpec? = DistillationTests.learning(),
    learner: LearnerSpec = DistillationTests.encoder(positions: 10)
  ) -> DistillationTask<DatasetSpec> {
    var pretraining = PretrainingSpec()
    pretraining.optimizer = .adam(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 5e-5)
    (pretraining.rows, pretraining.epochs) = (300, 3)
    (pretraining.patience, pretraining.shards, pretraining.kept) = (2, 3, 2)
    var evaluation = DistillationEvaluationSpec()
    evaluation.metrics = ["hr@10", "ndcg@10", "sampled-hr@10", "sampled-mrr@10"]
    (evaluation.negatives, evaluation.monitor, evaluation.floor) = (20, "sampled-mrr@10", 101)
    var dataset = RankingLearnerTests.task(.random, maximalLength: 10).dataset
    dataset.split = .leaveTwoOut
    return DistillationTask(
      dataset: dataset, learner: learner,
      pretraining: pretraining, material: material, learning: learning, evaluation: evaluation)
  }

  private func training(_ task: DistillationTask<DatasetSpec>) throws -> DistillationTraining {
    DistillationTraining(
      try DistillationParts(task, RankingLearnerTests.interactions, seed: 1))
  }

  private func finished(
    _ training: DistillationTraining, again: (DistillationTraining) throws -> DistillationTraining
  ) throws -> DistillationTraining {
    var training = training
    while training.advance(stop: { false }) != .finished { training = try again(training) }
    return training
  }

  @Test("each arm is made of entries that nothing complains of")
  func entries() {
    for task in [
      Self.task(.allData, nil), Self.task(.nothing, nil), Self.task(Self.histories()),
      Self.task(Self.summary(.tucker(sequenceRank: 2, positionRank: 3))),
      Self.task(Self.summary(.farzi(width: 3))),
      Self.task(Self.summary(.farzi(width: 3), distilled: false)),
    ] {
      #expect(task.complaints.isEmpty, "\(task.complaints)")
    }
  }

  @Test("every material says what is made of it") func materials() {
    for kind in MaterialSpec.registry.kinds {
      #expect(kind.init() is any MaterialRule, "\(kind.kind)")
    }
  }

  @Test("what does not fit together is named with its place")
  func complaints() {
    func paths(_ change: (inout DistillationTask<DatasetSpec>) -> Void) -> [String] {
      var task = Self.task(Self.summary(.tucker(sequenceRank: 2, positionRank: 3)))
      change(&task)
      return task.complaints.map(\.path)
    }
    #expect(paths { $0.learning = nil } == ["learning"])
    #expect(paths { $0.learner = Self.encoder(positions: 6) } == ["learner.positions"])
    #expect(paths { $0.learner = Self.encoder(positions: 10, heads: 3) } == ["learner.heads"])
    #expect(paths { $0.learning?.rows = 3 } == ["learning.rows"])
    #expect(paths { $0.learning?.steps = 1 } == ["material.distilling.unrolled"])
    #expect(paths { $0.pretraining.kept = 1 } == ["material.distilling.lastStart"])
    #expect(paths { $0.evaluation.floor = 10 } == ["evaluation.floor"])
    #expect(paths { $0.evaluation.monitor = "hr@10" } == ["evaluation.monitor"])
    #expect(paths { $0.evaluation.metrics = ["sampled-hr@10"] } == ["evaluation.metrics"])
    #expect(paths { $0.evaluation.metrics = ["hr@10", "auc"] } == ["evaluation.metrics.1"])
    #expect(paths { $0.material = .nothing } == ["learning"])
  }

  @Test("every proper prefix of a tested user's training events is an example")
  func rows() {
    let interactions = Interactions(
      offsets: [0, 6, 8, 11], items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], times: Array(1...11),
      ratings: Array(repeating: 1, count: 11), users: [1, 2, 3], candidates: Array(1...11),
      itemRows: 12)
    let cuts = interactions.cuts(.leaveTwoOut)
    let rows = PrefixRows(interactions, cuts, maximalLength: 2)
    #expect(
      (0..<rows.count).map { rows.batch([$0]).items } == [[1], [1, 2], [2, 3]])
    #expect(rows.batch([2, 0]).targets == [4, 2] && rows.batch([2, 0]).items == [2, 3, 1])
    let latest = PrefixRows.latest(interactions, cuts, users: 1, length: 3) { Array(0..<$0) }
    #expect(latest == [[2, 3, 4]])
    #expect(PrefixRows.latest(interactions, cuts, users: 2, length: 3) { Array(0..<$0) } == nil)
  }

  @Test("ranks among negatives count those that score as high, among all those not seen before")
  func ranks() throws {
    let interactions = RankingLearnerTests.interactions
    let parts = try DistillationParts(Self.task(.allData, nil), interactions, seed: 3)
    let evaluator = parts.evaluator
    // All scores equal: every target is last, among the negatives and among what was not seen.
    var flat = parts.learner.parameters
    for index in flat.values.indices {
      flat.values[index] = Tensor(zeros: flat.values[index].shape)
    }
    let measured = try #require(evaluator.measured(flat))
    let items = Set(interactions.items).count
    let expected = interactions.users.indices.map { user -> Int32 in
      let events = interactions.items[interactions.events(of: user)]
      return Int32(items - Set(events.dropLast()).subtracting(events.suffix(1)).count)
    }
    #expect(measured.ranks == expected)
    #expect(measured.metrics["sampled-hr@10"] == 0 && measured.metrics["sampled-mrr@10"] == 0)
    #expect(evaluator.monitored(flat) == 0)
    #expect(evaluator.sampled.ranks(Equal(items: items))?.allSatisfy { $0 == 21 } == true)
    // Ninety users are too few for blocks; the mean of the first ten places is of the ranks.
    let drawn = try #require(evaluator.measured(parts.learner.parameters))
    #expect(drawn.units == nil && (0...1).contains(drawn.metrics["sampled-hr@10"] ?? -1))
  }

  @Test(
    "a training restored after each step ends with the same bits",
    arguments: [
      DistillationTests.summary(.tucker(sequenceRank: 2, positionRank: 3)),
      DistillationTests.summary(.farzi(width: 3)), DistillationTests.histories(),
      DistillationTests.histories(draws: 4),
    ])
  func resumed(material: MaterialSpec) throws {
    let task = Self.task(material)
    let whole = try finished(try training(task)) { $0 }
    let restored = try finished(try training(task)) { training in
      let kept = training.checkpoint
      let bytes = kept.tensors.encoded()
      return try DistillationTraining(
        training.parts,
        from: Checkpoint(
          progress: kept.progress, tensors: try Safetensors(bytes, file: "c")), file: "c")
    }
    #expect(restored.checkpoint == whole.checkpoint)
    #expect(restored.weights == whole.weights && restored.epochRead == whole.epochRead)
    #expect(restored.progress.curve.count == (task.distilling == nil ? 3 : 5))
  }

  @Test("one worker and three give the same bits")
  func workers() throws {
    let before = Workers.count
    defer { Workers.count = before }
    let task = Self.task(Self.summary(.tucker(sequenceRank: 2, positionRank: 3)))
    Workers.count = 1
    let one = try finished(try training(task)) { $0 }
    Workers.count = 3
    let three = try finished(try training(task)) { $0 }
    #expect(one.checkpoint == three.checkpoint && one.weights == three.weights)
    let measured = try #require(one.parts.evaluator.measured(one.scoredLearner()))
    #expect(measured == three.parts.evaluator.measured(three.scoredLearner()))
    #expect(Set(measured.metrics.keys) == Set(task.evaluation.metrics))
  }

  @Test("the scored learner keeps the pre-trained tables, or draws its own")
  func arms() throws {
    func learner(
      _ material: MaterialSpec, _ learning: LearningSpec?
    ) throws -> (DistillationTraining, Parameters) {
      let training = try finished(try training(Self.task(material, learning))) { $0 }
      return (training, training.scoredLearner())
    }
    let (full, best) = try learner(.allData, nil)
    #expect(best.values == full.best.kept.values)
    let (nothing, fresh) = try learner(.nothing, nil)
    let items = nothing.parts.learner.items.index
    #expect(fresh.values[items] == nothing.best.kept.values[items])
    #expect(fresh.values != nothing.best.kept.values)
    var frozen = Self.learning()
    frozen.tables = .frozen
    let (kept, learned) = try learner(Self.histories(), frozen)
    #expect(learned.values[items] == kept.best.kept.values[items])
    #expect(learned.values != fresh.values)
    frozen.fresh = true
    let (_, scratch) = try learner(Self.histories(), frozen)
    #expect(scratch.values[items] != learned.values[items])
  }

  @Test("a checkpoint of another learner, or cut short, is refused in a sentence")
  func foreign() throws {
    let training = try finished(
      try training(Self.task(Self.summary(.farzi(width: 3))))
    ) { $0 }
    var kept = training.checkpoint
    kept.tensors.metadata["best-value"] = nil
    #expect(throws: WeightsError.self) {
      try DistillationTraining(training.parts, from: kept, file: "c")
    }
    kept = training.checkpoint
    kept.tensors.tensors.removeAll { $0.name.hasPrefix("summary/") }
    #expect(throws: WeightsError.self) {
      try DistillationTraining(training.parts, from: kept, file: "c")
    }
  }
}
