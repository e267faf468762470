internal import Determinism

/// Lines of one product at most: with its sums they stay in the second cache. Which cut a line falls
/// into shows in no bit as long as kernels add its terms in one chain, as they do for Criteo's 26 fields
/// and any number of terms (`isWide`).
private let productLines = 1024

/// The squared norms of weighted sums of fields, `‖Σ_i Θ[t, i] · E_i‖²`:
/// `[rows, fields · width]`, `[terms, fields] → [rows, terms]`; and the sums themselves,
/// `[rows · width, terms]`, for the pullback.
///
/// Fields and features are exchanged a few rows at a time, so that a product adds up the fields.
public func factorisedSquares(
  _ embedded: Tensor, _ theta: Tensor
) -> (squares: Tensor, sums: Tensor) {
  let (terms, fields, rows) = (theta.shape.rows, theta.shape.width, embedded.shape.rows)
  let width = fieldWidth(embedded, fields)
  let sums = Tensor(unwritten: [rows * width, terms])
  let squares = Tensor(zeros: [rows, terms])
  let block = max(1, productLines / width)
  nonisolated(unsafe) let (x, t) = (embedded.reading, theta.reading)  // a tile owns its rows
  nonisolated(unsafe) let (s, y) = (sums.writing, squares.writing)
  forEachTile((rows + block - 1) / block) { tile in
    let part = tile * block..<min(rows, (tile + 1) * block)
    let exchanged = Tensor(unwritten: [part.count * width, fields])
    defer { withExtendedLifetime(exchanged) {} }
    exchangeRows(part, of: x, fields, width, into: exchanged.writing)
    multiply(
      part.count * width, terms, fields, Matrix(exchanged.reading, fields),
      Matrix(t, fields, transposed: true), into: s + part.lowerBound * width * terms, terms)
    for row in part { addSquares(s + row * width * terms, width, terms, to: y + row * terms) }
  }
  return (squares, sums)
}

/// The cotangents of the inputs of `factorisedSquares`: with `H = 2 g · S`, `H·Θ` and `Hᵀ·E`, the
/// latter a sum over all lines, cut as long sums are.
public func factorisedSquaresPullback(
  _ g: Tensor, sums: Tensor, _ embedded: Tensor, _ theta: Tensor
) -> (embedded: Tensor, theta: Tensor) {
  let (terms, fields, rows) = (theta.shape.rows, theta.shape.width, embedded.shape.rows)
  let width = fieldWidth(embedded, fields)
  precondition(
    g.count == rows * terms && sums.count == rows * width * terms,
    "Squares of \(embedded.shape) have no cotangent \(g.shape).")
  guard rows > 0 else { return (Tensor(zeros: embedded.shape), Tensor(zeros: theta.shape)) }
  let lines = rows * width
  let chunks = (lines + chunkTerms - 1) / chunkTerms
  let result = Tensor(unwritten: embedded.shape)
  let parts = Tensor(unwritten: [chunks, terms, fields])
  defer { withExtendedLifetime(parts) {} }
  nonisolated(unsafe) let (x, t, g, s) = (
    embedded.reading, theta.reading, g.reading, sums.reading
  )
  nonisolated(unsafe) let (y, z) = (result.writing, parts.writing)  // one chunk a tile
  forEachTile(chunks) { chunk in
    let cut = chunk * chunkTerms..<min(lines, (chunk + 1) * chunkTerms)
    // A cut may go through a row. Its neighbours both need the row; the one it begins in owns it.
    let touched = cut.lowerBound / width..<(cut.upperBound + width - 1) / width
    let owned = (cut.lowerBound + width - 1) / width..<touched.upperBound
    let exchanged = Tensor(unwritten: [touched.count * width, fields])
    let twice = Tensor(unwritten: [touched.count * width, terms])
    defer { withExtendedLifetime((exchanged, twice)) {} }
    let (e, h) = (exchanged.writing, twice.writing)
    exchangeRows(touched, of: x, fields, width, into: e)
    for (place, row) in touched.enumerated() {
      scale(
        s + row * width * terms, width, by: g + row * terms, terms, into: h + place * width * terms)
    }
    let before = cut.lowerBound - touched.lowerBound * width
    multiply(
      terms, fields, cut.count, Matrix(h + before * terms, terms, transposed: true),
      Matrix(e + before * fields, fields), into: z + chunk * terms * fields, fields)
    let blocks = max(1, (owned.count * width + productLines - 1) / productLines)
    let block = max(1, (owned.count + blocks - 1) / blocks)
    for first in stride(from: owned.lowerBound, to: owned.upperBound, by: block) {
      let place = (first - touched.lowerBound) * width
      let count = min(block, owned.upperBound - first)
      multiply(
        count * width, fields, terms, Matrix(h + place * terms, terms), Matrix(t, fields),
        into: e + place * fields, fields)
      for row in 0..<count {
        exchange(
          e + (place + row * width) * fields, width, fields,
          into: y + (first + row) * fields * width, step: width)
      }
    }
  }
  let sum = Tensor(unwritten: theta.shape)
  addParts(parts.reading, chunks, terms * fields, into: sum.writing)
  return (result, sum)
}

/// Fields and features of some rows exchanged.
@inline(__always) private func exchangeRows(
  _ rows: Range<Int>, of x: UnsafePointer<Real>, _ fields: Int, _ width: Int,
  into y: UnsafeMutablePointer<Real>
) {
  let count = fields * width
  for (place, row) in rows.enumerated() {
    exchange(x + row * count, fields, width, into: y + place * count, step: fields)
  }
}

/// `y += Σ_f x[f]²`, term by term, the features in order.
@inline(__always) private func addSquares(
  _ x: UnsafePointer<Real>, _ width: Int, _ terms: Int, to y: UnsafeMutablePointer<Real>
) {
  for feature in 0..<width {
    let x = x + feature * terms
    forEachLanes(terms) {
      y.put(y.lanes($0).plus(x.lanes($0), times: x.lanes($0)), $0)
    } half: {
      let part = x.halfLanes($0)
      y.putHalf(UnsafePointer(y).halfLanes($0).addingProduct(part, part), $0)
    } rest: {
      y[$0] = y[$0].addingProduct(x[$0], x[$0])
    }
  }
}

/// `y[f] = 2 x[f] · g`, term by term.
@inline(__always) private func scale(
  _ x: UnsafePointer<Real>, _ width: Int, by g: UnsafePointer<Real>, _ terms: Int,
  into y: UnsafeMutablePointer<Real>
) {
  for feature in 0..<width {
    let (x, y) = (x + feature * terms, y + feature * terms)
    forEachLanes(terms) {
      y.put(Lanes(repeating: 2) * x.lanes($0) * g.lanes($0), $0)
    } half: {
      y.putHalf(HalfLanes(repeating: 2) * x.halfLanes($0) * g.halfLanes($0), $0)
    } rest: {
      y[$0] = 2 * x[$0] * g[$0]
    }
  }
}
