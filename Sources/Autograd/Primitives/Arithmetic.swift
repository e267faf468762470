public import Tensors

struct Add: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(sum(inputs[0], inputs[1])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g, g] }
}

struct Subtract: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(difference(inputs[0], inputs[1])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g, step.wanted[1] ? g.scaled(by: -1) : nil]
  }
}

struct Multiply: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(product(inputs[0], inputs[1])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [
      step.wanted[0] ? g * step.inputs[1] : nil, step.wanted[1] ? g * step.inputs[0] : nil,
    ]
  }
}

struct Divide: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(quotient(inputs[0], inputs[1])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    let over = g / step.inputs[1]
    return [over, step.wanted[1] ? (over * step.output).scaled(by: -1) : nil]
  }
}

struct Affine: Operation {
  var factor: Real
  var offset: Real
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(affine(inputs[0], times: factor, plus: offset))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g.scaled(by: factor)] }
}

struct Exponential: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.exponential(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g * step.output] }
}

struct Logarithm: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(naturalLogarithm(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g / step.inputs[0]] }
}

struct SquareRoot: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.squareRoot(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g.scaled(by: 0.5) / step.output] }
}

struct Logistic: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.logistic(inputs[0])) }
  /// `σ′ = σ·(1 − σ)`.
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g * step.output * step.output.affine(times: -1, plus: 1)]
  }
}

/// A comparison has derivative zero wherever it has one.
struct Indicator: Operation {
  var bound: Real
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(indicator(inputs[0], above: bound))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [nil] }
}

extension Variable {
  /// Element by element; shapes must be equal.
  public static func + (a: Variable, b: Variable) -> Variable { apply(Add(), a, b) }
  /// Element by element; shapes must be equal.
  public static func - (a: Variable, b: Variable) -> Variable { apply(Subtract(), a, b) }
  /// Element by element; shapes must be equal.
  public static func * (a: Variable, b: Variable) -> Variable { apply(Multiply(), a, b) }
  /// Element by element; shapes must be equal.
  public static func / (a: Variable, b: Variable) -> Variable { apply(Divide(), a, b) }
  /// `factor · self`.
  public func scaled(by factor: Real) -> Variable { affine(times: factor, plus: 0) }
  /// `factor · self + offset`.
  public func affine(times factor: Real, plus offset: Real) -> Variable {
    .apply(Affine(factor: factor, offset: offset), self)
  }
  /// `e` to the power of each element.
  public func exponential() -> Variable { .apply(Exponential(), self) }
  /// The natural logarithm of each element.
  public func logarithm() -> Variable { .apply(Logarithm(), self) }
  /// The root of each element.
  public func squareRoot() -> Variable { .apply(SquareRoot(), self) }
  /// `1 / (1 + e^−x)` of each element.
  public func logistic() -> Variable { .apply(Logistic(), self) }
  /// 1 where an element exceeds `bound`, else 0; no derivative passes.
  public func indicator(above bound: Real) -> Variable { .apply(Indicator(bound: bound), self) }
}
