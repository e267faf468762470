internal import Autograd
internal import Determinism
internal import Tensors

/// A multi-layer network of rectified linear units; where it norms, between a layer's sums and their
/// rectification.
struct Perceptron: Sendable {
  private let layers: [(weight: Parameter, bias: Parameter, norm: BatchNorm?)]
  private let dropout: Double
  /// Features that come out.
  let outputs: Int

  init(
    _ inputs: Int, _ hidden: [Int], dropout: Double, batchNorm: Bool? = nil,
    _ declaration: inout Declaration,
    initial: (Shape, RandomKey) -> Tensor = Initial.xavierNormal
  ) {
    var layers: [(weight: Parameter, bias: Parameter, norm: BatchNorm?)] = []
    var width = inputs
    for (index, units) in hidden.enumerated() {
      declaration.nested("\(index)") { declaration in
        layers.append(
          (
            declaration.parameter("weight", [width, units], initial),
            declaration.parameter("bias", [units], Initial.zeros),
            batchNorm == true ? declaration.nested("norm") { BatchNorm(units, &$0) } : nil
          ))
      }
      width = units
    }
    self.layers = layers
    self.dropout = dropout
    outputs = width
  }

  /// `[rows, inputs] → [rows, outputs]`.
  func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    var x = x
    for (index, layer) in layers.enumerated() {
      if let norm = layer.norm {
        x = norm(matmul(x, pass[layer.weight]).addingRow(pass[layer.bias]), pass).relu()
      } else {
        x = x.denseReLU(pass[layer.weight], pass[layer.bias])
      }
      x = pass.dropout(x, rate: dropout, "network", index)
    }
    return x
  }
}
