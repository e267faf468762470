/// The sum over the last axis: `[…, width] → […, 1]`.
public func rowSums(_ a: Tensor) -> Tensor {
  let (rows, width) = (a.shape.rows, a.shape.width)
  let result = Tensor(unwritten: Shape(a.shape.extents.dropLast() + [1]))
  forEachPart(rows: rows, of: width) { part in
    let (x, y) = (a.reading, result.writing)
    for row in part { y[row] = total(x + row * width, width) }
  }
  return result
}

/// The sum over all rows: `[…, width] → [width]`, rows added in order.
public func columnSums(_ a: Tensor) -> Tensor {
  let (rows, width) = (a.shape.rows, a.shape.width)
  let result = Tensor(zeros: [width])
  forEachPart(columns: width, of: rows) { part in
    let y = result.writing + part.lowerBound
    for row in 0..<rows {
      let start = a.reading + row * width + part.lowerBound
      forEachLanes(part.count) {
        y.put(y.lanes($0) + start.lanes($0), $0)
      } rest: {
        y.put(y.lanes($0, upTo: $1) + start.lanes($0, upTo: $1), $0, upTo: $1)
      }
    }
  }
  return result
}

/// The sum of all elements: `[1]`; rows of the last axis are added first, then the rows in order.
public func totalSum(_ a: Tensor) -> Tensor {
  let (rows, width) = (a.shape.rows, a.shape.width)
  var sum: Real = 0
  for row in 0..<rows { sum += total(a.reading + row * width, width) }
  return Tensor(sum)
}

/// One column repeated: `[…, 1] → […, width]`.
public func spreadColumns(_ a: Tensor, _ width: Int) -> Tensor {
  precondition(a.shape.width == 1, "Only a single column can be spread, not \(a.shape).")
  let result = Tensor(unwritten: Shape(a.shape.extents.dropLast() + [width]))
  forEachPart(rows: a.count, of: width) { part in
    let (x, y) = (a.reading, result.writing)
    for row in part { (y + row * width).update(repeating: x[row], count: width) }
  }
  return result
}

/// One row repeated: `[width] → [rows, width]`.
public func spreadRows(_ a: Tensor, _ rows: Int) -> Tensor {
  let width = a.count
  let result = Tensor(unwritten: [rows, width])
  forEachPart(rows: rows, of: width) { part in
    for row in part { (result.writing + row * width).update(from: a.reading, count: width) }
  }
  return result
}

/// `a + row`, the row added to each row of `a`: `[…, width] + [width]`.
public func addingRow(_ a: Tensor, _ row: Tensor) -> Tensor {
  let width = a.shape.width
  precondition(row.count == width, "A row of \(row.shape) does not fit \(a.shape).")
  let result = Tensor(unwritten: a.shape)
  forEachPart(rows: a.shape.rows, of: width) { part in
    let r = row.reading
    for index in part {
      let (from, to) = (a.reading + index * width, result.writing + index * width)
      forEachLanes(width) {
        to.put(from.lanes($0) + r.lanes($0), $0)
      } rest: {
        to.put(from.lanes($0, upTo: $1) + r.lanes($0, upTo: $1), $0, upTo: $1)
      }
    }
  }
  return result
}

/// `a ⊙ row`, each row of `a` multiplied by the row: `[…, width] ⊙ [width]`.
public func multiplyingRow(_ a: Tensor, _ row: Tensor) -> Tensor {
  let width = a.shape.width
  precondition(row.count == width, "A row of \(row.shape) does not fit \(a.shape).")
  let result = Tensor(unwritten: a.shape)
  forEachPart(rows: a.shape.rows, of: width) { part in
    for index in part {
      multiplyRows(
        a.reading + index * width, row.reading, into: result.writing + index * width, width)
    }
  }
  return result
}

/// `Σ x`, eight running sums added at the end.
@inline(__always) func total(_ x: UnsafePointer<Real>, _ count: Int) -> Real {
  var sums = Lanes(repeating: 0)
  forEachLanes(count) {
    sums += x.lanes($0)
  } rest: {
    sums += x.lanes($0, upTo: $1)
  }
  return sums.total
}

/// `Σ x·y`, eight running sums added at the end.
@inline(__always) func dot(
  _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>, _ count: Int
) -> Real {
  var sums = Lanes(repeating: 0)
  forEachLanes(count) {
    sums = sums.plus(x.lanes($0), times: y.lanes($0))
  } rest: {
    sums = sums.plus(x.lanes($0, upTo: $1), times: y.lanes($0, upTo: $1))
  }
  return sums.total
}
