import Datasets
import Determinism
import Models
import Suites
import Tensors
import Testing

@testable import Experiments

/// A distillation by each learner beside SASRec, from its rows to what it measures.
@Suite struct LearnerKindTests {
  static let learners: [LearnerSpec] = [
    LearnerSpec(
      GRU4RecLearnerSpec { ($0.width, $0.hidden, $0.layers, $0.dropout) = (8, 6, 1, 0.2) }),
    LearnerSpec(
      NARMLearnerSpec {
        ($0.width, $0.hidden, $0.embeddingDropout, $0.dropout) = (8, 6, 0.25, 0.5)
      }),
    bert(heads: 2, positions: 11),
  ]

  private static func bert(heads: Int, positions: Int) -> LearnerSpec {
    LearnerSpec(
      BERT4RecLearnerSpec {
        ($0.width, $0.blocks, $0.heads, $0.hidden, $0.positions) = (8, 1, heads, 8, positions)
        ($0.mask, $0.maskLast, $0.dropout, $0.attentionDropout) = (0.6, 0.5, 0.2, 0.2)
      })
  }

  static func task(_ learner: LearnerSpec) -> DistillationTask<DatasetSpec> {
    guard
      var summary = DistillationTests.summary(.tucker(sequenceRank: 2, positionRank: 3)).entry
        as? SummarySpec
    else { preconditionFailure("A summary is one.") }
    summary.distilling?.aligned = !learner.entry.guessesMasks
    return DistillationTests.task(
      .summary(summary), DistillationTests.learning(augmented: false), learner: learner)
  }

  private func finished(
    _ task: DistillationTask<DatasetSpec>, restoring: Bool = false
  ) throws -> DistillationTraining {
    var training = DistillationTraining(
      try DistillationParts(task, RankingLearnerTests.interactions, seed: 1))
    while training.advance(stop: { false }) != .finished {
      guard restoring else { continue }
      let kept = training.checkpoint
      training = try DistillationTraining(
        training.parts,
        from: Checkpoint(
          progress: kept.progress,
          tensors: try Safetensors(kept.tensors.encoded(), file: "c")), file: "c")
    }
    return training
  }

  @Test("a training restored after each step ends with the same bits", arguments: learners)
  func resumed(learner: LearnerSpec) throws {
    let task = Self.task(learner)
    #expect(task.complaints.isEmpty, "\(task.complaints)")
    let whole = try finished(task)
    let restored = try finished(task, restoring: true)
    #expect(restored.checkpoint == whole.checkpoint && restored.weights == whole.weights)
    #expect(whole.progress.curve.count == 5)
  }

  @Test("one worker and two and three give the same bits", arguments: learners)
  func workers(learner: LearnerSpec) throws {
    let before = Workers.count
    defer { Workers.count = before }
    let task = Self.task(learner)
    func all(_ workers: Int) throws -> (DistillationTraining, Measured?) {
      Workers.count = workers
      let training = try finished(task)
      return (training, training.parts.evaluator.measured(training.scoredLearner()))
    }
    let (one, measured) = try all(1)
    #expect(Set(try #require(measured).metrics.keys) == Set(task.evaluation.metrics))
    for workers in [2, 3] {
      let (other, theirs) = try all(workers)
      #expect(other.checkpoint == one.checkpoint && other.weights == one.weights)
      #expect(theirs == measured)
    }
  }

  @Test("a learner that guesses masks shows no beginnings and has no features to align")
  func masks() {
    var task = Self.task(Self.learners[2])
    guard var summary = task.material.entry as? SummarySpec else { return }
    summary.distilling?.aligned = true
    task.material = .summary(summary)
    task.learning?.augmented = true
    #expect(task.complaints.map(\.path) == ["learning.augmented", "material.distilling.aligned"])
    // Eight positions of a sequence are all shown, and ten events of a history need one more.
    var short = Self.task(Self.bert(heads: 3, positions: 7))
    #expect(short.complaints.map(\.path) == ["learner.heads", "learner.positions"])
    short.learner = Self.learners[0]
    #expect(short.complaints.isEmpty)
  }

  @Test("an item's bias counts in its rank")
  func biases() throws {
    let parts = try DistillationParts(
      Self.task(Self.learners[2]), RankingLearnerTests.interactions, seed: 1)
    var parameters = parts.learner.parameters
    let before = try #require(parts.evaluator.measured(parameters))
    let bias = try #require(parts.learner.itemBias)
    // Far above every product, so that the order of items alone decides.
    parameters.values[bias.index] = Tensor(
      bias.shape, (0..<bias.shape.count).map { Real(1000 * $0) })
    let after = try #require(parts.evaluator.measured(parameters))
    #expect(after.ranks != before.ranks)
    let interactions = RankingLearnerTests.interactions
    let items = Set(interactions.items)
    let expected = interactions.users.indices.map { user -> Int32 in
      let events = interactions.items[interactions.events(of: user)]
      let target = events[events.endIndex - 1]
      return Int32(1 + items.subtracting(events.dropLast()).count { $0 > target })
    }
    #expect(after.ranks == expected)
  }
}
