public import Tensors

/// `max(x·W + b, 0)`: inputs `[rows, in]`, `[in, out]`, `[out]`.
public struct DenseReLU: FusedOperation {
  /// The operation.
  public init() {}
  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(denseRelu(inputs[0], inputs[1], inputs[2]))
  }
  /// The formula.
  public func composition(_ inputs: [Variable]) -> Variable {
    matmul(inputs[0], inputs[1]).addingRow(inputs[2]).relu()
  }
  /// By the kernel's own derivative.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let (inner, bias) = rectifiedPullback(g, output: kept.output)
    return [
      kept.wanted[0]
        ? Tensors.matmul(inner, transposed: false, kept.inputs[1], transposed: true) : nil,
      kept.wanted[1] ? Tensors.matmul(kept.inputs[0], transposed: true, inner) : nil, bias,
    ]
  }
}

extension Variable {
  /// `max(self·W + b, 0)`: `[rows, in] → [rows, out]`.
  public func denseReLU(_ weight: Variable, _ bias: Variable) -> Variable {
    .apply(DenseReLU(), self, weight, bias)
  }
}
