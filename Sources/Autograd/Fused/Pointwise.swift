public import Determinism
public import Tensors

/// `x · σ(x)`.
public struct SiLU: FusedOperation {
  /// The operation.
  public init() {}
  /// `x / (1 + e^−x)`.
  public func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(silu(inputs[0])) }
  /// `x · logistic(x)`.
  public func composition(_ inputs: [Variable]) -> Variable { inputs[0] * inputs[0].logistic() }
  /// `g · σ · (1 + x · (1 − σ))`.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [siluPullback(g, at: kept.inputs[0])]
  }
}

/// `x · σ(2·√(2/π)·(x + 0.044715·x³))`: GELU as GPT has it.
public struct GELU: FusedOperation {
  /// The operation.
  public init() {}
  /// `½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`.
  public func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(gelu(inputs[0])) }
  /// `x · logistic(2·√(2/π)·(x + 0.044715·x³))`.
  public func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    let argument = x * (x * x).affine(times: 0.044715, plus: 1)
    return x * argument.scaled(by: 1.595_769_121_605_730_7).logistic()
  }
  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [geluPullback(g, at: kept.inputs[0])]
  }
}

/// `max(x, 0)`.
public struct ReLU: FusedOperation {
  /// The operation.
  public init() {}
  /// `max(x, 0)`.
  public func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(relu(inputs[0])) }
  /// `x · [x > 0]`.
  public func composition(_ inputs: [Variable]) -> Variable {
    inputs[0] * inputs[0].indicator(above: 0)
  }
  /// `g · [x > 0]`.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [reluPullback(g, at: kept.inputs[0])]
  }
}

/// Elements zeroed by chance, the others divided by `1 − rate`.
public struct Dropout: FusedOperation {
  let rate: Double
  let key: RandomKey

  /// Zeroes with probability `rate` by the numbers of `key`.
  public init(rate: Double, key: RandomKey) {
    self.rate = rate
    self.key = key
  }

  /// The input with some elements zeroed.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(dropout(inputs[0], rate: rate, key: key))
  }
  /// The input times a constant mask.
  public func composition(_ inputs: [Variable]) -> Variable {
    let ones = Tensor(inputs[0].shape, repeating: 1)
    return inputs[0] * Variable(dropout(ones, rate: rate, key: key))
  }
  /// The cotangent through the same mask.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [dropout(g, rate: rate, key: key)]
  }
}

/// Rows normed without weights.
public struct NormalizeRows: FusedOperation {
  let norm: RowNorm

  /// Rows under the given norm.
  public init(_ norm: RowNorm) { self.norm = norm }

  /// The normed rows.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (rows, scales) = normalizedRows(inputs[0], norm)
    return Evaluation(rows, saved: [scales])
  }
  /// The formula of the norm.
  public func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    let width = x.shape.width
    func over(_ squares: Variable, _ epsilon: Real) -> Variable {
      squares.affine(times: 1 / Real(width), plus: epsilon).squareRoot().spreadColumns(width)
    }
    switch norm {
    case .layer(let epsilon):
      let centred = x - x.rowSums().scaled(by: 1 / Real(width)).spreadColumns(width)
      return centred / over((centred * centred).rowSums(), epsilon)
    case .rootMeanSquare(let epsilon):
      return x / over((x * x).rowSums(), epsilon)
    case .unit(let epsilon):
      // max(n, ε) = n·[n > ε] + ε·(1 − [n > ε]); a tiny number keeps the root differentiable at 0.
      let length = (x * x).rowSums().affine(times: 1, plus: .leastNormalMagnitude).squareRoot()
      let long = length.indicator(above: epsilon)
      return x / (length * long + long.affine(times: -epsilon, plus: epsilon)).spreadColumns(width)
    }
  }
  /// The kernel's rule.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [normalizedRowsPullback(g, norm, rows: kept.output, scales: kept.saved[0])]
  }
}

extension Variable {
  /// `x · σ(x)`, element by element.
  public func silu() -> Variable { .apply(SiLU(), self) }
  /// GELU as GPT has it, element by element.
  public func gelu() -> Variable { .apply(GELU(), self) }
  /// `max(x, 0)`, element by element.
  public func relu() -> Variable { .apply(ReLU(), self) }
  /// Rows under a norm without weights.
  public func normalized(_ norm: RowNorm) -> Variable { .apply(NormalizeRows(norm), self) }
}
