internal import Determinism
internal import Suites
internal import Tensors

extension Parameter {
  /// Whether it embeds numbers: their vectors, or their first-order weights. What FuxiCTR finds
  /// below `embedding_layer`, and gives the tables' penalty.
  var embedsNumbers: Bool {
    let names = path.split(separator: ".").suffix(2)
    return switch (names.first, names.last) {
    case ("fields", "numbers"), ("firstOrder", "numbers"), ("linear", "weight"), ("wide", "weight"):
      true
    default: false
    }
  }
}

extension Parameters {
  /// Draws again what starts otherwise in FuxiCTR's layers than in ours.
  ///
  /// A number's embedding is there a linear map of one number, Xavier-normal; so is its first-order
  /// weight, of width 1. Interaction layers are `torch.nn.Conv1d`, which its `reset_parameters`
  /// leaves alone up to v1.2.2: uniform in ±1/√inputs, constants too.
  mutating func startAsFuxiCTR(key: RandomKey) {
    // Inputs of the interaction layer whose constants come next.
    var inputs = 1
    for parameter in declared {
      let (shape, key) = (parameter.shape, key[parameter.path])
      if parameter.embedsNumbers {
        let deviation = (2 / Double(1 + shape.width)).squareRoot()
        values[parameter.index] = Initial.normal(deviation)(shape, key)
      } else if parameter.path.hasPrefix("interaction.") {
        if parameter.path.hasSuffix(".weight") { inputs = shape.rows }
        values[parameter.index] = Initial.uniform(1 / Double(inputs).squareRoot())(shape, key)
      }
    }
  }
}
