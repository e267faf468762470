internal import Autograd
internal import Tensors

/// `W2(silu(W1 x) ⊙ (W3 x))`, without biases (SwiGLU; Shazeer 2020).
struct GatedFeedForward: Sendable {
  private let first: Linear
  private let gate: Linear
  private let second: Linear

  /// Declares `w1.weight`, `w3.weight` `[hidden, width]` and `w2.weight` `[width, hidden]`.
  init(_ declaration: inout Declaration, width: Int, hidden: Int) {
    first = declaration.linear("w1", from: width, to: hidden, weight: Initial.xavierUniform)
    gate = declaration.linear("w3", from: width, to: hidden, weight: Initial.xavierUniform)
    second = declaration.linear("w2", from: hidden, to: width, weight: Initial.xavierUniform)
  }

  /// `[…, width] → […, width]`.
  func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    second(first(x, pass).silu() * gate(x, pass), pass)
  }
}
