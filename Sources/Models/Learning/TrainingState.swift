public import Determinism
public import Suites
public import Tensors

/// Parameters on their way, with the optimizer's moments.
public struct TrainingState: Sendable {
  /// The numbers now.
  public var parameters: Parameters
  /// Running means of the gradients, one for each parameter; one of this rank's numbers where ranks keep
  /// them in parts.
  public var means: [Tensor]
  /// Running means of their squares.
  public var squares: [Tensor]
  /// Steps done.
  public var step: Int
  /// What of the optimizer's memory each rank keeps; nil where there is one alone.
  let slices: Slices?

  /// The state before the first step.
  ///
  /// - Parameter ranks: those that train together.
  public init(_ parameters: Parameters, over ranks: any Ranks = SingleRank()) {
    self.parameters = parameters
    slices = ranks.isAlone ? nil : Slices(ranks: ranks)
    means =
      slices.map { [Tensor(zeros: $0.own(parameters.values).shape)] }
      ?? parameters.values.map { Tensor(zeros: $0.shape) }
    squares = means
    step = 0
  }

  /// One step of the optimizer.
  public mutating func follow(_ gradients: [Tensor], _ optimizer: OptimizerSpec) {
    step += 1
    optimizer.step(step, &parameters.values, gradients, &means, &squares)
  }
}

extension TrainingState {
  /// The parameters under their paths, the optimizer's two moments (`mean:` and `square:` before the path) and
  /// its step. Ranks that train together ask together.
  public var safetensors: Safetensors {
    let whole = gathered
    var all = Safetensors(parameters)
    for (prefix, moments) in [("mean", whole.means), ("square", whole.squares)] {
      for (parameter, moment) in zip(parameters.declared, moments) {
        all.tensors.append(.init(name: "\(prefix):\(parameter.path)", moment))
      }
    }
    all.metadata = ["step": String(step)]
    return all
  }

  /// Goes on from what `safetensors` gave; what else is there is for others.
  ///
  /// - Throws: `WeightsError` where something is missing or has another shape.
  public mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
    var restored = TrainingState(parameters)
    try restored.parameters.load(state, file: file)
    try Self.load(&restored.means, "mean", restored.parameters, state, file: file)
    try Self.load(&restored.squares, "square", restored.parameters, state, file: file)
    guard let step = state.metadata["step"].flatMap(Int.init), step >= 0 else {
      throw WeightsError(file: file, reason: "lacks the optimizer's step")
    }
    restored.step = step
    take(restored)
  }

  private static func load(
    _ moments: inout [Tensor], _ prefix: String, _ parameters: Parameters, _ state: Safetensors,
    file: String
  ) throws(WeightsError) {
    for (index, parameter) in parameters.declared.enumerated() {
      let name = "\(prefix):\(parameter.path)"
      moments[index] = try state.tensor(name, parameter.shape, file: file)
    }
  }
}
