public import Determinism
internal import Suites

/// A law fitted to a grid, with everything a reader needs to trust it or not.
public struct FittedLaw: Codable, Hashable, Sendable {
  /// The law with numbers in it.
  public var solved: SolvedLaw
  /// On the cells it was fitted to.
  public var goodness: Goodness
  /// On cells it had not seen.
  public var heldOut: HeldOut
  /// Numbers that were free, the outer constant included.
  public var freeParameters: Int
  /// How many searches were made, and how many ended at the best value.
  public var search: SearchReport
  /// Each parameter of the paper's formula.
  public var parameters: [FittedParameter]
  /// 95 % intervals over resampled cells, the outer constants chosen anew in each resample.
  public var intervals: [BootstrapInterval]
  /// Ranges of what was searched for, over all ends of the search whose R² lies within 0.0001 of the
  /// best: how far the optimum is from being a point.
  public var spans: [SearchSpan]
  /// The law at each cell, in the order of the grid.
  public var predictions: [Double]
  /// In words, why digits of this fit deserve no trust; empty where nothing is known against it.
  public var warnings: [String]

  /// Fits a law to a grid.
  ///
  /// - Parameter key: from which the resamples are drawn.
  /// - Throws: ``FitError`` with too few cells, or values outside the law's domain.
  public init(
    _ law: Law, to grid: ScalingGrid, settings: LawSettings, key: RandomKey
  ) throws(FitError) {
    try settings.check()
    let found = try law.search(grid, settings)
    guard let predictions = found.solved.predictions(grid), predictions.allSatisfy(\.isFinite)
    else {
      throw FitError(subject: grid.name, reason: "\(law.rawValue) has no finite prediction")
    }
    solved = found.solved
    self.predictions = predictions
    goodness = Goodness(measured: grid.values, predicted: predictions)
    heldOut = law.heldOut(grid, settings, from: found.places)
    freeParameters = try law.freeParameters(grid, settings)
    search = found.report
    spans = found.spans
    parameters = try found.solved.parameters(on: grid, onBound: found.onBound)
    intervals = Self.intervals(found, grid, settings, key)
    warnings = Self.warnings(found, grid, settings, parameters)
  }

  private static func intervals(
    _ found: FoundLaw, _ grid: ScalingGrid, _ settings: LawSettings, _ key: RandomKey
  ) -> [BootstrapInterval] {
    let law = found.solved.law
    let several = settings.outer.count > 1
    let names = found.solved.searchedNumbers(outer: several).map(\.name)
    return bootstrapIntervals(names, resamples: settings.resamples) { draw in
      let rows = resample(grid.cells.count, key: key[draw])
      let again = try? law.search(grid.selecting(rows), settings, from: .quickly(found.places))
      // A resample that lost a level knows less than the cells, and what it gives is arbitrary.
      guard let again, again.rank == found.rank else { return nil }
      let numbers = again.solved.searchedNumbers(outer: several)
      guard numbers.map(\.name) == names else { return nil }
      return numbers.map { $0.value ?? .nan }
    }
  }

  private static func warnings(
    _ found: FoundLaw, _ grid: ScalingGrid, _ settings: LawSettings, _ parameters: [FittedParameter]
  ) -> [String] {
    var warnings: [String] = []
    let axes = ["layers", "width"]
    for (axis, levels) in zip(axes, [grid.layers, grid.widths]) where levels.count == 1 {
      warnings.append("all cells have the same \(axis), so nothing along it is identified")
    }
    if found.rank < found.columns {
      warnings.append(
        "the linear part is degenerate: \(found.rank) of \(found.columns) columns "
          + "carry information of their own")
    }
    for name in found.onBound { warnings.append("\(name) ended on the bound of its search") }
    for outer in [found.solved.outer, found.solved.curve?.outer].compactMap({ $0 })
    where settings.outer.count > 1
      && (outer == settings.outer.min() || outer == settings.outer.max())
    {
      warnings.append("the outer constant \(outer) is the last of its list; the data ask for more")
    }
    let flat = found.solved.exponents.filter { abs($0) < 1e-3 }
    if !flat.isEmpty {
      warnings.append("an exponent went to 0, where the bracket is a power of the logarithm")
    }
    let free = parameters.filter { $0.standing == .notIdentified }.map(\.name)
    if !free.isEmpty {
      warnings.append("the data do not identify \(free.joined(separator: ", "))")
    }
    let loose = parameters.filter { $0.standing == .loose }.map(\.name)
    if !loose.isEmpty {
      warnings.append("not told from 0 by two standard errors: \(loose.joined(separator: ", "))")
    }
    return warnings
  }
}

extension SolvedLaw {
  /// What a search gives, by name: the law's numbers, the constants of data sizes or the numbers of
  /// their curve, the outer constants where several were tried, and where the maximum lies. The last
  /// two are nil where the law rises or falls throughout.
  func searchedNumbers(outer isSearched: Bool) -> [(name: String, value: Double?)] {
    let own: [String] =
      switch law {
      case .f1, .f3: ["w1", "w2", "w3", "w4"]
      case .logLinear: ["a", "b"]
      case .quadratic: ["a", "b", "e", "f"]
      case .kaplan: ["ln Nc", "ln Dc", "αN", "αD"]
      case .hoffmann: exponents.count > 1 ? ["E", "A", "B", "α", "β"] : ["E", "A", "α"]
      }
    var numbers: [(name: String, value: Double?)] = zip(own, coefficients + exponents).map {
      ($0, $1)
    }
    numbers += constants.map {
      (constants.count > 1 ? "K[\(wholeSize($0.tokens))]" : "K", $0.value)
    }
    numbers += (curve?.named(law) ?? []).filter { isSearched || $0.name != "pf2" }.map {
      ($0.name, $0.value)
    }
    if isSearched, let outer { numbers.append((law == .f1 ? "p1" : "pf1", outer)) }
    switch law {
    case .f1, .f3, .quadratic:
      numbers += [("best layers", optimum.layers), ("best width", optimum.width)]
    case .logLinear, .kaplan, .hoffmann: break
    }
    return numbers
  }
}
