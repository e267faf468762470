internal import Tensors

extension ClickTrainer {
  /// All numbers by name, as they are kept.
  public var state: Safetensors {
    var entries = zip(parameters.declared, parameters.values).map { ($0.path, $1) }
    entries += tables.map { ($0.name, $0.values) }
    return Safetensors(tensors: entries.map { Safetensors.Entry(name: $0, $1) })
  }

  /// Takes numbers by name, as `state` gives them; Adam begins anew.
  ///
  /// - Throws: `WeightsError` where names or shapes are not this model's.
  public mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    var parameters = parameters
    try parameters.load(given: weights, beside: tables.map(\.name), file: file)
    var loaded: [EmbeddingTable] = []
    for table in tables { loaded.append(try table.loaded(from: weights, of: slices, file: file)) }
    (tables, network) = (loaded, TrainingState(parameters))
  }

  /// Everything that the next step depends on: all numbers, Adam's two moments of each (`mean:` and
  /// `square:` before its name), the steps made and the learning rate. Ranks that train together ask
  /// together.
  public var memory: Safetensors {
    var all = network.safetensors
    for table in tables { all.tensors += table.entries(of: slices) }
    all.metadata["rate"] = String(rate)
    return all
  }

  /// Goes on from what `memory` gave.
  ///
  /// - Throws: `WeightsError` where something is missing or has another shape.
  public mutating func restore(_ memory: Safetensors, file: String) throws(WeightsError) {
    guard let rate = memory.metadata["rate"].flatMap(Double.init), rate.isFinite else {
      throw WeightsError(file: file, reason: "lacks the learning rate")
    }
    var network = network
    try network.restore(memory, file: file)
    var restored: [EmbeddingTable] = []
    for table in tables {
      restored.append(try table.restored(from: memory, of: slices, file: file))
    }
    (self.network, tables, self.rate) = (network, restored, rate)
  }
}
