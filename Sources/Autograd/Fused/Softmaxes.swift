public import Tensors

/// `x − ln Σ eˣ` over the last axis.
public struct LogSoftmax: FusedOperation {
  /// The operation.
  public init() {}
  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(logSoftmaxRows(inputs[0])) }
  /// The formula; the largest number of each row is taken off as a constant, which changes neither
  /// the value nor a derivative.
  public func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    // y = x − (top + ln Σ e^(x − top)), so that x − y is one number a row, and any will do.
    let offset = Variable(difference(x.value, logSoftmaxRows(x.value)))
    let shifted = x - offset
    return shifted - shifted.exponential().rowSums().logarithm().spreadColumns(x.shape.width)
  }
  /// `g − eʸ · Σ g`.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [logSoftmaxRowsPullback(g, output: kept.output)]
  }
}

/// A softmax of each column over the tokens of each packed row: `[tokens, columns]`.
public struct SoftmaxOfRows: Operation {
  let rows: PackedRows
  private let rowOfToken: [Int32]

  /// Over the given rows.
  public init(_ rows: PackedRows) {
    self.rows = rows
    rowOfToken = rows.rowOfToken
  }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(softmaxOfRows(inputs[0], rows))
  }

  /// `y ⊙ (g − Σ g ⊙ y)`, the sum over a row's tokens.
  public func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    let weighed = g * step.output
    let sums = weighed.scatteredRows(rowOfToken, rows: rows.count).gatheredRows(rowOfToken)
    return [weighed - step.output * sums]
  }
}

extension PackedRows {
  /// The row of each token: `[tokens]`.
  public var rowOfToken: [Int32] {
    (0..<count).flatMap { Array(repeating: Int32($0), count: self[$0].count) }
  }
  /// The place of each token in its row, from 0: `[tokens]`.
  public var placeOfToken: [Int32] { (0..<count).flatMap { 0..<Int32(self[$0].count) } }
}

extension Variable {
  /// `x − ln Σ eˣ` over the last axis.
  public func logSoftmax() -> Variable { .apply(LogSoftmax(), self) }
  /// A softmax of each column over the tokens of each packed row.
  public func softmax(over rows: PackedRows) -> Variable { .apply(SoftmaxOfRows(rows), self) }
}
