/// Softmax attention between the fields of a row, head by head, without a scale:
/// `y[i, h] = Σ_j softmax_j(q[i, h] · k[j, h]) · v[j, h]`.
///
/// - Parameters:
///   - q: `[rows · fields, heads · width]`; `k` and `v` likewise.
/// - Returns: the sums, shaped like `q`, and the weights `[rows, heads, fields, fields]` for the
///   pullback.
public func fieldAttention(
  _ q: Tensor, _ k: Tensor, _ v: Tensor, fields: Int, heads: Int
) -> (sums: Tensor, weights: Tensor) {
  precondition(q.shape == k.shape && q.shape == v.shape, "Queries, keys and values differ.")
  let (rows, all) = (q.shape.rows / fields, q.shape.width)
  let width = all / heads
  let result = Tensor(unwritten: q.shape)
  let weights = Tensor(unwritten: [rows, heads, fields, fields])
  forEachPart(rows: rows, of: fields * all) { part in
    for row in part {
      for head in 0..<heads {
        let at = row * fields * all + head * width
        let w = weights.writing + (row * heads + head) * fields * fields
        multiply(
          fields, fields, width, Matrix(q.reading + at, all),
          Matrix(k.reading + at, all, transposed: true), into: w, fields)
        for field in 0..<fields { softmaxRow(w + field * fields, fields) }
        multiply(
          fields, width, fields, Matrix(w, fields), Matrix(v.reading + at, all),
          into: result.writing + at, all)
      }
    }
  }
  return (result, weights)
}

/// The cotangents of queries, keys and values.
public func fieldAttentionPullback(
  _ g: Tensor, _ q: Tensor, _ k: Tensor, _ v: Tensor, weights: Tensor, fields: Int, heads: Int
) -> (q: Tensor, k: Tensor, v: Tensor) {
  let (rows, all) = (q.shape.rows / fields, q.shape.width)
  let width = all / heads
  let (dq, dk, dv) = (
    Tensor(unwritten: q.shape), Tensor(unwritten: q.shape), Tensor(unwritten: q.shape)
  )
  forEachPart(rows: rows, of: fields * all) { part in
    let square = Tensor(unwritten: [fields, fields])
    defer { withExtendedLifetime(square) {} }
    let s = square.writing
    for row in part {
      for head in 0..<heads {
        let at = row * fields * all + head * width
        let w = weights.reading + (row * heads + head) * fields * fields
        let out = Matrix(g.reading + at, all)
        multiply(
          fields, width, fields, Matrix(w, fields, transposed: true), out, into: dv.writing + at,
          all)
        multiply(
          fields, fields, width, out, Matrix(v.reading + at, all, transposed: true), into: s, fields
        )
        // Through the softmax: w · (s − Σ w·s).
        for field in 0..<fields {
          let (x, y) = (w + field * fields, s + field * fields)
          let mean = dot(x, UnsafePointer(y), fields)
          for other in 0..<fields { y[other] = x[other] * (y[other] - mean) }
        }
        multiply(
          fields, width, fields, Matrix(s, fields), Matrix(k.reading + at, all),
          into: dq.writing + at, all)
        multiply(
          fields, width, fields, Matrix(s, fields, transposed: true), Matrix(q.reading + at, all),
          into: dk.writing + at, all)
      }
    }
  }
  return (dq, dk, dv)
}

/// `e^(x − max) / Σ e^(x − max)` in place.
func softmaxRow(_ x: UnsafeMutablePointer<Real>, _ count: Int) {
  var largest = x[0]
  for index in 1..<max(1, count) { largest = max(largest, x[index]) }
  let shift = Lanes(repeating: largest)
  forEachLanes(count) {
    x.put(exponential(x.lanes($0) - shift), $0)
  } rest: {
    x.put(exponential(x.lanes($0, upTo: $1) - shift), $0, upTo: $1)
  }
  multiplyLanes(UnsafePointer(x), by: 1 / total(UnsafePointer(x), count), into: x, count)
}
