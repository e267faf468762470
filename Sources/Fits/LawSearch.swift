internal import Determinism
internal import Foundation

/// A place to start a search from: an outer constant, and the parameters that are searched for.
struct SearchStart: Hashable, Sendable {
  var outer: Double
  var point: [Double]
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
}

extension Law {
  /// Numbers to be found in a grid with this many data sizes, the outer constant included.
  func freeParameters(dataSizes: Int) -> Int {
    switch self {
    case .f1, .f3: dataSizes + 5
    case .logLinear: dataSizes + 2
    case .quadratic: dataSizes + 4
    case .kaplan: 4
    case .hoffmann: dataSizes > 1 ? 5 : 3
    }
  }

  /// The least-squares numbers of this law on a grid.
  ///
  /// - Parameter places: where to start; `nil` for every start of the settings.
  /// - Throws: ``FitError`` with too few cells, or values outside the law's domain.
  func search(
    _ grid: ScalingGrid, _ settings: LawSettings, from places: [SearchStart]? = nil
  ) throws(FitError) -> FoundLaw {
    let needed = freeParameters(dataSizes: grid.tokens.count) + 1
    guard grid.cells.count >= needed else {
      throw FitError(
        subject: grid.name,
        reason: "\(rawValue) needs at least \(needed) points, not \(grid.cells.count)")
    }
    switch self {
    case .f1, .f3: return try searchBrackets(grid, settings, places)
    case .logLinear, .quadratic: return try solveLinear(grid)
    case .hoffmann: return try searchHoffmann(grid, settings, places)
    case .kaplan: return try searchKaplan(grid, places)
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

  /// One column for each data size: 1 where a cell has it.
  private func constants(_ grid: ScalingGrid) -> [[Double]] {
    grid.tokens.map { size in grid.cells.map { $0.tokens == size ? 1 : 0 } }
  }

  private func named(_ grid: ScalingGrid, _ values: ArraySlice<Double>) -> [SolvedLaw.DataConstant]
  {
    zip(grid.tokens, values).map { SolvedLaw.DataConstant(tokens: $0, value: $1) }
  }

  private func solveLinear(_ grid: ScalingGrid) throws(FitError) -> FoundLaw {
    let n = grid.cells.map { log($0.layers) }
    let d = grid.cells.map { log($0.width) }
    var columns = constants(grid) + [n, d]
    if self == .quadratic { columns += [n.map { $0 * $0 }, d.map { $0 * $0 }] }
    let fit = try LeastSquares(columns: columns, values: grid.values)
    let sizes = grid.tokens.count
    let residual = zip(grid.values, fit.fitted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return FoundLaw(
      solved: SolvedLaw(
        law: self, measure: grid.measure, constants: named(grid, fit.coefficients[..<sizes]),
        coefficients: Array(fit.coefficients[sizes...]), exponents: [], outer: nil),
      report: SearchReport(starts: 1, reached: 1, value: residual), places: [], onBound: [],
      rank: fit.rank, columns: columns.count)
  }

  private func searchBrackets(
    _ grid: ScalingGrid, _ settings: LawSettings, _ places: [SearchStart]?
  ) throws(FitError) -> FoundLaw {
    let fixed = constants(grid)
    let found = try searchSeparable(
      grid, settings, places, names: ["w3", "w4"]
    ) { outer in
      let bracket = self.bracket(outer) ?? .power
      return SeparableModel(
        fixed: fixed,
        terms: [
          BracketTerm(bracket, sizes: grid.cells.map(\.layers)),
          BracketTerm(bracket, sizes: grid.cells.map(\.width)),
        ], values: grid.values)
    }
    let sizes = grid.tokens.count
    return FoundLaw(
      solved: SolvedLaw(
        law: self, measure: grid.measure, constants: named(grid, found.linear[..<sizes]),
        coefficients: Array(found.linear[sizes...]), exponents: found.place.point,
        outer: found.place.outer),
      report: found.report, places: found.places, onBound: found.onBound, rank: found.rank,
      columns: found.linear.count)
  }

  private func searchHoffmann(
    _ grid: ScalingGrid, _ settings: LawSettings, _ places: [SearchStart]?
  ) throws(FitError) -> FoundLaw {
    let losses = try losses(grid)
    let several = grid.tokens.count > 1
    let found = try searchSeparable(
      grid, settings, places, names: ["α", "β"]
    ) { _ in
      var terms = [BracketTerm(.power, sizes: grid.cells.map(\.parameters))]
      if several { terms.append(BracketTerm(.power, sizes: grid.cells.map(\.tokens))) }
      return SeparableModel(
        fixed: [Array(repeating: 1, count: losses.count)], terms: terms, values: losses)
    }
    return FoundLaw(
      solved: SolvedLaw(
        law: self, measure: grid.measure, constants: [], coefficients: found.linear,
        exponents: found.place.point, outer: nil),
      report: found.report, places: found.places, onBound: found.onBound, rank: found.rank,
      columns: found.linear.count)
  }

  /// What a search over outer constants and exponents found.
  private struct Separated {
    var place: SearchStart
    var linear: [Double]
    var rank: Int
    var report: SearchReport
    var places: [SearchStart]
    var onBound: [String]
  }

  private func searchSeparable(
    _ grid: ScalingGrid, _ settings: LawSettings, _ places: [SearchStart]?, names: [String],
    model: @Sendable (Double) -> SeparableModel
  ) throws(FitError) -> Separated {
    let outers = bracket(1) == nil ? [1] : settings.outer
    let found = mapTiles(outers.count) { index -> [BoundedMinimisation.Minimum] in
      let search = ExponentSearch(
        model(outers[index]), lowest: settings.lowest, highest: settings.highest)
      if let places {
        return places.filter { $0.outer == outers[index] }.map { search.minimum(near: $0.point) }
      }
      return search.minima(scanning: settings.scan)
    }
    let minima = zip(outers, found).flatMap { outer, minima in
      minima.map { (outer: outer, minimum: $0) }
    }
    guard let best = best(of: minima.map(\.minimum)),
      let winner = minima.first(where: { $0.minimum == best.minimum })
    else { throw FitError(subject: grid.name, reason: "no search for \(rawValue) came to an end") }
    var projection = VariableProjection(model(winner.outer))
    projection.solve(winner.minimum.point)
    let ends = zip(names, winner.minimum.point).filter {
      $0.1 < settings.lowest + 1e-6 || $0.1 > settings.highest - 1e-6
    }
    return Separated(
      place: SearchStart(outer: winner.outer, point: winner.minimum.point),
      linear: projection.linear.coefficients, rank: projection.linear.rank, report: best.report,
      places: outers.flatMap { outer in
        distinct(minima.filter { $0.outer == outer }.map(\.minimum)).map {
          SearchStart(outer: outer, point: $0)
        }
      }, onBound: ends.map(\.0))
  }

  /// The two best points that differ.
  private func distinct(_ minima: [BoundedMinimisation.Minimum]) -> [[Double]] {
    var kept: [[Double]] = []
    for minimum in minima.sorted(by: { $0.value < $1.value }) where kept.count < 2 {
      let isNew = kept.allSatisfy { other in
        zip(other, minimum.point).contains { abs($0 - $1) > 0.05 }
      }
      if isNew { kept.append(minimum.point) }
    }
    return kept
  }
}
