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
  /// Whether its coefficient is 1, and not to be found.
  var hasUnitWeight: Bool

  /// The bracket along the sizes of some points.
  package init(_ bracket: Bracket, sizes: [Double], hasUnitWeight: Bool = false) {
    let distinct = sizes.distinct
    self.bracket = bracket
    self.hasUnitWeight = hasUnitWeight
    logs = distinct.map { log($0) }
    level = sizes.map { size in distinct.firstIndex(of: size) ?? 0 }
  }
}

/// `y ≈ Σ_k c_k x_k + Σ_j w_j·bracket_j(size_j; q_j)`: linear once the exponents q are known; some of
/// the w may be fixed at 1.
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

  /// The same with these brackets for its terms.
  func with(_ brackets: [Bracket]) -> SeparableModel {
    var model = self
    for (index, bracket) in brackets.enumerated() { model.terms[index].bracket = bracket }
    return model
  }
}

/// The search for a separable model's exponents: value `Σ r² / scale`.
package struct VariableProjection: Objective {
  private let model: SeparableModel
  private var columns: [Double]
  private var slopes: [Double]
  /// The values less the terms of unit weight.
  private var targets: [Double]
  /// The column of each term; nil for those of unit weight.
  private let places: [Int?]
  private(set) var linear: ThinLeastSquares

  package init(_ model: SeparableModel) {
    self.model = model
    let points = model.values.count
    var count = model.fixed.count
    places = model.terms.map { term in
      guard !term.hasUnitWeight else { return nil }
      count += 1
      return count - 1
    }
    columns = model.fixed.flatMap { $0 }
    columns += Array(repeating: 0, count: points * (count - model.fixed.count))
    slopes = Array(repeating: 0, count: points * model.terms.count)
    targets = model.values
    linear = ThinLeastSquares(points: points, columns: count)
  }

  /// Solves the linear part for these exponents.
  mutating func solve(_ exponents: [Double]) {
    exponents.withUnsafeBufferPointer { fill($0) }
    linear.solve(columns: columns, values: targets)
  }

  package mutating func value(
    at point: UnsafeBufferPointer<Double>, slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double {
    fill(point)
    linear.solve(columns: columns, values: targets)
    if let slope { for j in model.terms.indices { slope[j] = self.slope(j) } }
    return linear.squares / model.scale
  }

  /// The value at some exponents.
  mutating func value(_ exponents: [Double]) -> Double {
    exponents.withUnsafeBufferPointer { value(at: $0, slope: nil) }
  }

  private func weight(_ term: Int) -> Double { places[term].map { linear.coefficients[$0] } ?? 1 }

  /// The derivative by one exponent, where the last value was taken.
  private func slope(_ term: Int) -> Double {
    let points = model.values.count
    var sum = 0.0
    for i in 0..<points { sum += linear.residuals[i] * slopes[term * points + i] }
    return -2 * sum * weight(term) / model.scale
  }

  /// Derivatives by the exponents, and their curvature `[exponents × exponents]` by Kaufman's
  /// approximation (1975): the derivative of the residuals is that of each bracket, less what the
  /// columns can follow.
  func shape() -> (slope: [Double], curvature: [Double]) {
    let points = model.values.count
    let count = model.terms.count
    let moved = (0..<count).map { j in
      linear.remainder(of: slopes[(j * points)..<((j + 1) * points)])
    }
    var curvature = Array(repeating: 0.0, count: count * count)
    for j in 0..<count {
      for k in 0..<count {
        var sum = 0.0
        for i in 0..<points { sum += moved[j][i] * moved[k][i] }
        curvature[j * count + k] = 2 * sum * weight(j) * weight(k) / model.scale
      }
    }
    return ((0..<count).map { slope($0) }, curvature)
  }

  private mutating func fill(_ exponents: UnsafeBufferPointer<Double>) {
    let points = model.values.count
    if places.contains(nil) { targets = model.values }
    for j in model.terms.indices {
      let levels = model.terms[j].logs.map { model.terms[j].bracket.value($0, exponents[j]) }
      if let place = places[j] {
        for i in 0..<points { columns[place * points + i] = levels[model.terms[j].level[i]].value }
      } else {
        for i in 0..<points { targets[i] -= levels[model.terms[j].level[i]].value }
      }
      for i in 0..<points { slopes[j * points + i] = levels[model.terms[j].level[i]].slope }
    }
  }
}
