public import Tensors

/// `factor · Σ_r (ln Σ_i e^x[r,i] − x[r,target[r]])`: the input is scores `[rows, width]`, the output
/// `[1]`.
///
/// The kernel's one walk gives the derivative too, so that the forward pass keeps it.
public struct CrossEntropy: FusedOperation {
  let targets: [Int32]
  let factor: Real

  /// With the place of each row's target.
  public init(targets: [Int32], factor: Real) {
    self.targets = targets
    self.factor = factor
  }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (loss, derivative) = crossEntropyRows(inputs[0], targets, factor: factor)
    return Evaluation(loss, saved: [derivative])
  }

  /// The kept derivative times the cotangent.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [g.scalar == 1 ? kept.saved[0] : affine(kept.saved[0], times: g.scalar)]
  }

  /// The logarithm of a softmax, read at the targets.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (rows, width) = (inputs[0].shape.rows, inputs[0].shape.width)
    let places = targets.enumerated().map { Int32($0 * width) + $1 }
    return inputs[0].logSoftmax().reshaped([rows * width, 1]).gatheredRows(places).total()
      .scaled(by: -factor)
  }
}
