internal import Suites
internal import Tensors

/// What a step of a click model's training does to a parameter, and to the tables.
struct StepRules {
  /// Adam's step, and what of the penalty λ is left for the gradient: all of it, or nothing where weight
  /// decay is decoupled.
  typealias Rule = (step: AdamStep, penalty: Real)

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

  /// Those for the tables.
  var ofTables: Rule { rule(spec.tablePenalty) }

  /// Those for a parameter.
  func of(_ parameter: Parameter) -> Rule {
    rule(parameter.embedsNumbers ? spec.numberPenalty ?? spec.penalty : spec.penalty)
  }

  private func rule(_ penalty: Double) -> Rule {
    let isDecoupled = spec.decay == .decoupled
    let step = AdamStep(
      rate: rate, beta1: spec.beta1, beta2: spec.beta2, epsilon: spec.epsilon,
      weightDecay: isDecoupled ? penalty : 0, time: time)
    return (step, isDecoupled ? 0 : Real(penalty))
  }
}
