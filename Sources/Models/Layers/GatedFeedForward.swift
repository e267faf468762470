public import Autograd
internal import Tensors

/// `W2(silu(W1 x) ⊙ (W3 x))`, without biases (SwiGLU; Shazeer 2020).
public struct GatedFeedForward: Sendable {
  private let first: Linear
  private let gate: Linear
  private let second: Linear

  /// Declares `w1.weight`, `w3.weight` `[hidden, width]` and `w2.weight` `[width, hidden]`.
  public init(_ declaration: inout Declaration, width: Int, hidden: Int) {
    func linear(_ name: String, _ input: Int, _ output: Int) -> Linear {
      declaration.nested(name) {
        Linear(&$0, from: input, to: output, weight: Initial.xavierUniform, bias: nil)
      }
    }
    first = linear("w1", width, hidden)
    gate = linear("w3", width, hidden)
    second = linear("w2", hidden, width)
  }

  /// `[…, width] → […, width]`.
  public func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    second(first(x, pass).silu() * gate(x, pass), pass)
  }
}
