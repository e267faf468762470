/// A descent that is cheap enough for the thousands of refits of a bootstrap: steps of Levenberg and
/// Marquardt on the exponents, with the curvature that variable projection gives. It stays in the
/// valley it starts in; `ExponentSearch` is the search that finds valleys.
struct ProjectedDescent {
  /// Smallest and largest exponent.
  var lowest: Double
  var highest: Double

  /// The minimum below a point, to about one part in a million of the sum of squares.
  func minimum(
    from start: [Double], of projection: VariableProjection
  ) -> BoundedMinimisation.Minimum {
    var projection = projection
    var here = start.map { min(max($0, lowest), highest) }
    var value = projection.value(here)
    var evaluations = 1
    var damping = 1e-3
    descent: for _ in 0..<30 {
      let (slope, curvature) = projection.shape()
      while damping < 1e6 {
        guard let step = damped(curvature, slope, damping) else { break descent }
        let there = zip(here, step).map { min(max($0 - $1, lowest), highest) }
        let found = projection.value(there)
        evaluations += 1
        guard found < value else {
          damping *= 8
          continue
        }
        let gain = value - found
        (here, value) = (there, found)
        damping = max(damping / 10, 1e-9)
        if gain <= 1e-6 * value { break descent }
        continue descent
      }
      break
    }
    return BoundedMinimisation.Minimum(point: here, value: value, evaluations: evaluations)
  }

  /// The x with `(C + damping·diag C)·x = slope`, by Cholesky's factors; nil where C has a direction
  /// without curvature.
  private func damped(_ curvature: [Double], _ slope: [Double], _ damping: Double) -> [Double]? {
    let count = slope.count
    var factor = curvature
    var x = slope
    for j in 0..<count {
      factor[j * count + j] *= 1 + damping
      for k in 0..<j {
        factor[j * count + j] -= factor[j * count + k] * factor[j * count + k]
      }
      guard factor[j * count + j] > 0 else { return nil }
      factor[j * count + j] = factor[j * count + j].squareRoot()
      for i in (j + 1)..<max(count, j + 1) {
        for k in 0..<j { factor[i * count + j] -= factor[i * count + k] * factor[j * count + k] }
        factor[i * count + j] /= factor[j * count + j]
      }
    }
    for j in 0..<count {
      for k in 0..<j { x[j] -= factor[j * count + k] * x[k] }
      x[j] /= factor[j * count + j]
    }
    for j in stride(from: count - 1, through: 0, by: -1) {
      for k in (j + 1)..<max(count, j + 1) { x[j] -= factor[k * count + j] * x[k] }
      x[j] /= factor[j * count + j]
    }
    return x.allSatisfy(\.isFinite) ? x : nil
  }
}
