/// Ordinary least squares through LAPACK: `minimise Σ (y − Σ_k c_k x_k)²`.
///
/// Columns are brought to unit length first, so that the rank does not depend on their units; where
/// columns repeat each other the solution of least length (in those units) is given, and `rank` says
/// so.
public struct LeastSquares: Hashable, Sendable {
  /// One for each column.
  public let coefficients: [Double]
  /// `Σ_k c_k x_k` at each point.
  public let fitted: [Double]
  /// Columns that carry information of their own.
  public let rank: Int

  /// Solves for the coefficients.
  ///
  /// - Parameters:
  ///   - columns: `[columns][points]`.
  ///   - values: `[points]`.
  /// - Throws: ``FitError`` without points, with a number that is not finite, or where the matrix
  ///   library cannot be loaded.
  public init(columns: [[Double]], values: [Double]) throws(FitError) {
    let points = values.count
    precondition(
      columns.allSatisfy { $0.count == points }, "Columns must be as long as the values.")
    guard points > 0, !columns.isEmpty else {
      throw FitError(subject: "Least squares", reason: "there is nothing to fit")
    }
    guard values.allSatisfy(\.isFinite), columns.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw FitError(subject: "Least squares", reason: "a number is not finite")
    }
    let lengths = columns.map { column in
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? length : 1
    }
    let unit = zip(columns, lengths).flatMap { column, length in column.map { $0 / length } }
    let solved = try LAPACK.leastSquares(
      unit, rows: points, columns: columns.count, values, rankTolerance: 1e-12)
    let coefficients = zip(solved.solution, lengths).map { $0 / $1 }
    self.coefficients = coefficients
    rank = solved.rank
    fitted = values.indices.map { point in
      columns.indices.reduce(0) { $0 + coefficients[$1] * columns[$1][point] }
    }
  }
}
