internal import Autograd
internal import Determinism
internal import Tensors

/// `y = x·Wᵀ + b`, `[…, in] → […, out]`; W is stored `[out, in]`, as `torch.nn.Linear` stores it.
struct Linear: Sendable {
  /// `[out, in]`.
  let weight: Parameter
  /// `[out]`, or none.
  let bias: Parameter?

  /// Declares `weight`, and `bias` where it has an initial value.
  init(
    _ declaration: inout Declaration, from input: Int, to output: Int,
    weight: (Shape, RandomKey) -> Tensor, bias: ((Shape, RandomKey) -> Tensor)?
  ) {
    self.weight = declaration.parameter("weight", [output, input], weight)
    self.bias = bias.map { declaration.parameter("bias", [output], $0) }
  }

  /// `x·Wᵀ + b`.
  func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    let y = matmul(x, transposed: false, pass[weight], transposed: true)
    return bias.map { y.addingRow(pass[$0]) } ?? y
  }

  /// The bias that `torch.nn.Linear` begins with: uniform within ±1/√in.
  static func torchBias(_ input: Int) -> @Sendable (Shape, RandomKey) -> Tensor {
    Initial.uniform(1 / Double(input).squareRoot())
  }
}

extension Declaration {
  /// Declares a linear layer under a name.
  mutating func linear(
    _ name: String, from input: Int, to output: Int,
    weight: (Shape, RandomKey) -> Tensor, bias: ((Shape, RandomKey) -> Tensor)? = nil
  ) -> Linear {
    nested(name) { Linear(&$0, from: input, to: output, weight: weight, bias: bias) }
  }
}
