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
    precondition(columns.count == points * count && values.count == points)
    rank = Self.factor(points, count, columns, &basis, &triangle)
    Self.substitute(points, count, basis, triangle, values, &coefficients, &residuals)
    squares = residuals.reduce(0) { $0 + $1 * $1 }
  }

  /// What is left of a column, `[points]`, after taking out all of what was solved with.
  func remainder(of column: ArraySlice<Double>) -> [Double] {
    var rest = Array(column)
    let count = coefficients.count
    precondition(rest.count == residuals.count)
    basis.withUnsafeBufferPointer { basis in
      rest.withUnsafeMutableBufferPointer { rest in
        for k in 0..<count where triangle[k * count + k] > 0 {
          Self.takeOut(Self.column(k, of: basis, rest.count), rest)
        }
      }
    }
    return rest
  }

  private static func column(
    _ index: Int, of columns: UnsafeBufferPointer<Double>, _ points: Int
  ) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(rebasing: columns[(index * points)..<((index + 1) * points)])
  }

  /// Takes what lies along a unit vector out of another, and gives how much that was.
  @discardableResult private static func takeOut(
    _ unit: UnsafeBufferPointer<Double>, _ vector: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    var share = 0.0
    for i in unit.indices { share += unit[i] * vector[i] }
    for i in unit.indices { vector[i] -= share * unit[i] }
    return share
  }

  private static func length(_ vector: UnsafeMutableBufferPointer<Double>) -> Double {
    var squares = 0.0
    for i in vector.indices { squares += vector[i] * vector[i] }
    return squares.squareRoot()
  }

  /// Orthonormal columns and the triangle that leads back; gives the rank.
  private static func factor(
    _ points: Int, _ count: Int, _ columns: [Double], _ basis: inout [Double],
    _ triangle: inout [Double]
  ) -> Int {
    var rank = 0
    basis.withUnsafeMutableBufferPointer { basis in
      for k in 0..<count {
        let own = UnsafeMutableBufferPointer(
          rebasing: basis[(k * points)..<((k + 1) * points)])
        for i in 0..<points { own[i] = columns[k * points + i] }
        let length = length(own)
        for j in 0..<k { triangle[j * count + k] = 0 }
        // A second pass takes out what rounding left of the first.
        for _ in 0..<2 {
          for j in 0..<k where triangle[j * count + j] > 0 {
            let unit = column(j, of: UnsafeBufferPointer(basis), points)
            triangle[j * count + k] += takeOut(unit, own)
          }
        }
        let norm = self.length(own)
        // The negation also catches lengths that are not numbers.
        if !(norm > 1e-10 * length) {
          triangle[k * count + k] = 0
          continue
        }
        triangle[k * count + k] = norm
        rank += 1
        for i in 0..<points { own[i] /= norm }
      }
    }
    return rank
  }

  private static func substitute(
    _ points: Int, _ count: Int, _ basis: [Double], _ triangle: [Double], _ values: [Double],
    _ coefficients: inout [Double], _ residuals: inout [Double]
  ) {
    for i in 0..<points { residuals[i] = values[i] }
    basis.withUnsafeBufferPointer { basis in
      residuals.withUnsafeMutableBufferPointer { residuals in
        for k in 0..<count {
          coefficients[k] =
            triangle[k * count + k] > 0 ? takeOut(column(k, of: basis, points), residuals) : 0
        }
      }
    }
    for k in stride(from: count - 1, through: 0, by: -1) where triangle[k * count + k] > 0 {
      var rest = coefficients[k]
      for j in (k + 1)..<max(count, k + 1) { rest -= triangle[k * count + j] * coefficients[j] }
      coefficients[k] = rest / triangle[k * count + k]
    }
  }
}
