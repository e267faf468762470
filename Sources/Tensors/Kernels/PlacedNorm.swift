internal import Determinism

/// Rows with a table's rows put onto them, normed, scaled and shifted:
/// `norm(x[t] + table[place[t]]) ⊙ weight + bias`: `[tokens, width]`.
///
/// - Returns: the result, the normed rows before scale and shift, and the inverted factor of each.
/// - Precondition: every place is a row of the table.
public func placedNorm(
  _ x: Tensor, _ table: Tensor, _ places: [Int32], _ norm: RowNorm, weight: Tensor, bias: Tensor
) -> (result: Tensor, rows: Tensor, scales: Tensor) {
  let (tokens, width) = (x.shape.rows, x.shape.width)
  precondition(
    table.shape.width == width && places.count == tokens && weight.count == width
      && bias.count == width, "\(x.shape), \(table.shape) and \(weight.shape) do not fit.")
  let (result, rows) = (Tensor(unwritten: [tokens, width]), Tensor(unwritten: [tokens, width]))
  let scales = Tensor(unwritten: [tokens])
  forEachPart(rows: tokens, of: width) { part in
    for token in part {
      let place = Int(places[token])
      precondition(
        place >= 0 && place < table.shape.rows, "Row \(place) is outside \(table.shape).")
      let (from, added) = (x.reading + token * width, table.reading + place * width)
      let (y, n) = (result.writing + token * width, rows.writing + token * width)
      zipLanes(from, added, y, width) { $0 + $1 }
      scales.writing[token] = norm.apply(UnsafePointer(y), width, into: n)
      let (w, b) = (weight.reading, bias.reading)
      forEachLanes(width) {
        y.put(n.lanes($0) * w.lanes($0) + b.lanes($0), $0)
      } rest: {
        y.put(n.lanes($0, upTo: $1) * w.lanes($0, upTo: $1) + b.lanes($0, upTo: $1), $0, upTo: $1)
      }
    }
  }
  return (result, rows, scales)
}

/// The cotangents of the vectors, the table, the weight and the bias of `placedNorm`. Sums over tokens are
/// added in order.
public func placedNormPullback(
  _ g: Tensor, _ places: [Int32], of tableRows: Int, _ norm: RowNorm, weight: Tensor, rows: Tensor,
  scales: Tensor
) -> [Tensor] {
  let (tokens, width) = (rows.shape.rows, rows.shape.width)
  let dx = Tensor(unwritten: rows.shape)
  let table = Tensor(zeros: [tableRows, width])
  let (dw, db) = (Tensor(zeros: weight.shape), Tensor(zeros: weight.shape))
  let (w, sumsOfProducts, sums) = (weight.reading, dw.writing, db.writing)
  for token in 0..<tokens {
    let (from, n) = (g.reading + token * width, rows.reading + token * width)
    let to = dx.writing + token * width
    forEachLanes(width) {
      let lanes = from.lanes($0)
      sums.put(sums.lanes($0) + lanes, $0)
      sumsOfProducts.put(sumsOfProducts.lanes($0).plus(lanes, times: n.lanes($0)), $0)
      to.put(lanes * w.lanes($0), $0)
    } rest: {
      let lanes = from.lanes($0, upTo: $1)
      sums.put(sums.lanes($0, upTo: $1) + lanes, $0, upTo: $1)
      sumsOfProducts.put(
        sumsOfProducts.lanes($0, upTo: $1).plus(lanes, times: n.lanes($0, upTo: $1)), $0, upTo: $1)
      to.put(lanes * w.lanes($0, upTo: $1), $0, upTo: $1)
    }
    norm.pullback(UnsafePointer(to), n, scales.reading[token], width, into: to)
    addLanes(UnsafePointer(to), to: table.writing + Int(places[token]) * width, width)
  }
  return [dx, table, dw, db]
}
