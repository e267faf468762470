public import Tensors

/// `Σ (ln(1 + e^x) − y·x) / divisor` over logits `[rows, 1]`.
public struct BinaryCrossEntropy: FusedOperation {
  let labels: Tensor
  let divisor: Real
  /// With labels `[rows, 1]`, each 0 or 1.
  public init(labels: Tensor, divisor: Real) {
    self.labels = labels
    self.divisor = divisor
  }
  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    // ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), which never overflows.
    let positive = relu(inputs[0])
    let magnitude = difference(affine(positive, times: 2), inputs[0])
    let rest = naturalLogarithm(
      affine(exponential(affine(magnitude, times: -1)), times: 1, plus: 1))
    let each = difference(sum(positive, rest), product(labels, inputs[0]))
    return Evaluation(affine(totalSum(each), times: 1 / divisor))
  }
  /// The formula.
  public func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    return (x.exponential().affine(times: 1, plus: 1).logarithm() - x * Variable(labels)).total()
      .scaled(by: 1 / divisor)
  }
  /// By the kernel's own derivative.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [affine(difference(logistic(kept.inputs[0]), labels), times: g.scalar / divisor)]
  }
}

extension Variable {
  /// Mean cross-entropy of logits `[rows, 1]` with labels, over `divisor` rows: `[1]`.
  public static func crossEntropy(
    _ logits: Variable, _ labels: [Real], divisor: Int
  ) -> Variable {
    .apply(
      BinaryCrossEntropy(labels: Tensor([labels.count, 1], labels), divisor: Real(divisor)), logits)
  }
}
