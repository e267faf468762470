internal import Determinism
internal import Foundation
internal import Suites

/// What a search over outer constants and exponents found.
private struct Separated {
  var place: SearchStart
  var linear: [Double]
  var rank: Int
  var report: SearchReport
  var places: [SearchStart]
  var onBound: [String]
  var spans: [SearchSpan]
}

/// What is searched for, by name, and the model at given outer constants.
private struct Separable: Sendable {
  var exponents: [String]
  /// The outer constant's name; nil where there is none, or one value alone.
  var outer: String?
  var dataOuter: String?
  var model: @Sendable (SearchStart) -> SeparableModel
}

extension Law {
  /// F1 and F3: the linear part solved, the exponents searched for at each outer constant.
  func searchBrackets(
    _ grid: ScalingGrid, _ settings: LawSettings, _ start: SearchFrom
  ) throws(FitError) -> FoundLaw {
    let part = try dataPart(settings)
    let data = dataColumns(part, grid)
    var terms = [
      BracketTerm(.power, sizes: grid.cells.map(\.layers)),
      BracketTerm(.power, sizes: grid.cells.map(\.width)),
    ]
    if part == .own {
      terms.append(BracketTerm(.power, sizes: grid.cells.map(\.tokens), hasUnitWeight: true))
    }
    let base = SeparableModel(fixed: data, terms: terms, values: grid.values)
    let several = settings.outer.count > 1
    let separable = Separable(
      exponents: part == .own ? ["w3", "w4", "w5"] : ["w3", "w4"],
      outer: several ? (self == .f1 ? "p1" : "pf1") : nil,
      dataOuter: several && part == .own ? "pf2" : nil
    ) { place in
      let bracket = self.bracket(place.outer) ?? .power
      let all = [bracket, bracket, .released(p: place.dataOuter)]
      return base.with(Array(all.prefix(base.terms.count)))
    }
    var start = start
    if part == .own, case .everywhere = start { start = .near(try dataStarts(grid, settings)) }
    let found = try search(separable, grid, settings, start)
    var solved = solved(
      grid, part, data: Array(found.linear[..<data.count]),
      coefficients: Array(found.linear[data.count...]),
      exponents: Array(found.place.point.prefix(2)), outer: found.place.outer)
    if part == .own {
      solved.curve?.slope = found.place.point[2]
      solved.curve?.outer = found.place.dataOuter
    }
    return FoundLaw(
      solved: solved, report: found.report, places: found.places, onBound: found.onBound,
      rank: found.rank, columns: found.linear.count, spans: found.spans)
  }

  /// Hoffmann's form: the linear part solved, the exponents searched for.
  func searchHoffmann(
    _ grid: ScalingGrid, _ settings: LawSettings, _ start: SearchFrom
  ) throws(FitError) -> FoundLaw {
    let losses = try losses(grid)
    let several = grid.tokens.count > 1
    var terms = [BracketTerm(.power, sizes: grid.cells.map(\.parameters))]
    if several { terms.append(BracketTerm(.power, sizes: grid.cells.map(\.tokens))) }
    let base = SeparableModel(fixed: [losses.map { _ in 1 }], terms: terms, values: losses)
    let separable = Separable(exponents: several ? ["α", "β"] : ["α"]) { _ in base }
    let found = try search(separable, grid, settings, start)
    return FoundLaw(
      solved: SolvedLaw(
        law: self, measure: grid.measure, constants: [], coefficients: found.linear,
        exponents: found.place.point, outer: nil),
      report: found.report, places: found.places, onBound: found.onBound, rank: found.rank,
      columns: found.linear.count, spans: found.spans)
  }

  /// Starts for F3 with its own data term. Depth and width are searched for with one constant a data
  /// size; what is then left for the data term is to follow those constants, along one exponent and
  /// for each pf2 in turn.
  private func dataStarts(
    _ grid: ScalingGrid, _ settings: LawSettings
  ) throws(FitError) -> [SearchStart] {
    var free = settings
    free.data = .levels
    let saturated = try searchBrackets(grid, free, .everywhere)
    let counts = grid.tokens.map { size in Double(grid.cells.count { $0.tokens == size }) }
    func squares(_ outer: Double, _ exponent: Double) -> Double {
      let curve = DataCurve(part: .own, intercept: 0, slope: exponent, outer: outer)
      let rest = saturated.solved.constants.map { $0.value - curve.value($0.tokens) }
      let mean = zip(rest, counts).reduce(0) { $0 + $1.0 * $1.1 } / counts.reduce(0, +)
      return zip(rest, counts).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
    }
    // One exponent alone is cheap to scan closely, and its valleys are narrow where D is large.
    var scan = Array(settings.scan.suffix(1))
    for (low, high) in zip(settings.scan, settings.scan.dropFirst()) {
      for step in 0..<20 { scan.append(low + (high - low) * Double(step) / 20) }
    }
    scan.sort()
    let last = scan.count - 1
    return settings.outer.flatMap { outer -> [SearchStart] in
      let values = scan.map { squares(outer, $0) }
      let valleys = scan.indices.filter { index in
        values[index].isFinite && !(values[max(0, index - 1)] < values[index])
          && !(values[min(last, index + 1)] < values[index])
      }
      let bottoms = valleys.map { index -> Double in
        var (low, high) = (scan[max(0, index - 1)], scan[min(last, index + 1)])
        for _ in 0..<60 {
          let third = (high - low) / 3
          if squares(outer, low + third) < squares(outer, high - third) {
            high -= third
          } else {
            low += third
          }
        }
        return (low + high) / 2
      }
      let best = bottoms.sorted(ascending: { squares(outer, $0) }).prefix(2)
      return saturated.places.flatMap { place in
        best.map {
          SearchStart(outer: place.outer, dataOuter: outer, point: place.point + [$0])
        }
      }
    }
  }

