import Autograd
import Determinism
import Tensors
import Testing

/// Numbers by position, so that no test draws others than the one before.
func numbers(_ shape: Shape, _ purpose: String, scale: Real = 1) -> Tensor {
  let key = RandomKey(seed: 11)[purpose]
  return Tensor(shape, (0..<shape.count).map { scale * Real(key.normal($0)) })
}

/// The largest difference of two tensors, over the largest number of the second.
func relativeDifference(_ a: Tensor, _ b: Tensor) -> Double {
  let differences = zip(a.elements, b.elements).map { Double(abs($0 - $1)) }
  let size = b.elements.map { Double(abs($0)) }.max() ?? 0
  return (differences.max() ?? 0) / max(size, 1e-30)
}

#if DoublePrecision
  let closeness = 1e-10
#else
  let closeness = 2e-5
#endif

/// A fused operation must give its composition's value and derivatives.
func checkLaws(
  of operation: some FusedOperation, at inputs: [Tensor], differentiable: [Bool]? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func run(_ apply: ([Variable]) -> Variable) -> (Tensor, [Tensor]) {
    let tape = Tape()
    let leaves = inputs.map(tape.variable)
    let output = apply(leaves)
    let seed = numbers(output.shape, "cotangent")
    return (output.value, tape.gradients(of: output, to: leaves, seed: seed).map(\.value))
  }
  let (value, gradients) = run { Variable.apply(operation, $0) }
  let (plain, plainGradients) = run(operation.composition)
  #expect(value.shape == plain.shape, sourceLocation: sourceLocation)
  #expect(relativeDifference(value, plain) < closeness, "value", sourceLocation: sourceLocation)
  for index in inputs.indices where differentiable?[index] ?? true {
    #expect(
      relativeDifference(gradients[index], plainGradients[index]) < 10 * closeness,
      "derivative by input \(index)", sourceLocation: sourceLocation)
  }
}
