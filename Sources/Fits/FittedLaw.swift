public import Determinism

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
  /// 95 % intervals over resampled cells, at the chosen outer constant.
  public var intervals: [BootstrapInterval]
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
    freeParameters = law.freeParameters(dataSizes: grid.tokens.count)
    search = found.report
    parameters = try found.solved.parameters(on: grid, onBound: found.onBound)
    intervals = Self.intervals(found, grid, settings, key)
    warnings = Self.warnings(found, grid, settings, parameters)
  }

  private static func intervals(
    _ found: FoundLaw, _ grid: ScalingGrid, _ settings: LawSettings, _ key: RandomKey
  ) -> [BootstrapInterval] {
    let law = found.solved.law
    var near = settings
    if let outer = found.solved.outer { near.outer = [outer] }
    let fixed = near
    let start =
      law == .kaplan
      ? found.places
      : found.solved.exponents.isEmpty
        ? nil : [SearchStart(outer: found.solved.outer ?? 1, point: found.solved.exponents)]
    let names = found.solved.searchedNames
    return bootstrapIntervals(names, resamples: settings.resamples) { draw in
      let rows = resample(grid.cells.count, key: key[draw])
      let again = try? law.search(grid.selecting(rows), fixed, from: start)
      guard let numbers = again?.solved.searchedNumbers, numbers.count == names.count,
        numbers.allSatisfy(\.isFinite)
      else { return nil }
      return numbers
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
    if let outer = found.solved.outer, settings.outer.count > 1,
      outer == settings.outer.min() || outer == settings.outer.max()
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
  /// The numbers a search gives, in the order of `searchedNumbers`; the constants of data sizes last.
  var searchedNames: [String] {
    let own: [String] =
      switch law {
      case .f1, .f3: ["w1", "w2", "w3", "w4"]
      case .logLinear: ["a", "b"]
      case .quadratic: ["a", "b", "e", "f"]
      case .kaplan: ["ln Nc", "ln Dc", "αN", "αD"]
      case .hoffmann: exponents.count > 1 ? ["E", "A", "B", "α", "β"] : ["E", "A", "α"]
      }
    return own
      + constants.map { constants.count > 1 ? "K[\(Int($0.tokens.rounded()))]" : "K" }
  }

  /// The numbers of `searchedNames`.
  var searchedNumbers: [Double] { coefficients + exponents + constants.map(\.value) }
}
