internal import Autograd
internal import Suites
internal import Tensors

/// Deep & Cross: cross layers beside a multi-layer network, both read by one output.
///
/// First version: `x_{l+1} = x_0 (x_lᵀ w) + b + x_l` (Wang et al. 2017, eq. 3). Second version, its
/// parallel form: `x_{l+1} = x_0 ⊙ (x_l W + b) + x_l` (Wang et al. 2021, eq. 1).
struct DeepCross: ClickModel {
  let width: Int
  let weighsCategories = false
  private let fields: ClickFields
  private let cross: [(weight: Parameter, bias: Parameter)]
  private let matrices: Bool
  private let network: Perceptron
  private let output: LogitHead

  /// - Parameter matrices: whether it is the second version.
  init(
    _ spec: ClickCrossSpec, matrices: Bool, _ columns: ClickColumns,
    _ declaration: inout Declaration
  ) {
    width = spec.network.width
    let fields = declaration.nested("fields") { ClickFields(spec.network.embedding, columns, &$0) }
    let inputs = fields.allWidth
    cross = declaration.stack("cross", spec.depth) { declaration, _ in
      (
        declaration.parameter("weight", [inputs, matrices ? inputs : 1], Initial.xavierNormal),
        declaration.parameter("bias", [inputs], Initial.zeros)
      )
    }
    let network = declaration.nested("network") {
      Perceptron(
        inputs, spec.network.hidden, dropout: spec.network.dropout,
        batchNorm: spec.network.batchNorm, &$0)
    }
    output = declaration.nested("output") { LogitHead(inputs + network.outputs, &$0) }
    self.matrices = matrices
    (self.fields, self.network) = (fields, network)
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let x0 = fields.all(input, fields.fields(input, pass))
    var x = x0
    for layer in cross {
      let product = matmul(x, pass[layer.weight])
      x =
        matrices
        ? x0 * product.addingRow(pass[layer.bias]) + x
        : (x0 * product.spreadColumns(x0.shape.width) + x).addingRow(pass[layer.bias])
    }
    return output(concatenated(x, network(x0, pass)), pass)
  }
}

extension DCNSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    DeepCross(cross, matrices: false, columns, &declaration)
  }
}

extension DCNV2Spec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    DeepCross(cross, matrices: true, columns, &declaration)
  }
}
