internal import Tensors

/// Rows of several matrices side by side: `[rows, a]`, `[rows, b]` … `→ [rows, a + b + …]`.
struct Concatenation: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.besides(inputs)) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    var first = 0
    return step.inputs.indices.map { index in
      let width = step.inputs[index].shape.width
      defer { first += width }
      return step.wanted[index] ? g.columns(first..<first + width) : nil
    }
  }
}

/// Rows side by side, `[rows, a]`, `[rows, b]` … `→ [rows, a + b + …]`; what is nil is left out.
public func concatenated(_ parts: Variable?...) -> Variable {
  concatenated(parts.compactMap { $0 })
}

/// Rows side by side, at least one of them.
public func concatenated(_ parts: [Variable]) -> Variable {
  parts.count == 1 ? parts[0] : .apply(Concatenation(), parts)
}
