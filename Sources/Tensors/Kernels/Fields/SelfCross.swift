/// Rows beside their own crosses, `[x; x (xᵀw) + b]`: `[rows, n]`, `[n, 1]`, `[n] → [rows, 2n]`; and
/// `xᵀw` of each row, `[rows, 1]`, for the pullback.
///
/// - Parameter crossFirst: whether the cross stands before the row itself.
public func selfCross(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor, crossFirst: Bool
) -> (joined: Tensor, factors: Tensor) {
  let (rows, width) = (x.shape.rows, x.shape.width)
  precondition(
    weight.count == width && bias.count == width, "\(x.shape) crossed by \(weight.shape).")
  let factors = matmul(x, weight)
  let joined = Tensor(unwritten: [rows, 2 * width])
  forEachPart(rows: rows, of: 2 * width) { part in
    let b = bias.reading
    for row in part {
      let (a, y) = (x.reading + row * width, joined.writing + row * 2 * width)
      let (plain, crossed) = crossFirst ? (y + width, y) : (y, y + width)
      let factor = factors.reading[row]
      forEachLanes(width) {
        plain.put(a.lanes($0), $0)
        crossed.put(a.lanes($0) * Lanes(repeating: factor) + b.lanes($0), $0)
      } half: {
        plain.putHalf(a.halfLanes($0), $0)
        crossed.putHalf(a.halfLanes($0) * HalfLanes(repeating: factor) + b.halfLanes($0), $0)
      } rest: {
        plain[$0] = a[$0]
        crossed[$0] = a[$0] * factor + b[$0]
      }
    }
  }
  return (joined, factors)
}

/// The cotangents of the inputs of `selfCross`: with `g` of the row itself, `h` of its cross and
/// `d = Σ h·x` within the row, they are `g + h·(xᵀw) + d·w`, and of the weight and the bias `d·x` and
/// `h`, summed over rows.
public func selfCrossPullback(
  _ cotangent: Tensor, factors: Tensor, _ x: Tensor, _ weight: Tensor, crossFirst: Bool
) -> (x: Tensor, weight: Tensor, bias: Tensor) {
  let (rows, width) = (x.shape.rows, x.shape.width)
  precondition(
    cotangent.count == 2 * x.count && factors.count == rows && weight.count == width,
    "The cross of \(x.shape) has no cotangent \(cotangent.shape).")
  let (dx, bias) = (Tensor(unwritten: x.shape), Tensor(zeros: [width]))
  let sums = Tensor(unwritten: [rows, 1])
  let products = Tensor(unwritten: [width])
  defer { withExtendedLifetime(products) {} }
  let (w, total, p) = (weight.reading, bias.writing, products.writing)
  for row in 0..<rows {
    let (a, y) = (x.reading + row * width, cotangent.reading + row * 2 * width)
    let (g, h) = crossFirst ? (y + width, y) : (y, y + width)
    forEachLanes(width) {
      p.put(h.lanes($0) * a.lanes($0), $0)
      total.put(total.lanes($0) + h.lanes($0), $0)
    } half: {
      p.putHalf(h.halfLanes($0) * a.halfLanes($0), $0)
      total.putHalf(total.halfLanes($0) + h.halfLanes($0), $0)
    } rest: {
      p[$0] = h[$0] * a[$0]
      total[$0] += h[$0]
    }
    let (factor, sum) = (factors.reading[row], Tensors.total(p, width))
    sums.writing[row] = sum
    let result = dx.writing + row * width
    forEachLanes(width) {
      let direct = g.lanes($0) + h.lanes($0) * Lanes(repeating: factor)
      result.put(direct + Lanes(repeating: 0).plus(w.lanes($0), times: Lanes(repeating: sum)), $0)
    } half: {
      let direct = g.halfLanes($0) + h.halfLanes($0) * HalfLanes(repeating: factor)
      result.putHalf(
        direct + HalfLanes(repeating: 0).addingProduct(w.halfLanes($0), HalfLanes(repeating: sum)),
        $0)
    } rest: {
      result[$0] = (g[$0] + h[$0] * factor) + Real(0).addingProduct(w[$0], sum)
    }
  }
  return (dx, matmul(x, transposed: true, sums), bias)
}