  private func search(
    _ separable: Separable, _ grid: ScalingGrid, _ settings: LawSettings, _ start: SearchFrom
  ) throws(FitError) -> Separated {
    let ends = ends(separable, settings, start)
    guard let best = best(of: ends.map(\.minimum)),
      let winner = ends.first(where: { $0.minimum == best.minimum })
    else { throw FitError(subject: grid.name, reason: "no search for \(rawValue) came to an end") }
    var place = winner.place
    place.point = winner.minimum.point
    var projection = VariableProjection(separable.model(place))
    projection.solve(place.point)
    let bounds = zip(separable.exponents, place.point).filter {
      $0.1 < settings.lowest + 1e-6 || $0.1 > settings.highest - 1e-6
    }
    var separated = Separated(
      place: place, linear: projection.linear.coefficients, rank: projection.linear.rank,
      report: best.report, places: [], onBound: bounds.map(\.0), spans: [])
    // A refit of a resample needs no places to start others from.
    if case .quickly = start { return separated }
    separated.places = places(ends)
    separated.spans = spans(separable, ends.filter { $0.minimum.value <= best.report.value + 1e-4 })
    return separated
  }

  /// Where one search began and ended.
  private struct End {
    var place: SearchStart
    var minimum: BoundedMinimisation.Minimum
  }

  private func ends(
    _ separable: Separable, _ settings: LawSettings, _ start: SearchFrom
  ) -> [End] {
    @Sendable func search(_ place: SearchStart) -> ExponentSearch {
      ExponentSearch(
        separable.model(place), lowest: settings.lowest, highest: settings.highest)
    }
    switch start {
    case .everywhere:
      let outers = bracket(1) == nil ? [1] : settings.outer
      return mapTiles(outers.count) { index -> [End] in
        let place = SearchStart(outer: outers[index], point: [])
        return search(place).minima(scanning: settings.scan).map { End(place: place, minimum: $0) }
      }.flatMap { $0 }
    case .near(let places):
      return mapTiles(places.count) { index in
        // The descent keeps to its valley, the search may leave it for a deeper one.
        let place = places[index]
        let kept = ProjectedDescent(lowest: settings.lowest, highest: settings.highest)
          .minimum(from: place.point, of: VariableProjection(separable.model(place)))
        let found = search(place).minimum(near: place.point)
        return End(place: place, minimum: kept.value < found.value ? kept : found)
      }
    case .quickly(let places):
      var projections = places.map { VariableProjection(separable.model($0)) }
      let values = places.indices.map { projections[$0].value(places[$0].point) }
      let descent = ProjectedDescent(lowest: settings.lowest, highest: settings.highest)
      return places.indices.sorted(ascending: { values[$0] }).prefix(settings.descents)
        .map {
          End(
            place: places[$0],
            minimum: descent.minimum(from: places[$0].point, of: projections[$0]))
        }
    }
  }

  /// The two best ends that differ, for each pair of outer constants; where there are many pairs, the
  /// best of all.
  private func places(_ ends: [End]) -> [SearchStart] {
    var kept: [SearchStart: [End]] = [:]
    var order: [SearchStart] = []
    for end in ends.sorted(ascending: \.minimum.value) {
      let outers = SearchStart(
        outer: end.place.outer, dataOuter: end.place.dataOuter, point: [])
      if kept[outers] == nil { order.append(outers) }
      let own = kept[outers] ?? []
      let isNew = own.allSatisfy { other in
        zip(other.minimum.point, end.minimum.point).contains { abs($0 - $1) > 0.05 }
      }
      if own.count < 2, isNew { kept[outers, default: []].append(end) }
    }
    let all = order.flatMap { kept[$0] ?? [] }
    return all.sorted(ascending: \.minimum.value).prefix(32).map { end in
      SearchStart(
        outer: end.place.outer, dataOuter: end.place.dataOuter, point: end.minimum.point)
    }
  }

  private func spans(_ separable: Separable, _ ends: [End]) -> [SearchSpan] {
    func span(_ name: String?, _ number: (End) -> Double) -> SearchSpan? {
      let numbers = ends.map(number)
      guard let name, let low = numbers.min(), let high = numbers.max() else { return nil }
      return SearchSpan(name: name, low: low, high: high)
    }
    return separable.exponents.enumerated().compactMap { index, name in
      span(name) { $0.minimum.point[index] }
    }
      + [
        span(separable.outer) { $0.place.outer }, span(separable.dataOuter) { $0.place.dataOuter },
      ]
      .compactMap { $0 }
  }
}
