internal import Determinism

/// A matrix of 64-bit numbers, row after row: for what is computed once before a training, by plain sums in
/// index order, so that its bits are the same on every machine.
struct Matrix: Hashable, Sendable {
  var rows: Int
  var columns: Int
  /// `[rows · columns]`.
  var elements: [Double]

  init(_ rows: Int, _ columns: Int, _ elements: [Double]) {
    precondition(elements.count == rows * columns, "\(elements.count) numbers are no matrix.")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  init(zeros rows: Int, _ columns: Int) {
    self.init(rows, columns, Array(repeating: 0, count: rows * columns))
  }

  /// A row.
  subscript(row: Int) -> ArraySlice<Double> {
    elements[row * columns..<(row + 1) * columns]
  }

  /// Rows that one tile computes.
  private static let tileRows = 64

  /// Rows computed one by one, on all workers.
  static func of(
    rows: Int, columns: Int, _ row: @Sendable (Int, inout [Double]) -> Void
  ) -> Matrix {
    let parts = mapTiles(of: tileRows, below: rows) { tile in
      var part: [Double] = []
      for index in tile {
        var line = [Double](repeating: 0, count: columns)
        row(index, &line)
        part += line
      }
      return part
    }
    return Matrix(rows, columns, Array(parts.joined()))
  }

  /// `self · other`.
  func times(_ other: Matrix) -> Matrix {
    precondition(columns == other.rows, "\(columns) columns meet \(other.rows) rows.")
    return Matrix.of(rows: rows, columns: other.columns) { row, line in
      for (place, factor) in zip(0..<columns, self[row]) where factor != 0 {
        add(factor, other.elements, at: place * other.columns, to: &line)
      }
    }
  }

  /// `selfᵀ`.
  var transposed: Matrix {
    Matrix.of(rows: columns, columns: rows) { row, line in
      for place in 0..<rows { line[place] = elements[place * columns + row] }
    }
  }

  /// The mean of the rows.
  var mean: [Double] {
    var sum = [Double](repeating: 0, count: columns)
    for row in 0..<rows { add(1, elements, at: row * columns, to: &sum) }
    return sum.map { $0 / Double(max(1, rows)) }
  }

  /// The same with a row taken off each row.
  func less(_ line: [Double]) -> Matrix {
    var matrix = self
    for index in elements.indices { matrix.elements[index] -= line[index % columns] }
    return matrix
  }

  /// The first columns.
  func prefix(_ count: Int) -> Matrix {
    Matrix(rows, count, (0..<rows).flatMap { self[$0].prefix(count) })
  }
}

/// `line += factor · numbers[at…]`.
@inline(__always)
func add(_ factor: Double, _ numbers: [Double], at first: Int, to line: inout [Double]) {
  for place in line.indices { line[place] += factor * numbers[first + place] }
}

/// Eigenvalues, largest first, and vectors of a symmetric matrix, by rotations of Jacobi in cyclic order
/// until what is off the diagonal is below 1e-12 of it (Golub and Van Loan, section 8.5).
///
/// - Returns: the vectors as columns.
func symmetricEigen(_ matrix: Matrix) -> (values: [Double], vectors: Matrix) {
  let n = matrix.rows
  precondition(n == matrix.columns, "A symmetric matrix is square.")
  var a = matrix.elements
  // The rows of `v` are the vectors: a rotation turns two rows.
  var v = [Double](repeating: 0, count: n * n)
  for place in 0..<n { v[place * n + place] = 1 }
  func turn(_ m: inout [Double], _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    for k in 0..<n {
      let (x, y) = (m[p * n + k], m[q * n + k])
      m[p * n + k] = c * x - s * y
      m[q * n + k] = s * x + c * y
    }
  }
  for _ in 0..<60 {
    var (off, on) = (0.0, 0.0)
    for row in 0..<n {
      for column in 0..<n {
        let square = a[row * n + column] * a[row * n + column]
        if row == column { on += square } else { off += square }
      }
    }
    if off <= 1e-24 * on { break }
    for p in 0..<n {
      for q in p + 1..<n where a[p * n + q] != 0 {
        let ratio = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
        let t = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        turn(&a, p, q, c, s)
        for k in 0..<n {
          let (x, y) = (a[k * n + p], a[k * n + q])
          a[k * n + p] = c * x - s * y
          a[k * n + q] = s * x + c * y
        }
        turn(&v, p, q, c, s)
      }
    }
  }
  let order = (0..<n).sorted { (a[$1 * n + $1], $0) < (a[$0 * n + $0], $1) }
  let rows = order.flatMap { place -> [Double] in
    Array(v[place * n..<(place + 1) * n])
  }
  return (order.map { a[$0 * n + $0] }, Matrix(n, n, rows).transposed)
}
