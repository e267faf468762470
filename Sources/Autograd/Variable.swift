public import Tensors

/// A tensor that may be on a tape. Off a tape it is a constant, and operations on it record
/// nothing.
public struct Variable {
  /// The numbers.
  public let value: Tensor
  /// Where it was recorded, if it was.
  let tape: Tape?
  let index: Int

  /// A constant.
  public init(_ constant: Tensor) { self.init(value: constant, tape: nil, index: -1) }

  init(value: Tensor, tape: Tape?, index: Int) {
    self.value = value
    self.tape = tape
    self.index = index
  }

  /// Extents of the value.
  public var shape: Shape { value.shape }

  /// Applies an operation, and records it where an input is recorded.
  public static func apply(_ operation: some Operation, _ inputs: Variable...) -> Variable {
    apply(operation, inputs)
  }

  /// Applies an operation, and records it where an input is recorded.
  ///
  /// - Precondition: no two inputs are on different tapes.
  public static func apply(_ operation: some Operation, _ inputs: [Variable]) -> Variable {
    let evaluation = operation.forward(inputs.map(\.value))
    guard let tape = inputs.lazy.compactMap(\.tape).first else {
      return Variable(evaluation.output)
    }
    return tape.record(operation, inputs, evaluation)
  }
}

/// What an operation computed, and what its pullback wants kept.
public struct Evaluation {
  /// The result.
  public var output: Tensor
  /// Intermediate results for the pullback.
  public var saved: [Tensor]

  /// A result, and what its pullback wants kept.
  public init(_ output: Tensor, saved: [Tensor] = []) {
    self.output = output
    self.saved = saved
  }
}

/// A function of tensors with the rule of its derivative, written in operations that have
/// derivatives themselves.
public protocol Operation: Sendable {
  /// The result for these inputs.
  func forward(_ inputs: [Tensor]) -> Evaluation
  /// The cotangent of each input, given that of the output; nil where it has none.
  func pullback(_ cotangent: Variable, at step: Step) -> [Variable?]
}

/// One application of an operation, as its pullback sees it: constants in an ordinary backward
/// walk, recorded variables in one that is differentiated again.
public struct Step {
  /// What went in.
  public let inputs: [Variable]
  /// What came out.
  public let output: Variable
  /// What the forward pass kept.
  public let saved: [Tensor]
  /// Which inputs' cotangents anybody wants.
  public let wanted: [Bool]
}
