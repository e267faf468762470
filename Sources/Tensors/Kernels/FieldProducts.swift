/// Inner products of all pairs of fields, i < j in lexicographic order:
/// `[rows, fields · width] → [rows, fields · (fields − 1) / 2]`.
public func pairProducts(_ a: Tensor, fields: Int) -> Tensor {
  let (rows, width) = (a.shape.rows, fieldWidth(a, fields))
  let pairs = fields * (fields - 1) / 2
  let result = Tensor(unwritten: [rows, pairs])
  let square = Tensor(unwritten: [fields, fields])
  defer { withExtendedLifetime(square) {} }
  for row in 0..<rows {
    let x = a.reading + row * fields * width
    multiply(
      fields, fields, width, Matrix(x, width), Matrix(x, width, transposed: true),
      into: square.writing, fields)
    var y = result.writing + row * pairs
    for i in 0..<fields {
      let count = fields - 1 - i
      y.update(from: square.reading + i * fields + i + 1, count: count)
      y += count
    }
  }
  return result
}

/// The cotangent of the input of `pairProducts`: with `S` the symmetric matrix of the pairs'
/// cotangents and zeros on its diagonal, `S·E` for each row.
public func pairProductsPullback(_ g: Tensor, at a: Tensor, fields: Int) -> Tensor {
  let (rows, width) = (a.shape.rows, fieldWidth(a, fields))
  let pairs = fields * (fields - 1) / 2
  let result = Tensor(unwritten: a.shape)
  let square = Tensor(zeros: [fields, fields])
  defer { withExtendedLifetime(square) {} }
  let s = square.writing
  for row in 0..<rows {
    var x = g.reading + row * pairs
    for i in 0..<fields {
      for j in i + 1..<max(fields, i + 1) {
        s[i * fields + j] = x[0]
        s[j * fields + i] = x[0]
        x += 1
      }
    }
    let at = row * fields * width
    multiply(
      fields, width, fields, Matrix(s, fields), Matrix(a.reading + at, width),
      into: result.writing + at, width)
  }
  return result
}

/// Fields and features of each row exchanged: `[rows, fields · width] → [rows, width · fields]`.
public func exchangedFields(_ a: Tensor, fields: Int) -> Tensor {
  let (rows, width) = (a.shape.rows, fieldWidth(a, fields))
  let result = Tensor(unwritten: a.shape)
  for row in 0..<rows {
    let x = a.reading + row * fields * width
    let y = result.writing + row * fields * width
    exchange(x, fields, width, into: y)
  }
  return result
}

/// Rows and columns of a small matrix exchanged, in squares of four by four.
@inline(__always) private func exchange(
  _ x: UnsafePointer<Real>, _ rows: Int, _ columns: Int, into y: UnsafeMutablePointer<Real>
) {
  let (wholeRows, wholeColumns) = (rows & ~3, columns & ~3)
  for row in stride(from: 0, to: wholeRows, by: 4) {
    let at = x + row * columns
    for column in stride(from: 0, to: wholeColumns, by: 4) {
      let (a, b) = (at.halfLanes(column), at.halfLanes(column + columns))
      let (c, d) = (at.halfLanes(column + 2 * columns), at.halfLanes(column + 3 * columns))
      for lane in 0..<4 {
        y.putHalf(HalfLanes(a[lane], b[lane], c[lane], d[lane]), (column + lane) * rows + row)
      }
    }
    for column in wholeColumns..<columns {
      for lane in 0..<4 { y[column * rows + row + lane] = at[lane * columns + column] }
    }
  }
  for row in wholeRows..<rows {
    for column in 0..<columns { y[column * rows + row] = x[row * columns + column] }
  }
}

/// The squared norms of weighted sums of fields, `‖Σ_i Θ[t, i] · E_i‖²`:
/// `[rows, fields · width]`, `[terms, fields] → [rows, terms]`; and the sums themselves,
/// `[rows · width, terms]`, for the pullback.
public func factorisedSquares(
  _ exchanged: Tensor, _ theta: Tensor
) -> (squares: Tensor, sums: Tensor) {
  let (terms, fields) = (theta.shape.rows, theta.shape.width)
  let rows = exchanged.shape.rows
  let width = exchanged.shape.width / fields
  let sums = matmul(
    exchanged.reshaped([rows * width, fields]), transposed: false, theta, transposed: true)
  let result = Tensor(zeros: [rows, terms])
  for row in 0..<rows {
    let y = result.writing + row * terms
    for feature in 0..<width {
      let x = sums.reading + (row * width + feature) * terms
      forEachLanes(terms) {
        y.put(y.lanes($0).plus(x.lanes($0), times: x.lanes($0)), $0)
      } rest: {
        let part = x.lanes($0, upTo: $1)
        y.put(y.lanes($0, upTo: $1).plus(part, times: part), $0, upTo: $1)
      }
    }
  }
  return (result, sums)
}

/// The cotangents of the inputs of `factorisedSquares`: with `H = 2 g · S`, `H·Θ` and `Hᵀ·E`.
public func factorisedSquaresPullback(
  _ g: Tensor, sums: Tensor, _ exchanged: Tensor, _ theta: Tensor
) -> (exchanged: Tensor, theta: Tensor) {
  let (terms, fields) = (theta.shape.rows, theta.shape.width)
  let rows = exchanged.shape.rows
  let width = exchanged.shape.width / fields
  let twice = Tensor(unwritten: sums.shape)
  defer { withExtendedLifetime(twice) {} }
  let two = Lanes(repeating: 2)
  for row in 0..<rows {
    let weights = g.reading + row * terms
    for feature in 0..<width {
      let at = (row * width + feature) * terms
      let (x, y) = (sums.reading + at, twice.writing + at)
      forEachLanes(terms) {
        y.put(two * x.lanes($0) * weights.lanes($0), $0)
      } rest: {
        y.put(two * x.lanes($0, upTo: $1) * weights.lanes($0, upTo: $1), $0, upTo: $1)
      }
    }
  }
  return (
    matmul(twice, theta).reshaped(exchanged.shape),
    matmul(twice, transposed: true, exchanged.reshaped([rows * width, fields]), transposed: false)
  )
}

@inline(__always) func fieldWidth(_ a: Tensor, _ fields: Int) -> Int {
  precondition(
    fields > 0 && a.shape.width.isMultiple(of: fields), "\(a.shape) has no \(fields) fields.")
  return a.shape.width / fields
}
