import Determinism
import Experiments
import Metrics
import Models
import Suites
import Testing

/// Trainings that end when validation gets no better.
@Suite struct PatienceTests {
  /// A learner of nothing, measured by given numbers.
  private struct Told: Learner {
    var values: [Double]
    var epoch = 0
    var read: [Bool] = []
    var rows: Int { 2 }
    var batchRows: Int { 2 }
    var state: Safetensors { weights }
    var weights: Safetensors {
      Safetensors(tensors: [.init(name: "epoch", shape: [1], elements: [Float(epoch)])])
    }

    mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
      epoch = Int(state["epoch"]?.elements[0] ?? 0)
    }
    mutating func train(
      on rows: ArraySlice<Int>, key: RandomKey
    ) -> (loss: Double, tokens: Int) {
      epoch += 1
      return (1, 2)
    }
    func evaluate(stop: @Sendable () -> Bool) -> Measured? {
      Measured(
        metrics: ["mrr": 0.5, "validation-mrr": values[epoch - 1]], ranks: [Int32(epoch), 1])
    }
    mutating func wasEvaluated(isRead: Bool) { read.append(isRead) }
  }

  private static func loop(
    _ values: [Double], every: Int = 1, patience: Int?
  ) -> TrainingLoop<Told> {
    TrainingLoop(
      Told(values: values),
      schedule: .init(
        epochs: values.count, every: every, reads: .best(EpochMonitor("validation-mrr")),
        patience: patience), key: RandomKey(seed: 1))
  }

  @Test(
    "it ends after so many evaluations without a better one, and the best is read",
    arguments: [
      ([0.1, 0.3, 0.2, 0.3, 0.4], 1, 2, 2, 4), ([0.1, 0.3, 0.2, 0.4, 0.1, 0.2, 0.5], 1, 2, 4, 6),
      ([0.1, 0.2, 0.3], 1, 2, 3, 3), ([0, 0.3, 0, 0.2, 0, 0.1, 0, 0.9], 2, 2, 2, 6),
    ] as [([Double], Int, Int, Int, Int)])
  func ending(values: [Double], every: Int, patience: Int, best: Int, last: Int) throws {
    var loop = Self.loop(values, every: every, patience: patience)
    while loop.advance() != .finished {}
    #expect(loop.progress.reading?.epoch == best && loop.progress.curve.count == last)
    // One that is restored after every step ends at the same place.
    var other = Self.loop(values, every: every, patience: patience)
    while other.advance() != .finished {
      other = try TrainingLoop(
        Told(values: values), schedule: other.schedule, key: RandomKey(seed: 1),
        from: other.checkpoint, file: "c")
    }
    #expect(other.checkpoint == loop.checkpoint)
  }

  @Test("without patience it runs to its last epoch")
  func none() {
    var loop = Self.loop([0.5, 0.4, 0.3, 0.2], patience: nil)
    while loop.advance() != .finished {}
    #expect(loop.progress.curve.count == 4 && loop.progress.reading?.epoch == 1)
  }

  @Test("a monitor watches a metric, or what one gains on another, and asks for a least gain")
  func monitors() {
    let area = EpochMonitor("validation-auc")
    func isBetter(_ monitor: EpochMonitor, _ value: Double, _ best: Double) -> Bool {
      monitor.isBetter(["validation-auc": value], than: ["validation-auc": best])
    }
    #expect(isBetter(area, 0.5 + 1e-9, 0.5) && !isBetter(area, 0.5, 0.5))
    #expect(area.isBetter(["validation-auc": 0.1], than: nil))
    let gaining = EpochMonitor("validation-auc", minimalGain: 1e-6)
    #expect(!isBetter(gaining, 0.5 + 9e-7, 0.5) && isBetter(gaining, 0.5 + 2e-6, 0.5))
    #expect(isBetter(EpochMonitor("validation-auc", minimalGain: 0.25), 0.75, 0.5))
    let loss = EpochMonitor("validation-logloss", minimalGain: 0.1)
    #expect(loss.isBetter(["validation-logloss": 0.25], than: ["validation-logloss": 0.5]))
    #expect(!loss.isBetter(["validation-logloss": 0.45], than: ["validation-logloss": 0.5]))
    let both = EpochMonitor("validation-auc", less: "validation-logloss")
    let best: [Metric: Double] = ["validation-auc": 0.7, "validation-logloss": 0.5]
    #expect(both.isBetter(["validation-auc": 0.6, "validation-logloss": 0.3], than: best))
    #expect(!both.isBetter(["validation-auc": 0.8, "validation-logloss": 0.7], than: best))
  }

  @Test(
    "a click training is read by the area under the curve, less the loss where its suite says so"
  )
  func clicks() {
    var training = ClickTrainingSpec(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, tables: .lazy, tablePenalty: 0,
      penalty: 0, tableDeviation: 0.01, rows: 64, shards: 4, epochs: 9, monitor: .auc,
      patience: 2, rateDrop: 1)
    func schedule(_ monitor: EpochMonitor) -> TrainingSchedule {
      TrainingSchedule(epochs: 9, every: 1, reads: .best(monitor), patience: 2)
    }
    #expect(training.schedule == schedule(EpochMonitor("validation-auc")))
    training.minimalGain = 1e-6
    #expect(training.schedule == schedule(EpochMonitor("validation-auc", minimalGain: 1e-6)))
    training.monitor = .aucLessLogLoss
    #expect(
      training.schedule
        == schedule(
          EpochMonitor("validation-auc", less: "validation-logloss", minimalGain: 1e-6)))
  }

  @Test("an evaluation that gives no number ends the training at the step before it")
  func numberless() {
    var loop = Self.loop([0.5, .nan, 0.9], patience: nil)
    var last = loop.advance()
    while last != .finished {
      if case .diverged = last { break }
      last = loop.advance()
    }
    #expect(last == .diverged(step: 2) && loop.progress.reading?.epoch == 1)
  }

  @Test("a learner is told of each evaluation whether its epoch is read")
  func told() {
    var loop = Self.loop([0.1, 0.3, 0.2, 0.4], patience: nil)
    while loop.advance() != .finished {}
    #expect(loop.learner.read == [true, true, false, true])
  }

  @Test("patience is for what validation decides")
  func refused() {
    var spec = evaluation()
    spec.patience = 2
    #expect(spec.relations.map(\.path) == ["patience"])
    spec.read = .bestOnValidation
    #expect(spec.relations.isEmpty)
  }
}
