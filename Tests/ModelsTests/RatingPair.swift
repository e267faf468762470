import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// A model of ratings and its oracle with the same numbers, on rows of 1, 4 and 3 events.
struct RatingPair {
  static let itemRows = 12
  let spec: RatingModelSpec
  let model: any RatingModel
  let batch: RatingBatch
  let parameters: Parameters
  let key = RandomKey(seed: 5)

  init(_ spec: RatingModelSpec) throws {
    self.spec = spec
    let stars = spec.actions == .rating ? 5 : 2
    model = try #require(
      try ratingModel(for: spec, itemRows: Self.itemRows, stars: stars, key: key))
    let ratings: [Int32] = [4, 1, 5, 3, 2, 5, 4, 1]
    batch = RatingBatch(
      offsets: [0, 1, 5, 8], items: [3, 1, 2, 2, 9, 4, 8, 11],
      times: [100, 50, 50, 3_000, 90_000, 7, 8, 700],
      actions: spec.actions == .rating ? ratings : ratings.map { $0 >= 4 ? 2 : 1 },
      labels: ratings.map { $0 >= 4 ? 1 : 0 },
      counted: [true, true, false, true, true, true, true, false])
    var parameters = model.parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 17)[parameter.path]
      parameters.values[index] = Tensor(
        parameter.shape, (0..<parameter.shape.count).map { Real(0.5 * draws.normal($0)) })
    }
    self.parameters = parameters
  }

  private func oracle() -> (OracleParameters, [Scalar]) {
    let named = OracleParameters(
      zip(parameters.declared, parameters.values).map {
        ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
      })
    switch spec.entry {
    case let spec as SequenceRaterSpec: return (named, sequenceRaterOracle(spec, batch, named))
    case let spec as DINSpec: return (named, dinOracle(spec, batch, named))
    case is RateRegressionSpec: return (named, rateRegressionOracle(batch, named))
    default: return (named, [])
    }
  }

  /// Logits of every event, in inference.
  func compareLogits() {
    let ours = RatingTrainer.logits(model, parameters, batch).map { Double($0) }
    expectClose(ours, oracle().1.map(\.value), "logits")
  }

  /// Mean cross-entropy over the events that count, and the gradient of every parameter.
  func compareGradients(shards: Int) {
    let training = RatingTrainingSpec {
      $0.optimizer = .adamW(rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0)
      ($0.rows, $0.epochs, $0.shards, $0.negativeShare) = (3, 1, shards, 1)
    }
    let ours = RatingTrainer(model: model, training: training)
      .gradients(parameters, batch, key: key)
    let (named, logits) = oracle()
    var loss: Scalar = 0.0
    for (event, logit) in logits.enumerated() where batch.counted[event] {
      // −ln p of what was said, p = 1 / (1 + e^∓x).
      let sign = Scalar(batch.labels[event] > 0 ? -1 : 1)
      loss += (Scalar(1) + (sign * logit).exponential).logarithm / Scalar(6)
    }
    expectClose([ours.loss], [loss.value], "loss")
    for (parameter, gradient) in zip(parameters.declared, ours.gradients) {
      let expected = named.gradient(of: loss, parameter.path)
      expectClose(gradient.elements.map { Double($0) }, expected, parameter.path)
    }
  }

  /// No number is apart by more than the closeness times the largest one expected.
  private func expectClose(_ ours: [Double], _ expected: [Double], _ what: String) {
    let largest = expected.map(abs).max() ?? 0
    let apart = zip(ours, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(ours.count == expected.count, "\(what)")
    #expect(largest > 0, "\(what) must be at work in the test")
    #expect(apart <= ModelPair.closeness * largest, "\(what): \(apart / largest)")
  }
}
