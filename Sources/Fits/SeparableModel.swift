internal import Foundation

/// A curve of one exponent over the logarithm of a size.
package enum Bracket: Hashable, Sendable {
  /// `−1/(p·x^q) − q·ln x`, the bracket of F3.
  case released(p: Double)
  /// `ln x + p/x^q`, the bracket of F1.
  case logarithm(p: Double)
  /// `1/x^q`.
  case power

  /// The value at `ln x`, and its derivative by the exponent.
  @inline(__always)
  func value(_ log: Double, _ exponent: Double) -> (value: Double, slope: Double) {
    let decay = exp(-exponent * log)
    switch self {
    case .released(let p): return (-decay / p - exponent * log, log * decay / p - log)
    case .logarithm(let p): return (log + p * decay, -p * log * decay)
    case .power: return (decay, -log * decay)
    }
  }
}

/// A bracket along one axis: the sizes that occur, and which of them each point has.
package struct BracketTerm: Sendable {
  var bracket: Bracket
  /// Natural logarithms of the distinct sizes.
  var logs: [Double]
  /// `[points]`, indices into `logs`.
  var level: [Int]

  /// The bracket along the sizes of some points.
  package init(_ bracket: Bracket, sizes: [Double]) {
    let distinct = Array(Set(sizes)).sorted()
    self.bracket = bracket
    logs = distinct.map { log($0) }
    level = sizes.map { size in distinct.firstIndex(of: size) ?? 0 }
  }
}

/// `y ≈ Σ_k c_k x_k + Σ_j w_j·bracket_j(size_j; q_j)`: linear once the exponents q are known.
///
/// Variable projection (Golub and Pereyra 1973): for given exponents the linear coefficients are
/// solved, so that a search sees the exponents alone. The derivative of the remaining sum of
/// squares needs no derivative of the coefficients, because they are at their optimum:
/// `∂S/∂q_j = −2 Σ_i r_i·w_j·∂bracket_j/∂q_j`.
package struct SeparableModel: Sendable {
  /// `[columns][points]`, without parameters inside.
  var fixed: [[Double]]
  /// Brackets, one exponent each.
  var terms: [BracketTerm]
  /// `[points]`.
  var values: [Double]
  /// What the sum of squares is divided by: the total about the mean, or 1 where that is 0.
  var scale: Double

  package init(fixed: [[Double]], terms: [BracketTerm], values: [Double]) {
    self.fixed = fixed
    self.terms = terms
    self.values = values
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    scale = total > 0 ? total : 1
  }
}

/// The search for a separable model's exponents: value `Σ r² / scale`.
package struct VariableProjection: Objective {
  private let model: SeparableModel
  private var columns: [Double]
  private var slopes: [Double]
  private(set) var linear: ThinLeastSquares

  package init(_ model: SeparableModel) {
    self.model = model
    let points = model.values.count
    let count = model.fixed.count + model.terms.count
    columns = model.fixed.flatMap { $0 }
    columns += Array(repeating: 0, count: points * model.terms.count)
    slopes = Array(repeating: 0, count: points * model.terms.count)
    linear = ThinLeastSquares(points: points, columns: count)
  }

  /// Solves the linear part for these exponents.
  mutating func solve(_ exponents: [Double]) {
    exponents.withUnsafeBufferPointer { fill($0) }
    linear.solve(columns: columns, values: model.values)
  }

  package mutating func value(
    at point: UnsafeBufferPointer<Double>, slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double {
    fill(point)
    linear.solve(columns: columns, values: model.values)
    let points = model.values.count
    if let slope {
      for j in model.terms.indices {
        var sum = 0.0
        for i in 0..<points { sum += linear.residuals[i] * slopes[j * points + i] }
        slope[j] = -2 * sum * linear.coefficients[model.fixed.count + j] / model.scale
      }
    }
    return linear.squares / model.scale
  }

  private mutating func fill(_ exponents: UnsafeBufferPointer<Double>) {
    let points = model.values.count
    for (j, term) in model.terms.enumerated() {
      let column = (model.fixed.count + j) * points
      for (level, log) in term.logs.enumerated() {
        let (value, slope) = term.bracket.value(log, exponents[j])
        for i in 0..<points where term.level[i] == level {
          columns[column + i] = value
          slopes[j * points + i] = slope
        }
      }
    }
  }
}
