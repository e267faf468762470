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
  }

  private static func loop(
    _ values: [Double], every: Int = 1, patience: Int?
  ) -> TrainingLoop<Told> {
    TrainingLoop(
      Told(values: values),
      schedule: .init(
        epochs: values.count, every: every, read: .bestOnValidation, primary: "mrr",
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

  @Test("patience is for what validation decides")
  func refused() {
    var spec = evaluation()
    spec.patience = 2
    #expect(spec.relations.map(\.path) == ["patience"])
    spec.read = .bestOnValidation
    #expect(spec.relations.isEmpty)
  }
}
