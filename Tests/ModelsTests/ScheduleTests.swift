import Determinism
import Foundation
import Suites
import Tensors
import Testing

@testable import Models

/// Schedules of the learning rate.
@Suite struct ScheduleTests {
  private static func training(
    _ schedule: ScheduleSpec?, optimizer: OptimizerSpec = .sgd(rate: 0.5, weightDecay: 0),
    epochs: Int = 5
  ) -> TrainingSpec {
    TrainingSpec(
      loss: .bpr(negatives: 2, temperature: 0.5), optimizer: optimizer, schedule: schedule, rows: 2,
      epochs: epochs, shards: 1)
  }

  private static func rates(_ schedule: ScheduleSpec?, _ steps: [Int], of all: Int) -> [Double] {
    steps.map { training(schedule).optimizer(atStep: $0, of: all).entry.rate }
  }

  private static func areClose(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 1e-15 }
  }

  @Test("every schedule says which part of the rate a step has")
  func kinds() {
    for kind in ScheduleSpec.registry.kinds {
      #expect(kind.init() is any ScheduleRule, "\(kind.kind)")
    }
  }

  @Test("the rate rises in a line from nothing, and falls by half a cosine to nothing")
  func cosine() {
    // W = 2 of T = 10: s/2, and (1 + cos(π(s − 2)/8))/2, of 0.5.
    let rates = Self.rates(.cosine(warmUp: 0.2), [0, 1, 2, 4, 6, 8, 9, 10], of: 10)
    #expect(
      Self.areClose(
        rates,
        [
          0, 0.25, 0.5, (2 + 2.0.squareRoot()) / 8, 0.25, (2 - 2.0.squareRoot()) / 8,
          0.019030116872178317, 0,
        ]))
    // Without a rise the first step has the whole rate: (1 + cos(πs/4))/2.
    #expect(
      Self.areClose(
        Self.rates(.cosine(warmUp: 0), [0, 1, 2, 3], of: 4),
        [0.5, (2 + 2.0.squareRoot()) / 8, 0.25, (2 - 2.0.squareRoot()) / 8]))
    // A tenth of 15 steps is 2, rounded up, and half of one step is that one.
    #expect(Self.areClose(Self.rates(.cosine(warmUp: 0.1), [0, 1, 2], of: 15), [0, 0.25, 0.5]))
    #expect(Self.rates(.cosine(warmUp: 0.5), [0], of: 1) == [0])
    // The same as with the cosine of the system, for every step of a long training.
    let all = 1237
    let rising = 124
    let expected = (0..<all).map { step in
      step < rising
        ? 0.5 * Double(step) / Double(rising)
        : 0.25 * (1 + cos(Double.pi * Double(step - rising) / Double(all - rising)))
    }
    #expect(Self.areClose(Self.rates(.cosine(warmUp: 0.1), Array(0..<all), of: all), expected))
  }

  @Test("without a schedule every step has the optimizer as it is written")
  func constant() {
    let optimizer = OptimizerSpec.adamW(
      rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1)
    let training = Self.training(nil, optimizer: optimizer)
    for step in [0, 1, 7, 1_000_000] {
      #expect(training.optimizer(atStep: step, of: 0) == optimizer)
    }
  }

  @Test(
    "a training has as many steps as batches in all its epochs, the last batch of each included")
  func steps() {
    let training = Self.training(nil)
    #expect([1, 2, 3, 4, 5].map { training.steps(users: $0) } == [5, 5, 10, 10, 15])
  }

  @Test("a trainer's step goes as far along the gradient as the schedule says")
  func trainer() throws {
    let key = RandomKey(seed: 5)
    let model = try #require(
      try recommender(for: .bprMF(BPRMFSpec(width: 4)), itemRows: 8, users: 3, key: key))
    let batch = SequenceBatch(
      offsets: [0, 2, 3], items: [1, 2, 3], times: [1, 2, 3], nextTimes: [2, 3, 4],
      targets: [2, 5, 7], users: [2, 0])
    let training = Self.training(.cosine(warmUp: 0.4))
    let trainer = SequenceTrainer(
      model: model, training: training, candidates: Array(1...7), steps: 5)
    var state = TrainingState(model.parameters)
    // (1 + cos(π(s − 2)/3))/2 behind two steps of rising.
    for (step, factor) in [0, 0.5, 1, 0.75, 0.25].enumerated() {
      let before = state.parameters.values
      let gradients = trainer.gradients(state.parameters, batch, key: key[step]).gradients
      _ = trainer.step(&state, batch, key: key)
      for ((old, new), gradient) in zip(zip(before, state.parameters.values), gradients) {
        for index in 0..<old.count {
          let moved = Double(old.elements[index]) - Double(new.elements[index])
          #expect(abs(moved - 0.5 * factor * Double(gradient.elements[index])) < 1e-6)
        }
        #expect((old.elements == new.elements) == (factor == 0))
      }
    }
    #expect(state.step == 5)
  }

  @Test("a suite writes a schedule by its kind, and what is absent is not written")
  func written() throws {
    let text = try CanonicalJSON.compact(Self.training(.cosine(warmUp: 0.1)))
    #expect(text.contains(#""schedule":{"kind":"cosine","warmUp":0.1}"#))
    #expect(
      try CanonicalJSON.read(TrainingSpec.self, from: Data(text.utf8))
        == Self.training(.cosine(warmUp: 0.1)))
    #expect(try !CanonicalJSON.compact(Self.training(nil)).contains("schedule"))
    for schedule in [
      #"{"kind": "cosine"}"#, #"{"kind": "cosine", "warmUp": 1}"#,
      #"{"kind": "cosine", "warmUp": -0.1}"#, #"{"kind": "linear", "warmUp": 0}"#,
    ] {
      let other = text.replacing(#"{"kind":"cosine","warmUp":0.1}"#, with: schedule)
      #expect(throws: DecodingError.self, "\(schedule)") {
        try CanonicalJSON.read(TrainingSpec.self, from: Data(other.utf8))
      }
    }
  }
}
