import Determinism
import Experiments
import Metrics
import Models
import Suites
import Testing

/// BERT4Rec in training.
@Suite struct BERT4RecLearnerTests {
  private static func loop(
    _ variant: BERT4RecSpec.Variant, epochs: Int
  ) throws -> (TrainingLoop<RankingLearner>, RankingTask<DatasetSpec>) {
    var spec = BERT4RecSpec()
    (spec.width, spec.blocks, spec.heads, spec.hidden, spec.positions) = (12, 1, 2, 24, 17)
    (spec.mask, spec.maskLast, spec.variant) = (0.3, 0.1, variant)
    (spec.embeddingDropout, spec.dropout) = (0.1, 0.1)
    var task = RankingLearnerTests.task(.bert4Rec(spec))
    task.training?.loss = .softmax
    let evaluator = try RankingEvaluator(
      RankingLearnerTests.interactions, task.evaluation, maximalLength: 16)
    let learner = try RankingLearner(
      task, RankingLearnerTests.interactions, evaluator, seed: 1)
    return (
      TrainingLoop(
        learner, schedule: .init(epochs: epochs, every: epochs, reads: .last),
        key: RandomKey(seed: 1)), task
    )
  }

  @Test("it learns what follows what", arguments: BERT4RecSpec.Variant.allCases)
  func learning(variant: BERT4RecSpec.Variant) throws {
    var (loop, _) = try Self.loop(variant, epochs: 60)
    while loop.advance() != .finished {}
    let losses = loop.progress.curve.map(\.loss)
    #expect(losses[59] < 0.95 * losses[0])
    // By chance alone the mean of 1/rank over about 50 candidates is 0.09.
    #expect((loop.progress.reading?.metrics["mrr"] ?? 0) > 0.13)
  }

  @Test("one worker and three give the same bits, and so does a training restored after each step")
  func sameBits() throws {
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    var (one, task) = try Self.loop(.tensorflow, epochs: 2)
    while one.advance() != .finished {}
    Workers.count = 3
    var (three, _) = try Self.loop(.tensorflow, epochs: 2)
    while three.advance() != .finished {}
    #expect(one.checkpoint == three.checkpoint)
    let evaluator = try RankingEvaluator(
      RankingLearnerTests.interactions, task.evaluation, maximalLength: 16)
    let fresh = try RankingLearner(
      task, RankingLearnerTests.interactions, evaluator, seed: 99)
    var (loop, _) = try Self.loop(.tensorflow, epochs: 2)
    while loop.advance() != .finished {
      loop = try TrainingLoop(
        fresh, schedule: one.schedule, key: RandomKey(seed: 1), from: loop.checkpoint, file: "c")
    }
    #expect(loop.checkpoint == one.checkpoint)
  }

  @Test("a data set that keeps as many events as there are positions is refused")
  func room() throws {
    var spec = BERT4RecSpec()
    (spec.width, spec.blocks, spec.heads, spec.hidden, spec.positions) = (12, 1, 2, 24, 16)
    spec.mask = 0.3
    let task = RankingLearnerTests.task(.bert4Rec(spec))
    let evaluator = try RankingEvaluator(
      RankingLearnerTests.interactions, task.evaluation, maximalLength: 16)
    let error = try #require(throws: ExperimentError.self) {
      try RankingLearner(task, RankingLearnerTests.interactions, evaluator, seed: 1)
    }
    #expect(
      error.description
        == "the model bert4rec: it reads at most 15 events, but the data set keeps 16")
  }
}
