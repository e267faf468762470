public import Tensors

/// Hand-written kernels both ways, and the composition they stand for.
///
/// The composition is the documentation of the kernels, what tests hold them to, and their higher
/// derivative: an ordinary backward walk calls `kernelPullback`, one that is differentiated again
/// goes through the composition.
public protocol FusedOperation: Operation {
  /// The same function in operations that have derivatives of any order.
  func composition(_ inputs: [Variable]) -> Variable
  /// The cotangent of each input, by a kernel; nil where it has none or none is wanted.
  func kernelPullback(_ cotangent: Tensor, _ kept: KeptStep) -> [Tensor?]
}

/// The tensors of one application of an operation.
public struct KeptStep {
  /// What went in.
  public let inputs: [Tensor]
  /// What came out.
  public let output: Tensor
  /// What the forward pass kept.
  public let saved: [Tensor]
  /// Which inputs' cotangents anybody wants.
  public let wanted: [Bool]
}

extension FusedOperation {
  /// The kernel's rule in an ordinary walk, the composition's in one differentiated again.
  public func pullback(_ cotangent: Variable, at step: Step) -> [Variable?] {
    if let tape = step.output.tape {
      return tape.pullback(through: composition, cotangent, to: step.inputs)
    }
    let kept = KeptStep(
      inputs: step.inputs.map(\.value), output: step.output.value, saved: step.saved,
      wanted: step.wanted)
    return kernelPullback(cotangent.value, kept).map { $0.map(Variable.init) }
  }
}
