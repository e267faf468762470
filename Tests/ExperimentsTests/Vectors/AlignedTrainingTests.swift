import Determinism
import Language
import Metrics
import Models
import Suites
import Tensors
import Testing

@testable import Experiments

/// Models whose items are made of vectors, in training.
@Suite struct AlignedTrainingTests {
  private static let interactions = RankingLearnerTests.interactions
  private static let schedule = TrainingSchedule(
    epochs: 3, reads: .best(EpochMonitor("validation-mrr")), patience: 2)

  /// Vectors that know where in the cycle an item stands.
  private static let vectors = ItemVectorTable(
    .dense(
      Matrix(
        61, 8,
        (0..<61 * 8).map { $0 < 8 ? 0 : RandomKey(seed: 11).normal($0) })))

  private static func task(_ alignment: AlignmentSpec?) -> RankingTask<DatasetSpec> {
    var task = RankingLearnerTests.task(RankingLearnerTests.models[0])
    task.dataset.split = .leaveTwoOut
    task.evaluation.read = .bestOnValidation
    task.vectors = ItemVectorsSpec { ($0.texts, $0.width) = ("t", 8) }
    task.adapter = AdapterSpec(hidden: 6, bias: true, table: false, alignment: alignment)
    return task
  }

  private static func learner(
    _ task: RankingTask<DatasetSpec>, seed: UInt64
  ) throws -> RankingLearner {
    let evaluator = try RankingEvaluator(
      interactions, task.evaluation, maximalLength: 16, split: .leaveTwoOut)
    return try RankingLearner(
      task, interactions, evaluator, vectors: task.adapter == nil ? nil : vectors, seed: seed)
  }

  private static func parts(seed: UInt64 = 1) throws -> AlignedTraining.Parts {
    let alignment = AlignmentSpec { ($0.weight, $0.temperature, $0.seed) = (0.5, 2, 42) }
    var ids = task(alignment)
    (ids.vectors, ids.adapter) = (nil, nil)
    return AlignedTraining.Parts(
      ids: try learner(ids, seed: 42), adapted: try learner(task(alignment), seed: seed),
      alignment: alignment, schedule: schedule, idsKey: RandomKey(seed: 42),
      key: RandomKey(seed: seed))
  }

  @Test("a training in two phases restored after each step ends in the same bits")
  func restoring() throws {
    var whole = AlignedTraining(try Self.parts())
    var phases: [String?] = []
    var steps: [Int] = []
    var checkpoint: Checkpoint?
    while true {
      var next =
        try checkpoint.map { try AlignedTraining(try Self.parts(), from: $0, file: "c") }
        ?? AlignedTraining(try Self.parts())
      let advance = whole.advance { false }
      #expect(next.advance { false } == advance)
      guard advance != .finished else { break }
      #expect(next.checkpoint == whole.checkpoint && next.phase == whole.phase)
      checkpoint = next.checkpoint
      if phases.last != whole.phase { phases.append(whole.phase) }
      steps.append(whole.progress.step)
    }
    #expect(phases == [AlignedTraining.phaseName, "training"])
    // Checkpoints are named by their steps, so that these never fall.
    #expect(steps == steps.sorted() && steps.last == whole.steps)
    #expect(whole.progress.curve.count == 3)
    #expect(whole.weights["adapter.1.weight"] != nil && whole.weights["items"] == nil)
  }

  @Test("the first phase is the training on ids alone, and the second is drawn to its table")
  func phases() throws {
    let parts = try Self.parts()
    var alone = TrainingLoop(parts.ids, schedule: Self.schedule, key: parts.idsKey)
    var aligned = AlignedTraining(parts)
    while aligned.phase == AlignedTraining.phaseName {
      _ = alone.advance()
      _ = aligned.advance { false }
      #expect(alone.progress == aligned.progress)
    }
    #expect(alone.advance() == .finished)
    var plain = TrainingLoop(parts.adapted, schedule: Self.schedule, key: parts.key)
    _ = plain.advance()
    _ = aligned.advance { false }
    #expect(plain.weights != aligned.weights)
  }

  @Test("items are ranked by their vectors, and a training with them is restored to the same bits")
  func adapted() throws {
    let task = Self.task(nil)
    var whole = TrainingLoop(
      try Self.learner(task, seed: 1), schedule: Self.schedule, key: RandomKey(seed: 1))
    for _ in 0..<4 { _ = whole.advance() }
    var other = try TrainingLoop(
      try Self.learner(task, seed: 9), schedule: Self.schedule, key: RandomKey(seed: 1),
      from: whole.checkpoint, file: "c")
    while whole.advance() != .finished { _ = other.advance() }
    #expect(other.checkpoint == whole.checkpoint)
    #expect((whole.progress.reading?.metrics["mrr"] ?? 0) > 0.09)
    // Weights alone say nothing of vectors: with the same ones they measure the same.
    var loaded = try Self.learner(task, seed: 5)
    try loaded.load(whole.weights, file: "w")
    #expect(try loaded.wholeEvaluation() == whole.learner.wholeEvaluation())
  }
}
