internal import Determinism
internal import Foundation
internal import Suites

/// A place to start a search from: the outer constants, and the parameters that are searched for.
struct SearchStart: Hashable, Sendable {
  /// p1 or pf1.
  var outer: Double
  /// pf2.
  var dataOuter = 1.0
  var point: [Double]
}

/// Where a search starts.
enum SearchFrom: Sendable {
  /// Every start of the settings.
  case everywhere
  /// These places, each searched to the end.
  case near([SearchStart])
  /// These places; a cheap descent from the best few of them.
  case quickly([SearchStart])
}

/// The range of a number that was searched for, over all ends of a search that fit as well.
public struct SearchSpan: Codable, Hashable, Sendable {
  /// Of which number.
  public var name: String
  /// The smallest.
  public var low: Double
  /// The largest.
  public var high: Double
}

/// What a search for a law's numbers found.
struct FoundLaw: Sendable {
  var solved: SolvedLaw
  var report: SearchReport
  /// The best places of every outer constant: where a search on part of the data starts.
  var places: [SearchStart]
  /// Parameters that ended on a bound, by name.
  var onBound: [String]
  /// Linear columns that carry information of their own, and how many there are.
  var rank: Int
  var columns: Int
  /// Ranges over the ends whose R² lies within 0.0001 of the best.
  var spans: [SearchSpan] = []
}

extension Law {
  /// The least-squares numbers of this law on a grid.
  ///
  /// - Throws: ``FitError`` with too few cells, or values outside the law's domain.
  func search(
    _ grid: ScalingGrid, _ settings: LawSettings, from start: SearchFrom = .everywhere
  ) throws(FitError) -> FoundLaw {
    let needed = try freeParameters(grid, settings) + 1
    guard grid.cells.count >= needed else {
      throw FitError(
        subject: grid.name,
        reason: "\(rawValue) needs at least \(needed) points, not \(grid.cells.count)")
    }
    switch self {
    case .f1, .f3: return try searchBrackets(grid, settings, start)
    case .logLinear, .quadratic: return try solveLinear(grid, settings)
    case .hoffmann: return try searchHoffmann(grid, settings, start)
    case .kaplan: return try searchKaplan(grid, start)
    }
  }

  /// Losses, from a loss or from a gain.
  func losses(_ grid: ScalingGrid) throws(FitError) -> [Double] {
    let losses = grid.values.map { grid.measure == .gain ? 1 - $0 : $0 }
    guard losses.allSatisfy({ $0 > 0 }) else {
      throw FitError(
        subject: grid.name,
        reason: grid.measure == .gain
          ? "\(rawValue) needs gains below 1" : "\(rawValue) needs losses above 0")
    }
    return losses
  }

  /// The columns that stand for the data size: one for each size, one for all, or a line in the
  /// logarithm.
  func dataColumns(_ part: DataPart, _ grid: ScalingGrid) -> [[Double]] {
    let all = grid.cells.map { _ in 1.0 }
    return switch part {
    case .levels: grid.tokens.map { size in grid.cells.map { $0.tokens == size ? 1 : 0 } }
    case .constant, .own: [all]
    case .logarithm: [all, grid.cells.map { log($0.tokens) }]
    }
  }

  /// The law whose data columns got these coefficients.
  func solved(
    _ grid: ScalingGrid, _ part: DataPart, data: [Double], coefficients: [Double],
    exponents: [Double] = [], outer: Double? = nil
  ) -> SolvedLaw {
    SolvedLaw(
      law: self, measure: grid.measure,
      constants: part == .levels
        ? zip(grid.tokens, data).map { SolvedLaw.DataConstant(tokens: $0, value: $1) } : [],
      coefficients: coefficients, exponents: exponents, outer: outer,
      curve: part == .levels
        ? nil : DataCurve(part: part, intercept: data[0], slope: data.count > 1 ? data[1] : 0))
  }

  private func solveLinear(
    _ grid: ScalingGrid, _ settings: LawSettings
  ) throws(FitError) -> FoundLaw {
    let part = try dataPart(settings)
    let n = grid.cells.map { log($0.layers) }
    let d = grid.cells.map { log($0.width) }
    let data = dataColumns(part, grid)
    var columns = data + [n, d]
    if self == .quadratic { columns += [n.map { $0 * $0 }, d.map { $0 * $0 }] }
    let fit = try LeastSquares(columns: columns, values: grid.values)
    let residual = zip(grid.values, fit.fitted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return FoundLaw(
      solved: solved(
        grid, part, data: Array(fit.coefficients[..<data.count]),
        coefficients: Array(fit.coefficients[data.count...])),
      report: SearchReport(starts: 1, reached: 1, value: residual), places: [], onBound: [],
      rank: fit.rank, columns: columns.count)
  }
}
