public import Autograd
public import Determinism

/// One forward pass: whose parameters, training or not, and which random numbers.
public struct Pass {
  /// What the pass is for.
  public enum Mode: Sendable {
    /// Training: dropout draws by the key.
    case training(RandomKey)
    /// Inference: nothing is random.
    case inference
  }

  /// What the pass is for.
  public let mode: Mode
  /// Where batch norms leave the moments they saw; nil where nobody asks for them.
  public let moments: BatchMoments?
  private let binding: [Variable]

  /// A pass with the given parameters, in declared order.
  public init(_ mode: Mode, binding parameters: [Variable], moments: BatchMoments? = nil) {
    self.mode = mode
    self.moments = moments
    binding = parameters
  }

  /// Inference with parameters as constants: nothing is recorded.
  public init(inferenceWith parameters: Parameters) {
    self.init(.inference, binding: parameters.values.map(Variable.init))
  }

  /// The numbers of a parameter in this pass.
  public subscript(_ parameter: Parameter) -> Variable { binding[parameter.index] }

  /// Dropout in training: each element is zeroed with probability `rate`, the others are divided
  /// by `1 − rate`; the input itself in inference.
  public func dropout(_ x: Variable, rate: Double, _ purpose: String, _ index: Int) -> Variable {
    guard case .training(let key) = mode, rate > 0 else { return x }
    return Variable.apply(Dropout(rate: rate, key: key[purpose][index]), x)
  }

  /// The key of this pass for a purpose, in training.
  public func key(_ purpose: String, _ index: Int) -> RandomKey? {
    guard case .training(let key) = mode else { return nil }
    return key[purpose][index]
  }
}
