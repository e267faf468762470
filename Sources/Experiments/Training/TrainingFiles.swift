internal import Models
internal import Tensors

extension TrainingState {
  /// The parameters under their paths, the optimizer's two moments and its step. Ranks that train together
  /// ask together.
  var safetensors: Safetensors {
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

  /// Goes on from what `safetensors` gave.
  mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
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

  /// Takes parameters that were given by hand.
  ///
  /// - Throws: `WeightsError` where a name or a shape is not the model's.
  mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    for entry in weights.tensors
    where !parameters.declared.contains(where: { $0.path == entry.name }) {
      throw WeightsError(file: file, entry: entry.name, reason: "is no parameter of this model")
    }
    try parameters.load(weights, file: file)
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
