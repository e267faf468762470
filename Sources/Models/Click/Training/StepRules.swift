internal import Suites
internal import Tensors

/// What a step of a click model's training does to parameters of whatever penalty.
struct StepRules {
  /// How the model is trained.
  let spec: ClickTrainingSpec
  private let rate: Double
  private let time: Int

  /// The step number `time`, counted from 1.
  ///
  /// - Parameter rate: learning rate now.
  init(_ spec: ClickTrainingSpec, rate: Double, time: Int) {
    (self.spec, self.rate, self.time) = (spec, rate, time)
  }

  /// Adam's step for parameters of the penalty λ, and what of λ is left for the gradient: all of it, or
  /// nothing where weight decay is decoupled.
  subscript(penalty: Double) -> (step: AdamStep, penalty: Real) {
    let isDecoupled = spec.decay == .decoupled
    let step = AdamStep(
      rate: rate, beta1: spec.beta1, beta2: spec.beta2, epsilon: spec.epsilon,
      weightDecay: isDecoupled ? penalty : 0, time: time)
    return (step, isDecoupled ? 0 : Real(penalty))
  }

  /// Those for the tables.
  var ofTables: (step: AdamStep, penalty: Real) { self[spec.tablePenalty] }
}
