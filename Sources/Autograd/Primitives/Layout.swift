public import Tensors

struct Reshape: Operation {
  var shape: Shape
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(inputs[0].reshaped(shape)) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g.reshaped(step.inputs[0].shape)] }
}

struct GatherRows: Operation {
  var indices: [Int32]
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.gatherRows(inputs[0], indices))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    let shape = step.inputs[0].shape
    return [g.scatteredRows(indices, rows: shape.rows).reshaped(shape)]
  }
}

struct ScatterRows: Operation {
  var indices: [Int32]
  var rows: Int
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.scatterRows(inputs[0], indices, rows: rows))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] { [g.gatheredRows(indices)] }
}

struct Columns: Operation {
  var range: Range<Int>
  func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(Tensors.columns(inputs[0], range)) }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g.placedColumns(at: range.lowerBound, of: step.inputs[0].shape.width)]
  }
}

struct PlaceColumns: Operation {
  var first: Int
  var width: Int
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(Tensors.placedColumns(inputs[0], at: first, of: width))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g.columns(first..<first + step.inputs[0].shape.width)]
  }
}

extension Variable {
  /// The same elements under other extents.
  public func reshaped(_ shape: Shape) -> Variable {
    shape == self.shape ? self : .apply(Reshape(shape: shape), self)
  }
  /// Rows of a table by index: `[rows, width]` at `n` indices → `[n, width]`.
  public func gatheredRows(_ indices: [Int32]) -> Variable {
    .apply(GatherRows(indices: indices), self)
  }
  /// Adds rows into a table of zeros by index: `[n, width] → [rows, width]`.
  public func scatteredRows(_ indices: [Int32], rows: Int) -> Variable {
    .apply(ScatterRows(indices: indices, rows: rows), self)
  }
  /// Columns `range` of each row.
  public func columns(_ range: Range<Int>) -> Variable {
    range == 0..<shape.width ? self : .apply(Columns(range: range), self)
  }
  /// The columns put into wider rows of zeros.
  public func placedColumns(at first: Int, of width: Int) -> Variable {
    first == 0 && width == shape.width
      ? self : .apply(PlaceColumns(first: first, width: width), self)
  }
}
