internal import Foundation
public import Suites

/// A parameter as the law's formula names it.
public struct FittedParameter: Codable, Hashable, Sendable {
  /// Its name in the formula.
  public var name: String
  /// Its value; `nil` where it is not identified, since any number would do.
  public var value: Double?
  /// From the curvature of the sum of squares at the optimum, with the residual variance.
  public var standardError: Double?
  /// How well it is pinned.
  public var standing: ParameterStanding
}

extension SolvedLaw {
  /// The parameters of the formula as its paper writes it, with values that give this fit. For the
  /// parts of F1 and F3 that one data size cannot tell apart, one choice among many.
  var paperParameters: [(name: String, value: Double)] {
    if let curve { return ownParameters + curve.named(law) }
    func sized(_ name: String, _ value: Double, _ tokens: Double) -> (String, Double) {
      (constants.count > 1 ? "\(name)[\(wholeSize(tokens))]" : name, value)
    }
    switch law {
    case .f1:
      return [
        ("w1", coefficients[0]), ("w3", exponents[0]), ("w2", coefficients[1]),
        ("w4", exponents[1]), ("p1", outer ?? 1), ("p2", -1), ("w5", 1),
      ] + constants.map { sized("D′", Self.dataSize(constant: $0.value), $0.tokens) }
    case .f3:
      let first = constants.first?.value ?? 0
      // With w5 = 1 and pf2 = −2 the first data size is put at D = 2, and b takes the rest.
      let b = first - 0.25 + log(2)
      return [
        ("w1", coefficients[0]), ("w3", exponents[0]), ("w2", coefficients[1]),
        ("w4", exponents[1]), ("pf1", outer ?? 1), ("pf2", -2), ("w5", 1), ("b", b),
      ] + constants.map { sized("D", Self.dataSize(released: $0.value - b), $0.tokens) }
    case .logLinear:
      return constants.map { sized("c", $0.value, $0.tokens) }
        + [("a", coefficients[0]), ("b", coefficients[1])]
    case .quadratic:
      return constants.map { sized("c", $0.value, $0.tokens) } + [
        ("a", coefficients[0]), ("b", coefficients[1]), ("e", coefficients[2]),
        ("f", coefficients[3]),
      ]
    case .kaplan:
      return [
        ("ln Nc", coefficients[0]), ("αN", exponents[0]), ("ln Dc", coefficients[1]),
        ("αD", exponents[1]),
      ]
    case .hoffmann:
      return [
        ("E", coefficients[0]), ("A", coefficients[1]), ("α", exponents[0]),
        ("B", coefficients.count > 2 ? coefficients[2] : 0.1),
        ("β", exponents.count > 1 ? exponents[1] : 0.3),
      ]
    }
  }

  /// The parameters of the part that holds depth and width.
  private var ownParameters: [(name: String, value: Double)] {
    switch law {
    case .f1, .f3:
      [
        ("w1", coefficients[0]), ("w3", exponents[0]), ("w2", coefficients[1]),
        ("w4", exponents[1]), (law == .f1 ? "p1" : "pf1", outer ?? 1),
      ]
    case .logLinear, .quadratic: Array(zip(["a", "b", "e", "f"], coefficients))
    case .kaplan, .hoffmann: []
    }
  }

  /// The part that holds depth and width, from parameters in the order of `ownParameters`.
  private func ownPrediction(_ p: [Double], _ n: Double, _ d: Double) -> Double {
    switch law {
    case .f1, .f3:
      let bracket = law.bracket(p[4]) ?? .power
      return p[0] * bracket.value(n, p[1]).value + p[2] * bracket.value(d, p[3]).value
    case .logLinear: return p[0] * n + p[1] * d
    case .quadratic: return p[0] * n + p[1] * d + p[2] * n * n + p[3] * d * d
    case .kaplan, .hoffmann: return 0
    }
  }

  /// The D′ with `ln D′ − 1/D′ = constant`.
  private static func dataSize(constant: Double) -> Double {
    solution { (log($0) - 1 / $0 - constant, 1 / $0 + 1 / ($0 * $0)) }
  }

  /// The D with `1/(2D) − ln D = constant`.
  private static func dataSize(released constant: Double) -> Double {
    solution { (1 / (2 * $0) - log($0) - constant, -1 / (2 * $0 * $0) - 1 / $0) }
  }

  /// The positive x where a monotone function is 0, by Newton's steps, at most halving or doubling.
  private static func solution(_ function: (Double) -> (value: Double, slope: Double)) -> Double {
    var x = 1.0
    for _ in 0..<200 {
      let (value, slope) = function(x)
      x = min(2 * x, max(x / 2, x - value / slope))
    }
    return x
  }

