/// Least squares on a handful of columns, by Gram and Schmidt twice over: what LAPACK gives, without
/// the cost of calling it a million times from inside a search. `LeastSquares` is its meaning, and
/// the tests hold the two together.
package struct ThinLeastSquares {
  /// One for each column; 0 for a column that adds nothing to those before it.
  package private(set) var coefficients: [Double]
  /// `y − Σ_k c_k x_k` at each point.
  private(set) var residuals: [Double]
  /// `Σ residuals²`.
  private(set) var squares = 0.0
  /// Columns that carry information of their own.
  package private(set) var rank = 0
  private var basis: [Double]
  private var triangle: [Double]

  /// Room for a problem of this size, to be solved any number of times.
  package init(points: Int, columns: Int) {
    coefficients = Array(repeating: 0, count: columns)
    residuals = Array(repeating: 0, count: points)
    basis = Array(repeating: 0, count: points * columns)
    triangle = Array(repeating: 0, count: columns * columns)
  }

  /// Solves for the coefficients of `columns`, `[columns × points]` one after the other.
  package mutating func solve(columns: [Double], values: [Double]) {
    let points = residuals.count
    let count = coefficients.count
    rank = 0
    for k in 0..<count {
      let own = k * points
      var length = 0.0
      for i in 0..<points {
        basis[own + i] = columns[own + i]
        length += columns[own + i] * columns[own + i]
      }
      for j in 0..<k { triangle[j * count + k] = 0 }
      // A second pass takes out what rounding left of the first.
      for _ in 0..<2 {
        for j in 0..<k where triangle[j * count + j] > 0 {
          var product = 0.0
          for i in 0..<points { product += basis[j * points + i] * basis[own + i] }
          for i in 0..<points { basis[own + i] -= product * basis[j * points + i] }
          triangle[j * count + k] += product
        }
      }
      var rest = 0.0
      for i in 0..<points { rest += basis[own + i] * basis[own + i] }
      let norm = rest.squareRoot()
      // The negation also catches lengths that are not numbers.
      if !(norm > 1e-10 * length.squareRoot()) {
        triangle[k * count + k] = 0
        continue
      }
      triangle[k * count + k] = norm
      rank += 1
      for i in 0..<points { basis[own + i] /= norm }
    }
    for i in 0..<points { residuals[i] = values[i] }
    for k in 0..<count {
      coefficients[k] = 0
      guard triangle[k * count + k] > 0 else { continue }
      var product = 0.0
      for i in 0..<points { product += basis[k * points + i] * residuals[i] }
      for i in 0..<points { residuals[i] -= product * basis[k * points + i] }
      coefficients[k] = product
    }
    for k in stride(from: count - 1, through: 0, by: -1) where triangle[k * count + k] > 0 {
      var rest = coefficients[k]
      for j in (k + 1)..<max(count, k + 1) { rest -= triangle[k * count + j] * coefficients[j] }
      coefficients[k] = rest / triangle[k * count + k]
    }
    squares = 0
    for i in 0..<points { squares += residuals[i] * residuals[i] }
  }
}
