/// Rows and columns of a matrix exchanged, in squares of four by four.
///
/// - Parameter step: elements from one row of y, a column of x, to the next.
@inline(__always) func exchange(
  _ x: UnsafePointer<Real>, _ rows: Int, _ columns: Int, into y: UnsafeMutablePointer<Real>,
  step: Int
) {
  let (wholeRows, wholeColumns) = (rows & ~3, columns & ~3)
  for row in stride(from: 0, to: wholeRows, by: 4) {
    let at = x + row * columns
    for column in stride(from: 0, to: wholeColumns, by: 4) {
      let (a, b) = (at.halfLanes(column), at.halfLanes(column + columns))
      let (c, d) = (at.halfLanes(column + 2 * columns), at.halfLanes(column + 3 * columns))
      for lane in 0..<4 {
        y.putHalf(HalfLanes(a[lane], b[lane], c[lane], d[lane]), (column + lane) * step + row)
      }
    }
    for column in wholeColumns..<columns {
      for lane in 0..<4 { y[column * step + row + lane] = at[lane * columns + column] }
    }
  }
  for row in wholeRows..<rows {
    for column in 0..<columns { y[column * step + row] = x[row * columns + column] }
  }
}
