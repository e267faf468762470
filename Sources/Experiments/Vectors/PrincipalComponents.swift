internal import Determinism
internal import Language

/// Rows of which the products with a matrix can be computed, dense or sparse, with a row taken off each.
struct CentredRows: Sendable {
  /// How the rows are held.
  enum Form: Sendable {
    case dense(Matrix)
    case sparse(SparseRows)
  }

  let form: Form
  /// What is taken off each row; empty for nothing.
  let mean: [Double]

  init(_ form: Form, centred: Bool) {
    self.form = form
    mean = centred ? Self.mean(form) : []
  }

  var count: Int {
    switch form {
    case .dense(let matrix): matrix.rows
    case .sparse(let rows): rows.count
    }
  }

  var width: Int {
    switch form {
    case .dense(let matrix): matrix.columns
    case .sparse(let rows): rows.width
    }
  }

  private static func mean(_ form: Form) -> [Double] {
    switch form {
    case .dense(let matrix): return matrix.mean
    case .sparse(let rows):
      var sum = [Double](repeating: 0, count: rows.width)
      for (place, column) in rows.columns.enumerated() { sum[Int(column)] += rows.values[place] }
      return sum.map { $0 / Double(max(1, rows.count)) }
    }
  }

  /// `(A − 1·meanᵀ) · z`: `[width, k] → [count, k]`.
  func times(_ z: Matrix) -> Matrix {
    let product: Matrix
    switch form {
    case .dense(let matrix): product = matrix.times(z)
    case .sparse(let rows):
      product = Matrix.of(rows: rows.count, columns: z.columns) { row, line in
        for place in rows.offsets[row]..<rows.offsets[row + 1] {
          add(
            rows.values[place], z.elements, at: Int(rows.columns[place]) * z.columns, to: &line)
        }
      }
    }
    return mean.isEmpty
      ? product : product.less(Matrix(1, mean.count, mean).times(z).elements)
  }

  /// `(A − 1·meanᵀ)ᵀ · y`: `[count, k] → [width, k]`.
  func transposedTimes(_ y: Matrix) -> Matrix {
    var product: Matrix
    switch form {
    case .dense(let matrix): product = matrix.transposed.times(y)
    case .sparse(let rows):
      product = Matrix(zeros: rows.width, y.columns)
      for row in 0..<rows.count {
        for place in rows.offsets[row]..<rows.offsets[row + 1] {
          let (to, from) = (Int(rows.columns[place]) * y.columns, row * y.columns)
          for k in 0..<y.columns {
            product.elements[to + k] += rows.values[place] * y.elements[from + k]
          }
        }
      }
    }
    guard !mean.isEmpty else { return product }
    let sums = y.mean.map { $0 * Double(y.rows) }
    for row in 0..<product.rows {
      add(-mean[row], sums, at: row * y.columns, in: &product.elements)
    }
    return product
  }
}

/// `line[at…] += factor · numbers`.
private func add(_ factor: Double, _ numbers: [Double], at first: Int, in line: inout [Double]) {
  for place in numbers.indices { line[first + place] += factor * numbers[place] }
}

/// The coordinates of rows along their first principal axes, which are those of the rows as they are where
/// nothing is taken off: `[count, width]`.
///
/// By iterating a subspace of sixteen axes more, begun at normal draws of a fixed key, four times (Halko,
/// Martinsson and Tropp 2011, algorithm 4.4), and the eigenvectors in it; exact where the subspace is all
/// there is. Axes whose eigenvalue is below 1e-12 of the largest give zeros; where a subspace is iterated, those
/// below about 1e-7, whose products with themselves cannot be told from rounding.
func principalComponents(_ rows: CentredRows, width: Int) -> Matrix {
  let size = min(rows.width, width + 16)
  var axes: Matrix
  if size == rows.width {
    axes = Matrix(zeros: size, size)
    for place in 0..<size { axes.elements[place * size + place] = 1 }
  } else {
    let key = RandomKey(seed: 0)["axes"]
    axes = Matrix.of(rows: rows.width, columns: size) { row, line in
      for place in line.indices { line[place] = key.normal(row * size + place) }
    }
    // A product of the rows with themselves is small where they are dense.
    var square: Matrix?
    if case .dense(let matrix) = rows.form {
      let centred = rows.mean.isEmpty ? matrix : matrix.less(rows.mean)
      square = centred.transposed.times(centred)
    }
    for _ in 0..<4 {
      let image = square.map { $0.times(axes) } ?? rows.transposedTimes(rows.times(axes))
      axes = orthonormal(image)
    }
    // Once more, for the sake of the last digits.
    axes = orthonormal(axes)
  }
  let image = rows.times(axes)
  let (values, vectors) = symmetricEigen(image.transposed.times(image))
  let kept = vectors.prefix(min(width, size))
  let found = image.times(kept)
  let least = 1e-12 * (values.first ?? 0)
  // An axis has two directions; the one is taken in which its largest number is positive.
  let loadings = axes.times(kept).transposed
  let signs = (0..<kept.columns).map { place -> Double in
    guard values[place] > least else { return 0 }
    return (loadings[place].max { abs($0) < abs($1) } ?? 0) < 0 ? -1 : 1
  }
  return Matrix.of(rows: rows.count, columns: width) { row, line in
    for (place, number) in found[row].enumerated() { line[place] = signs[place] * number }
  }
}

/// Columns that span the same space, at right angles and of length 1, by Cholesky's factor of their
/// products; zeros for one that lies in the space of those before it.
private func orthonormal(_ matrix: Matrix) -> Matrix {
  let factor = choleskyFactor(matrix.transposed.times(matrix))
  let n = matrix.columns
  return Matrix.of(rows: matrix.rows, columns: n) { row, line in
    for (place, number) in matrix[row].enumerated() {
      let pivot = factor.elements[place * n + place]
      guard pivot > 0 else { continue }
      var rest = number
      for before in 0..<place { rest -= factor.elements[place * n + before] * line[before] }
      line[place] = rest / pivot
    }
  }
}

/// The lower triangle L with `L·Lᵀ` the matrix, which is symmetric and has no negative eigenvalue; a column of
/// zeros where a pivot is below 1e-14 of the largest number of the diagonal.
func choleskyFactor(_ matrix: Matrix) -> Matrix {
  let n = matrix.rows
  precondition(n == matrix.columns, "A symmetric matrix is square.")
  var lower = Matrix(zeros: n, n)
  let least = 1e-14 * (0..<n).reduce(0) { max($0, matrix.elements[$1 * n + $1]) }
  for column in 0..<n {
    for row in column..<n {
      var rest = matrix.elements[row * n + column]
      for before in 0..<column {
        rest -= lower.elements[row * n + before] * lower.elements[column * n + before]
      }
      let pivot = lower.elements[column * n + column]
      if row == column {
        lower.elements[row * n + row] = rest > least ? rest.squareRoot() : 0
      } else if pivot > 0 {
        lower.elements[row * n + column] = rest / pivot
      }
    }
  }
  return lower
}
