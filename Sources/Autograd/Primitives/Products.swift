internal import Tensors

/// `op(A)·op(B)`.
struct Matmul: Operation {
  var ta: Bool
  var tb: Bool

  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.matmul(inputs[0], transposed: ta, inputs[1], transposed: tb))
  }

  /// With `C = A·B`: `dA = dC·Bᵀ`, `dB = Aᵀ·dC`, and their transposes where A or B is transposed.
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    let (a, b) = (step.inputs[0], step.inputs[1])
    let da = {
      ta
        ? matmul(b, transposed: tb, g, transposed: true)
        : matmul(g, transposed: false, b, transposed: !tb)
    }
    let db = { tb ? matmul(g, transposed: true, a, transposed: ta) : matmul(a, transposed: !ta, g) }
    return [
      step.wanted[0] ? da().reshaped(a.shape) : nil, step.wanted[1] ? db().reshaped(b.shape) : nil,
    ]
  }
}

struct Transpose: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(transposed(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g.transposed()] }
}

/// `op(A)·op(B)`: `[m, k] × [k, n] → [m, n]`.
public func matmul(
  _ a: Variable, transposed ta: Bool = false, _ b: Variable, transposed tb: Bool = false
) -> Variable {
  .apply(Matmul(ta: ta, tb: tb), a, b)
}

extension Variable {
  /// Rows and columns exchanged.
  public func transposed() -> Variable { .apply(Transpose(), self) }
}
