internal import Tensors

struct RowSums: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.rowSums(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g.spreadColumns(step.inputs[0].shape.width)]
  }
}

struct SpreadColumns: Operation {
  var width: Int
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.spreadColumns(inputs[0], width))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g.rowSums().reshaped(step.inputs[0].shape)]
  }
}

struct ColumnSums: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.columnSums(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    let shape = step.inputs[0].shape
    return [g.spreadRows(shape.rows).reshaped(shape)]
  }
}

struct SpreadRows: Operation {
  var rows: Int
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.spreadRows(inputs[0], rows)) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g.columnSums().reshaped(step.inputs[0].shape)]
  }
}

/// A row added to every row; the composition is `a + row.spreadRows(rows)`, without the copy.
struct AddRow: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.addingRow(inputs[0], inputs[1]))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g, step.wanted[1] ? g.columnSums().reshaped(step.inputs[1].shape) : nil]
  }
}

/// Every row multiplied by a row; the composition is `a * row.spreadRows(rows)`, without the copy.
struct MultiplyRow: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.multiplyingRow(inputs[0], inputs[1]))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [
      step.wanted[0] ? g.multiplyingRow(step.inputs[1]) : nil,
      step.wanted[1]
        ? (g * step.inputs[0]).columnSums().reshaped(step.inputs[1].shape) : nil,
    ]
  }
}

struct TotalSum: Operation {
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.totalSum(inputs[0])) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    let shape = step.inputs[0].shape
    return [g.spreadColumns(shape.count).reshaped(shape)]
  }
}

extension Variable {
  /// The sum over the last axis: `[…, width] → […, 1]`.
  public func rowSums() -> Variable { .apply(RowSums(), self) }
  /// One column repeated: `[…, 1] → […, width]`.
  public func spreadColumns(_ width: Int) -> Variable { .apply(SpreadColumns(width: width), self) }
  /// The sum over all rows: `[…, width] → [width]`.
  public func columnSums() -> Variable { .apply(ColumnSums(), self) }
  /// One row repeated: `[width] → [rows, width]`.
  public func spreadRows(_ rows: Int) -> Variable { .apply(SpreadRows(rows: rows), self) }
  /// A row added to every row: `[…, width] + [width]`.
  public func addingRow(_ row: Variable) -> Variable { .apply(AddRow(), self, row) }
  /// Every row multiplied by a row: `[…, width] ⊙ [width]`.
  public func multiplyingRow(_ row: Variable) -> Variable { .apply(MultiplyRow(), self, row) }
  /// The sum of all elements: `[1]`.
  public func total() -> Variable { .apply(TotalSum(), self) }
}