  /// The law at one cell, from the paper's parameters in the order of `paperParameters`.
  func paperPrediction(_ p: [Double], _ cell: ScalingCell) -> Double {
    let n = log(cell.layers)
    let d = log(cell.width)
    if let curve {
      return ownPrediction(p, n, d) + curve.with(p[ownParameters.count...]).value(cell.tokens)
    }
    let size = log(cell.parameters)
    let place = constants.firstIndex { $0.tokens == cell.tokens } ?? 0
    switch law {
    case .f1:
      let data = p[7 + place]
      return p[0] * (n + p[4] * exp(-p[1] * n)) + p[2] * (d + p[4] * exp(-p[3] * d))
        + log(data) + p[5] * exp(-p[6] * log(data))
    case .f3:
      let data = p[8 + place]
      return p[0] * (-exp(-p[1] * n) / p[4] - p[1] * n)
        + p[2] * (-exp(-p[3] * d) / p[4] - p[3] * d)
        - exp(-p[6] * log(data)) / p[5] - p[6] * log(data) + p[7]
    case .logLinear:
      let c = constants.count
      return p[place] + p[c] * n + p[c + 1] * d
    case .quadratic:
      let c = constants.count
      return p[place] + p[c] * n + p[c + 1] * d + p[c + 2] * n * n + p[c + 3] * d * d
    case .kaplan:
      let sum = exp(p[1] / p[3] * (p[0] - size)) + exp(p[2] - log(cell.tokens))
      return exp(p[3] * log(sum))
    case .hoffmann:
      return p[0] + p[1] * exp(-p[2] * size) + p[3] * exp(-p[4] * log(cell.tokens))
    }
  }

  /// Each parameter of the paper's formula, and whether this grid pins it.
  ///
  /// The derivatives of all predictions by all parameters, one column a parameter brought to unit
  /// length, are split into singular values. Directions with a value below 10⁻⁶ of the largest
  /// change nothing that was measured; a parameter that takes part in one is not identified. The
  /// others get a standard error from the directions that remain.
  func parameters(on grid: ScalingGrid, onBound: [String]) throws(FitError) -> [FittedParameter] {
    let named = paperParameters
    let values = named.map(\.value)
    let cells = grid.cells
    var columns: [[Double]] = []
    for index in values.indices {
      let step = 1e-5 * max(abs(values[index]), 1e-8)
      var above = values
      var below = values
      above[index] += step
      below[index] -= step
      columns.append(
        cells.map { (paperPrediction(above, $0) - paperPrediction(below, $0)) / (2 * step) })
    }
    let largest = columns.joined().reduce(0) { max($0, abs($1)) }
    let lengths = columns.map { column in
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 1e-9 * largest ? length : 0
    }
    let unit = zip(columns, lengths).flatMap { column, length in
      column.map { length > 0 && $0.isFinite ? $0 / length : 0 }
    }
    let split = try LAPACK.singularValues(unit, rows: cells.count, columns: values.count)
    let top = split.values.first ?? 0
    let real = split.values.indices.filter { split.values[$0] > 1e-6 * top }
    let predicted = cells.map { paperPrediction(values, $0) }
    let measured = grid.values.map { asPaper($0) }
    let squares = zip(measured, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let spare = cells.count - real.count
    return named.indices.map { index in
      let taken = real.reduce(0) { $0 + split.vectors[$1][index] * split.vectors[$1][index] }
      guard lengths[index] > 0, taken > 1 - 1e-6 else {
        return FittedParameter(
          name: named[index].name, value: nil, standardError: nil, standing: .notIdentified)
      }
      let spread = real.reduce(0) { sum, k in
        let share = split.vectors[k][index] / split.values[k]
        return sum + share * share
      }
      let variance = spread * squares / Double(spare)
      let error = spare > 0 ? finite(variance.squareRoot() / lengths[index]) : nil
      guard let value = finite(named[index].value) else {
        return FittedParameter(
          name: named[index].name, value: nil, standardError: nil, standing: .notIdentified)
      }
      let standing: ParameterStanding =
        onBound.contains(named[index].name)
        ? .onBound : (error ?? .infinity) < abs(value) / 2 ? .pinned : .loose
      return FittedParameter(
        name: named[index].name, value: value, standardError: error, standing: standing)
    }
  }

  /// A measurement on the scale of the paper's formula: the forms for a loss see `1 − gain`.
  private func asPaper(_ value: Double) -> Double {
    switch law {
    case .f1, .f3, .logLinear, .quadratic: value
    case .kaplan, .hoffmann: measure == .gain ? 1 - value : value
    }
  }
}

/// The number, where it is one.
func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

/// A data size as names of parameters have it: rounded to a whole number where there is one.
func wholeSize(_ tokens: Double) -> String {
  Int(exactly: tokens.rounded()).map(String.init) ?? "\(tokens)"
}
