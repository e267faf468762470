import Autograd
import Determinism
import Synchronization
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

/// What a function gives, and its derivatives under a fixed cotangent.
private struct Walk: Sendable {
  let value: Tensor
  let gradients: [Tensor]

  init(_ apply: ([Variable]) -> Variable, at inputs: [Tensor]) {
    let tape = Tape()
    let leaves = inputs.map(tape.variable)
    let output = apply(leaves)
    value = output.value
    gradients = tape.gradients(
      of: output, to: leaves, seed: numbers(value.shape, "cotangent")
    ).map(\.value)
  }
}

/// The number of workers is one for the whole process: checks that set it take turns.
private let workersTurn = Mutex(())

/// Runs a check that sets the number of workers, which is put back behind it.
func inTurn<Result: Sendable>(_ check: () -> sending Result) -> Result {
  workersTurn.withLock { _ in
    let before = Workers.count
    defer { Workers.count = before }
    return check()
  }
}

/// The laws that every fused operation must obey:
/// 1. its kernels give its composition's value and derivatives;
/// 2. they give the same bits with one worker and with three;
/// 3. in Double, first and second derivatives are those of finite differences.
///
/// - Parameter differentiable: the inputs that have a derivative; all where nothing is given.
func checkLaws(
  of operation: some FusedOperation, at inputs: [Tensor], differentiable: [Bool]? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  checkLaws(
    of: { .apply(operation, $0) }, formula: operation.composition, at: inputs,
    differentiable: differentiable, sourceLocation: sourceLocation)
}

/// The same laws for any function and the formula it stands for.
func checkLaws(
  of fused: ([Variable]) -> Variable, formula: ([Variable]) -> Variable, at inputs: [Tensor],
  differentiable: [Bool]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  let (one, three) = inTurn {
    Workers.count = 1
    let one = Walk(fused, at: inputs)
    Workers.count = 3
    return (one, Walk(fused, at: inputs))
  }
  #expect(one.value == three.value, "value, workers", sourceLocation: sourceLocation)
  #expect(one.gradients == three.gradients, "derivatives, workers", sourceLocation: sourceLocation)

  let plain = Walk(formula, at: inputs)
  #expect(one.value.shape == plain.value.shape, sourceLocation: sourceLocation)
  #expect(
    relativeDifference(one.value, plain.value) < closeness, "value",
    sourceLocation: sourceLocation)
  for index in inputs.indices where differentiable?[index] ?? true {
    #expect(
      relativeDifference(one.gradients[index], plain.gradients[index]) < 10 * closeness,
      "derivative by input \(index)", sourceLocation: sourceLocation)
  }
  #if DoublePrecision
    let wanted = inputs.indices.filter { differentiable?[$0] ?? true }
    checkDifferences(fused, at: inputs, by: wanted, sourceLocation)
  #endif
}

#if DoublePrecision
  /// First and second derivatives along one direction through all wanted inputs, against central
  /// differences of fourth order.
  private func checkDifferences(
    _ apply: ([Variable]) -> Variable, at inputs: [Tensor], by wanted: [Int],
    _ sourceLocation: SourceLocation
  ) {
    let along = inputs.map { numbers($0.shape, "direction") }
    let against = inputs.map { numbers($0.shape, "second direction") }

    func moved(_ step: Real) -> [Tensor] {
      inputs.indices.map { index in
        guard wanted.contains(index) else { return inputs[index] }
        return Tensor(
          inputs[index].shape,
          zip(inputs[index].elements, along[index].elements).map { $0 + step * $1 })
      }
    }
    func difference(_ function: ([Tensor]) -> Real) -> Real {
      let step = 2e-4
      let near = function(moved(step)) - function(moved(-step))
      let far = function(moved(2 * step)) - function(moved(-2 * step))
      return (8 * near - far) / (12 * step)
    }

    let cotangent = numbers(Walk(apply, at: inputs).value.shape, "cotangent")
    let gradients = Walk(apply, at: inputs).gradients
    let slope = wanted.map { dot(gradients[$0], along[$0]) }.reduce(0, +)
    let measured = difference { dot(apply($0.map { Variable($0) }).value, cotangent) }
    #expect(
      abs(slope - measured) < 1e-7 * max(1, abs(measured)), "first derivative",
      sourceLocation: sourceLocation)

    let tape = Tape()
    let leaves = inputs.map(tape.variable)
    let first = tape.gradients(
      of: apply(leaves), to: leaves, seed: cotangent, differentiable: true)
    let sums = wanted.map { (first[$0] * Variable(against[$0])).total() }
    // Where the first derivative is constant, nothing else ties the sum to the tape.
    let sum = sums.reduce(leaves[wanted[0]].total().scaled(by: 0), +)
    let bends = tape.gradients(of: sum, to: wanted.map { leaves[$0] })
    let bend = zip(wanted, bends).map { dot($1.value, along[$0]) }.reduce(0, +)
    let measuredBend = difference { point in
      let gradients = Walk(apply, at: point).gradients
      return wanted.map { dot(gradients[$0], against[$0]) }.reduce(0, +)
    }
    #expect(
      abs(bend - measuredBend) < 1e-7 * max(1, abs(measuredBend)), "second derivative",
      sourceLocation: sourceLocation)
  }

  private func dot(_ a: Tensor, _ b: Tensor) -> Real {
    zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }
#endif
