internal import Tensors

extension ClickTrainer {
  /// All numbers by name, as they are kept.
  public var state: Safetensors {
    var entries = zip(parameters.declared, parameters.values).map { ($0.path, $1) }
    if let embeddings { entries.append(("embeddings", embeddings.values)) }
    if let weights { entries.append(("weights", weights.values)) }
    return Safetensors(tensors: entries.map { Safetensors.Entry(name: $0, $1) })
  }

  /// Takes numbers by name, as `state` gives them; Adam begins anew.
  ///
  /// - Throws: `WeightsError` where names or shapes are not this model's.
  public mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    let wanted = state.tensors
    for entry in weights.tensors where !wanted.contains(where: { $0.name == entry.name }) {
      throw WeightsError(
        file: file, entry: entry.name, reason: "is no parameter of this model")
    }
    try parameters.load(weights, file: file)
    if let shape = embeddings?.values.shape {
      embeddings = table(try weights.tensor("embeddings", shape, file: file))
    }
    if let shape = self.weights?.values.shape {
      self.weights = table(try weights.tensor("weights", shape, file: file))
    }
    firsts = parameters.values.map { Tensor(zeros: $0.shape) }
    seconds = firsts
    time = 0
  }

  /// Everything that the next step depends on: all numbers, Adam's two moments of each (`mean:` and
  /// `square:` before its name), the steps made and the learning rate. Ranks that train together ask
  /// together.
  public var memory: Safetensors {
    var all = state
    var moments = zip(parameters.declared, zip(firsts, seconds)).map { ($0.path, $1.0, $1.1) }
    for (name, table) in [("embeddings", embeddings), ("weights", weights)] {
      guard let table else { continue }
      moments.append((name, whole(table.first, of: table), whole(table.second, of: table)))
    }
    for (name, first, second) in moments {
      all.tensors.append(.init(name: "mean:\(name)", first))
      all.tensors.append(.init(name: "square:\(name)", second))
    }
    all.metadata = ["step": String(time), "rate": String(rate)]
    return all
  }

  /// Goes on from what `memory` gave.
  ///
  /// - Throws: `WeightsError` where something is missing or has another shape.
  public mutating func restore(_ memory: Safetensors, file: String) throws(WeightsError) {
    guard let step = memory.metadata["step"].flatMap(Int.init), step >= 0,
      let rate = memory.metadata["rate"].flatMap(Double.init), rate.isFinite
    else { throw WeightsError(file: file, reason: "lacks the optimizer's step or rate") }
    let names = Set(state.tensors.map(\.name))
    var restored = self
    try restored.load(
      Safetensors(tensors: memory.tensors.filter { names.contains($0.name) }), file: file)
    func moment(_ kind: String, _ name: String, _ shape: Shape) throws(WeightsError) -> Tensor {
      try memory.tensor("\(kind):\(name)", shape, file: file)
    }
    for (index, parameter) in parameters.declared.enumerated() {
      restored.firsts[index] = try moment("mean", parameter.path, parameter.shape)
      restored.seconds[index] = try moment("square", parameter.path, parameter.shape)
    }
    if let shape = embeddings?.values.shape {
      restored.embeddings?.first = own(try moment("mean", "embeddings", shape))
      restored.embeddings?.second = own(try moment("square", "embeddings", shape))
    }
    if let shape = weights?.values.shape {
      restored.weights?.first = own(try moment("mean", "weights", shape))
      restored.weights?.second = own(try moment("square", "weights", shape))
    }
    (restored.time, restored.rate) = (step, rate)
    self = restored
  }
}
