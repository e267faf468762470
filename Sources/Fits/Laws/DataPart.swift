internal import Foundation
public import Suites

/// The constant of a law as a curve over data sizes.
public struct DataCurve: Codable, Hashable, Sendable {
  /// Which curve: constant, logarithm, or F3's own.
  public var part: DataPart
  /// The constant: c, or b of F3.
  public var intercept: Double
  /// g of the logarithm, w5 of F3; 0 for a constant.
  public var slope: Double
  /// pf2 of F3; nil elsewhere.
  public var outer: Double?

  /// The constant of a law as a curve over data sizes.
  public init(part: DataPart, intercept: Double, slope: Double = 0, outer: Double? = nil) {
    self.part = part
    self.intercept = intercept
    self.slope = slope
    self.outer = outer
  }

  /// The curve at a data size.
  func value(_ tokens: Double) -> Double {
    let size = log(tokens)
    switch part {
    case .levels, .constant: return intercept
    case .logarithm: return intercept + slope * size
    case .own: return intercept + Bracket.released(p: outer ?? 1).value(size, slope).value
    }
  }

  /// Its numbers under the names they have in the formula of `law`.
  func named(_ law: Law) -> [(name: String, value: Double)] {
    let constant = law == .logLinear || law == .quadratic ? "c" : "K"
    return switch part {
    case .levels, .constant: [(constant, intercept)]
    case .logarithm: [(constant, intercept), ("g", slope)]
    case .own: [("pf2", outer ?? 1), ("w5", slope), ("b", intercept)]
    }
  }

  /// The same curve with other numbers, in the order of `named`.
  func with(_ numbers: ArraySlice<Double>) -> DataCurve {
    let n = Array(numbers)
    return switch part {
    case .levels, .constant: DataCurve(part: part, intercept: n[0])
    case .logarithm: DataCurve(part: part, intercept: n[0], slope: n[1])
    case .own: DataCurve(part: part, intercept: n[2], slope: n[1], outer: n[0])
    }
  }
}

extension Law {
  /// How the data size enters this law: as the settings ask, or else one constant for each size in
  /// the laws for a metric and their own terms in the forms for a loss.
  ///
  /// - Throws: ``FitError`` for a way that this law has not.
  func dataPart(_ settings: LawSettings) throws(FitError) -> DataPart {
    let ways: [DataPart] =
      switch self {
      case .f1, .logLinear, .quadratic: [.levels, .constant, .logarithm]
      case .f3: [.levels, .constant, .logarithm, .own]
      case .kaplan, .hoffmann: [.own]
      }
    guard let asked = settings.data else { return ways[0] }
    guard ways.contains(asked) else {
      throw FitError(
        subject: "Law '\(rawValue)'",
        reason: "the data size enters it as \(ways.map(\.rawValue).joined(separator: ", ")), "
          + "not as \(asked.rawValue)")
    }
    return asked
  }

  /// Numbers to be found in a grid, each outer constant included that has several values to try.
  ///
  /// - Throws: ``FitError`` where the data size cannot enter as asked.
  func freeParameters(_ grid: ScalingGrid, _ settings: LawSettings) throws(FitError) -> Int {
    let part = try dataPart(settings)
    let sizes = grid.tokens.count
    let outer = settings.outer.count > 1 ? 1 : 0
    let data =
      switch part {
      case .levels: sizes
      case .constant: 1
      case .logarithm: 2
      case .own: 2 + outer
      }
    return switch self {
    case .f1, .f3: 4 + outer + data
    case .logLinear: 2 + data
    case .quadratic: 4 + data
    case .kaplan: 4
    case .hoffmann: sizes > 1 ? 5 : 3
    }
  }

  /// Whether a fit to `kept` says anything of `out`. Along an axis on which `out` has a level that
  /// `kept` has not, `kept` must have as many levels as it takes to know the law's curve: three for
  /// a constant, a weight and an exponent, two for a line in the logarithm.
  func reaches(_ out: ScalingGrid, from kept: ScalingGrid, _ settings: LawSettings) -> Bool {
    func known(_ levels: [Double], _ wanted: [Double], _ needed: Int) -> Bool {
      Set(wanted).isSubset(of: levels) || levels.count >= needed
    }
    guard let part = try? dataPart(settings) else { return false }
    let sizes =
      switch (self, part) {
      case (_, .levels): Int.max
      case (_, .constant): 0
      case (_, .logarithm), (.kaplan, _): 2
      case (.hoffmann, _): 3
      case (_, .own): settings.outer.count > 1 ? 3 : 2
      }
    guard known(kept.tokens, out.tokens, sizes) else { return false }
    switch self {
    case .kaplan, .hoffmann:
      return known(kept.cells.map(\.parameters).distinct, out.cells.map(\.parameters), 3)
    case .f1, .f3, .quadratic, .logLinear:
      let needed = self == .logLinear ? 2 : 3
      return known(kept.layers, out.layers, needed) && known(kept.widths, out.widths, needed)
    }
  }
}

extension [Double] {
  /// Each number once, ascending.
  var distinct: [Double] { Set(self).sorted() }
}
