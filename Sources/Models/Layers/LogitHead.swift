internal import Autograd
internal import Tensors

/// `x·w + b` with one output: what a logit is read from.
struct LogitHead: Sendable {
  private let weight: Parameter
  private let bias: Parameter

  init(_ inputs: Int, _ declaration: inout Declaration) {
    weight = declaration.parameter("weight", [inputs, 1], Initial.xavierNormal)
    bias = declaration.parameter("bias", [1], Initial.zeros)
  }

  /// `[rows, inputs] → [rows, 1]`.
  func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    matmul(x, pass[weight]).addingRow(pass[bias])
  }
}
