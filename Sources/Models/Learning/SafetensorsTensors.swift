public import Tensors
// Whoever uses a model reads and writes its weights.
@_exported public import Weights

extension Safetensors {
  /// A model's numbers under their paths.
  public init(_ parameters: Parameters) {
    self.init(
      tensors: zip(parameters.declared, parameters.values).map { Entry(name: $0.path, $1) })
  }

  /// The array of a name, which must have this shape.
  ///
  /// - Throws: `WeightsError` where there is none, one of another shape, or one that holds what is
  ///   no number: nothing measured with it would be one.
  public func tensor(
    _ name: String, _ shape: Shape, file: String
  ) throws(WeightsError) -> Tensor {
    guard let entry = self[name] else {
      throw WeightsError(file: file, reason: "lacks the entry '\(name)'")
    }
    guard entry.shape == shape.extents else {
      throw WeightsError(
        file: file, entry: name, reason: "has the shape \(entry.shape); the model's is \(shape)")
    }
    if let place = entry.elements.firstIndex(where: { !$0.isFinite }) {
      throw WeightsError(
        file: file, entry: name,
        reason: "holds \(entry.elements[place]) as its number \(place + 1), but every number "
          + "must be finite")
    }
    return Tensor(shape, entry.elements.map { Real($0) })
  }
}

extension Safetensors.Entry {
  /// A tensor's numbers, rounded to 32 bits where they have more.
  public init(name: String, _ tensor: Tensor) {
    self.init(name: name, shape: tensor.shape.extents, elements: tensor.elements.map { Float($0) })
  }
}

extension Parameters {
  /// Takes the numbers of every parameter from a file's arrays.
  ///
  /// - Throws: `WeightsError` where one is missing or has another shape.
  public mutating func load(_ file: Safetensors, file name: String) throws(WeightsError) {
    for (index, parameter) in declared.enumerated() {
      values[index] = try file.tensor(parameter.path, parameter.shape, file: name)
    }
  }

  /// Takes parameters that were given by hand: the same, and nothing beside.
  ///
  /// - Parameter others: names of what the model has beside its parameters.
  /// - Throws: `WeightsError` where a name or a shape is not the model's.
  public mutating func load(
    given file: Safetensors, beside others: [String] = [], file name: String
  ) throws(WeightsError) {
    let known = Set(declared.map(\.path) + others)
    if let odd = file.tensors.first(where: { !known.contains($0.name) }) {
      throw WeightsError(file: name, entry: odd.name, reason: "is not a parameter of this model")
    }
    try load(file, file: name)
  }
}
