/// `max(x + bias, 0)` in one pass: `[…, width] + [width]`.
public func addingRowRelu(_ x: Tensor, _ bias: Tensor) -> Tensor {
  let (rows, width) = (x.shape.rows, x.shape.width)
  precondition(bias.count == width, "A bias of \(bias.shape) does not fit \(x.shape).")
  let result = Tensor(unwritten: x.shape)
  let zero = Lanes(repeating: 0)
  for row in 0..<rows {
    let (a, b, y) = (x.reading + row * width, bias.reading, result.writing + row * width)
    forEachLanes(width) {
      let sum = a.lanes($0) + b.lanes($0)
      y.put(zero.replacing(with: sum, where: sum .> zero), $0)
    } rest: {
      let sum = a.lanes($0, upTo: $1) + b.lanes($0, upTo: $1)
      y.put(zero.replacing(with: sum, where: sum .> zero), $0, upTo: $1)
    }
  }
  return result
}

/// The cotangent of `x` in `addingRowRelu` and that of the bias, in one pass over the output `y`.
public func addingRowReluPullback(
  _ g: Tensor, output y: Tensor
) -> (x: Tensor, bias: Tensor) {
  let (rows, width) = (y.shape.rows, y.shape.width)
  let dx = Tensor(unwritten: y.shape)
  let sums = Tensor(zeros: [width])
  let (total, zero) = (sums.writing, Lanes(repeating: 0))
  defer { withExtendedLifetime(sums) {} }
  for row in 0..<rows {
    let at = row * width
    let (a, b, d) = (g.reading + at, y.reading + at, dx.writing + at)
    forEachLanes(width) {
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
    let count = part.shape.width
    for row in 0..<rows {
      (result.writing + row * width + first).update(from: part.reading + row * count, count: count)
    }
    first += count
  }
  return result
}
