/// `x = max(x + bias, 0)` of rows by columns, `stride` elements from one row to the next.
func rectify(
  _ x: UnsafeMutablePointer<Real>, _ stride: Int, _ rows: Int, _ columns: Int,
  adding bias: UnsafePointer<Real>
) {
  let zero = Lanes(repeating: 0)
  for row in 0..<rows {
    let y = x + row * stride
    forEachLanes(columns) {
      let sum = y.lanes($0) + bias.lanes($0)
      y.put(zero.replacing(with: sum, where: sum .> zero), $0)
    } rest: {
      let sum = y.lanes($0, upTo: $1) + bias.lanes($0, upTo: $1)
      y.put(zero.replacing(with: sum, where: sum .> zero), $0, upTo: $1)
    }
  }
}

/// The cotangents of `x` and of the bias in `y = max(x + bias, 0)`, in one pass over y.
public func rectifiedPullback(
  _ g: Tensor, output y: Tensor
) -> (x: Tensor, bias: Tensor) {
  let (rows, width) = (y.shape.rows, y.shape.width)
  let dx = Tensor(unwritten: y.shape)
  let sums = Tensor(zeros: [width])
  forEachPart(columns: width, of: rows) { part in
    let (total, zero) = (sums.writing + part.lowerBound, Lanes(repeating: 0))
    for row in 0..<rows {
      let at = row * width + part.lowerBound
      let (a, b, d) = (g.reading + at, y.reading + at, dx.writing + at)
      forEachLanes(part.count) {
        let part = zero.replacing(with: a.lanes($0), where: b.lanes($0) .> zero)
        d.put(part, $0)
        total.put(total.lanes($0) + part, $0)
      } rest: {
        let part = zero.replacing(
          with: a.lanes($0, upTo: $1), where: b.lanes($0, upTo: $1) .> zero)
        d.put(part, $0, upTo: $1)
        total.put(total.lanes($0, upTo: $1) + part, $0, upTo: $1)
      }
    }
  }
  return (dx, sums)
}

/// Tensors of equal rows side by side: `[rows, a] … → [rows, a + …]`.
public func besides(_ parts: [Tensor]) -> Tensor {
  let rows = parts.first?.shape.rows ?? 0
  precondition(parts.allSatisfy { $0.shape.rows == rows }, "Parts have different rows.")
  let width = parts.reduce(0) { $0 + $1.shape.width }
  let result = Tensor(unwritten: [rows, width])
  var first = 0
  for part in parts {
    let (count, column) = (part.shape.width, first)
    forEachPart(rows: rows, of: count) {
      for row in $0 {
        (result.writing + row * width + column).update(
          from: part.reading + row * count, count: count)
      }
    }
    first += count
  }
  return result
}
