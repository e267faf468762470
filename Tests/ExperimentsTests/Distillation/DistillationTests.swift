import Datasets
import Determinism
import Metrics
import Models
import Suites
import Tensors
import Testing

@testable import Experiments

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

  static func histories() -> MaterialSpec {
    var spec = HistoriesSpec()
    (spec.sequences, spec.length) = (6, 8)
    return .histories(spec)
  }

  static func task(
    _ material: MaterialSpec, _ learning: LearningSpec? = DistillationTests.learning()
  ) -> DistillationTask<DatasetSpec> {
    var learner = EncoderLearnerSpec()
    (learner.width, learner.blocks, learner.heads) = (8, 1, 2)
    (learner.hidden, learner.positions) = (8, 10)
    (learner.dropout, learner.attentionDropout) = (0.2, 0.2)
    var pretraining = PretrainingSpec()
    pretraining.optimizer = .adam(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 5e-5)
    (pretraining.rows, pretraining.epochs) = (300, 3)
    (pretraining.patience, pretraining.shards) = (2, 3)
    var evaluation = DistillationEvaluationSpec()
    evaluation.metrics = ["hr@10", "ndcg@10", "sampled-hr@10", "sampled-mrr@10"]
    (evaluation.negatives, evaluation.monitor, evaluation.floor) = (20, "sampled-mrr@10", 101)
    return DistillationTask(
      dataset: RankingLearnerTests.task(.random, maximalLength: 10).dataset, learner: learner,
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

  @Test("what does not fit together is named with its place")
  func complaints() {
    func paths(_ change: (inout DistillationTask<DatasetSpec>) -> Void) -> [String] {
      var task = Self.task(Self.summary(.tucker(sequenceRank: 2, positionRank: 3)))
      change(&task)
      return task.complaints.map(\.path)
    }
    #expect(paths { $0.learning = nil } == ["learning"])
    #expect(paths { $0.learner.positions = 6 } == ["learner.positions"])
    #expect(paths { $0.learner.heads = 3 } == ["learner.heads"])
    #expect(paths { $0.learning?.rows = 3 } == ["learning.rows"])
    #expect(paths { $0.learning?.steps = 1 } == ["material.distilling.unrolled"])
    #expect(paths { $0.pretraining.epochs = 1 } == ["material.distilling.lastStart"])
    #expect(paths { $0.evaluation.floor = 10 } == ["evaluation.floor"])
    #expect(paths { $0.evaluation.monitor = "hr@10" } == ["evaluation.monitor"])
    #expect(paths { $0.evaluation.metrics = ["sampled-hr@10"] } == ["evaluation.metrics"])
    #expect(paths { $0.evaluation.metrics = ["hr@10", "auc"] } == ["evaluation.metrics.1"])
    #expect(paths { $0.material = .nothing } == ["learning"])
  }

  @Test("of each user the last two events are held, and every proper prefix of the others is shown")
  func rows() {
    let interactions = Interactions(
      offsets: [0, 5, 7, 10], items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], times: Array(1...10),
      ratings: Array(repeating: 1, count: 10), users: [1, 2, 3], candidates: Array(1...10),
      itemRows: 11)
    func shown(_ side: PrefixRows.Side) -> [[Int32]] {
      let rows = PrefixRows(interactions, side, maximalLength: 3)
      return (0..<rows.count).map { row in
        rows.batch([row]).items + [0] + rows.batch([row]).targets
      }
    }
    #expect(shown(.training) == [[1, 0, 2], [1, 2, 0, 3]])
    #expect(shown(.validation) == [[1, 2, 3, 0, 4], [8, 0, 9]])
    #expect(shown(.test) == [[2, 3, 4, 0, 5], [8, 9, 0, 10]])
    let test = PrefixRows(interactions, .test, maximalLength: 3)
    #expect(Array(test.seen(by: 0)) == [1, 2, 3, 4] && Array(test.known(to: 1)) == [8, 9, 10])
    let latest = PrefixRows.latest(interactions, users: 1, length: 3) { Array(0..<$0) }
    #expect(latest == [[1, 2, 3]])
    #expect(PrefixRows.latest(interactions, users: 2, length: 3) { Array(0..<$0) } == nil)
  }

  @Test("negatives are items that the user has no event of; ranks count those that score as high")
  func ranks() throws {
    let parts = try DistillationParts(
      Self.task(.allData, nil), RankingLearnerTests.interactions, seed: 3)
    let (evaluator, key) = (parts.evaluator, RandomKey(seed: 5))
    for row in 0..<evaluator.test.count {
      let known = Set(evaluator.test.known(to: row))
      let drawn = evaluator.negatives(of: row, in: evaluator.test, key)
      #expect(drawn.count == 20)
      #expect(drawn.allSatisfy { !known.contains(evaluator.candidates[$0]) })
      #expect(drawn == evaluator.negatives(of: row, in: evaluator.test, key))
    }
    // All scores equal: every target is last, among the negatives and among what was not seen.
    var flat = parts.learner.parameters
    for index in flat.values.indices {
      flat.values[index] = Tensor(zeros: flat.values[index].shape)
    }
    let measured = evaluator.measured(flat)
    let expected = (0..<evaluator.test.count).map { row in
      Int32(
        evaluator.candidates.count
          - Set(evaluator.test.seen(by: row)).subtracting([
            evaluator.test.target(of: row)
          ]).count)
    }
    #expect(measured.ranks == expected.map { min($0, 101) })
    #expect(measured.metrics["sampled-hr@10"] == 0 && measured.metrics["sampled-mrr@10"] == 0)
  }

  @Test(
    "a training restored after each step ends with the same bits",
    arguments: [
      DistillationTests.summary(.tucker(sequenceRank: 2, positionRank: 3)),
      DistillationTests.summary(.farzi(width: 3)), DistillationTests.histories(),
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
    let measured = one.parts.evaluator.measured(one.scoredLearner())
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
    #expect(best.values == full.best.parameters.values)
    let (nothing, fresh) = try learner(.nothing, nil)
    let items = nothing.parts.learner.items.index
    #expect(fresh.values[items] == nothing.best.parameters.values[items])
    #expect(fresh.values != nothing.best.parameters.values)
    var frozen = Self.learning()
    frozen.tables = .frozen
    let (kept, learned) = try learner(Self.histories(), frozen)
    #expect(learned.values[items] == kept.best.parameters.values[items])
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
