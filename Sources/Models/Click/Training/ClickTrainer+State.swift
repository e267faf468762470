internal import Tensors

extension ClickTrainer {
  /// All numbers by name, as they are kept.
  public var state: Safetensors {
    var entries = zip(parameters.declared, parameters.values).map { ($0.path, $1) }
    entries += tables.map { ($0.name, $0.table.values) }
    return Safetensors(tensors: entries.map { Safetensors.Entry(name: $0, $1) })
  }

  /// The tables by name.
  private var tables: [(name: String, table: Table)] {
    [("embeddings", embeddings), ("weights", weights)].compactMap { name, table in
      table.map { (name, $0) }
    }
  }

  /// Takes numbers by name, as `state` gives them; Adam begins anew.
  ///
  /// - Throws: `WeightsError` where names or shapes are not this model's.
  public mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    var parameters = parameters
    try parameters.load(given: weights, beside: tables.map(\.name), file: file)
    func given(_ name: String, _ old: Table?) throws(WeightsError) -> Table? {
      guard let shape = old?.values.shape else { return nil }
      return table(try weights.tensor(name, shape, file: file))
    }
    let embeddings = try given("embeddings", embeddings)
    self.weights = try given("weights", self.weights)
    (self.embeddings, network) = (embeddings, TrainingState(parameters))
  }

  /// Everything that the next step depends on: all numbers, Adam's two moments of each (`mean:` and
  /// `square:` before its name), the steps made and the learning rate. Ranks that train together ask
  /// together.
  public var memory: Safetensors {
    var all = network.safetensors
    for (name, table) in tables {
      all.tensors.append(.init(name: name, table.values))
      all.tensors.append(.init(name: "mean:\(name)", whole(table.first, of: table)))
      all.tensors.append(.init(name: "square:\(name)", whole(table.second, of: table)))
    }
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
    func restored(_ name: String, _ old: Table?) throws(WeightsError) -> Table? {
      guard let shape = old?.values.shape else { return nil }
      var table = table(try memory.tensor(name, shape, file: file))
      table.first = own(try memory.tensor("mean:\(name)", shape, file: file))
      table.second = own(try memory.tensor("square:\(name)", shape, file: file))
      return table
    }
    var network = network
    try network.restore(memory, file: file)
    let embeddings = try restored("embeddings", embeddings)
    weights = try restored("weights", weights)
    (self.network, self.embeddings, self.rate) = (network, embeddings, rate)
  }
}
