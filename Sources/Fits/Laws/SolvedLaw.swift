internal import Foundation
internal import Suites

/// A law with numbers in it.
public struct SolvedLaw: Codable, Hashable, Sendable {
  /// The constant of one data size.
  public struct DataConstant: Codable, Hashable, Sendable {
    /// The data size.
    public var tokens: Double
    /// Everything in the law that depends on the data size alone.
    public var value: Double

    /// The constant of one data size.
    public init(tokens: Double, value: Double) {
      self.tokens = tokens
      self.value = value
    }
  }

  /// The form.
  public var law: Law
  /// What the grid measures: a gain is `1 − L` in the forms for a loss.
  public var measure: ScalingGrid.Measure
  /// One for each data size, ascending; empty in the forms for a loss, and where there is a curve.
  public var constants: [DataConstant]
  /// In the order of the formula: `[w1, w2]`, `[a, b]`, `[a, b, e, f]`, `[E, A, B]`,
  /// `[ln Nc, ln Dc]`. B is missing where the grid has one data size.
  public var coefficients: [Double]
  /// `[w3, w4]`, none, none, `[α, β]`, `[αN, αD]`. β is missing where the grid has one data size.
  public var exponents: [Double]
  /// p1 of F1, pf1 of F3; nil elsewhere.
  public var outer: Double?
  /// The constant as a curve over data sizes, where it is one.
  public var curve: DataCurve?

  /// A law with numbers in it.
  public init(
    law: Law, measure: ScalingGrid.Measure, constants: [DataConstant], coefficients: [Double],
    exponents: [Double], outer: Double?, curve: DataCurve? = nil
  ) {
    self.law = law
    self.measure = measure
    self.constants = constants
    self.coefficients = coefficients
    self.exponents = exponents
    self.outer = outer
    self.curve = curve
  }

  /// The value at some sizes; `nil` at a data size whose constant is not known.
  public func prediction(layers: Double, width: Double, tokens: Double) -> Double? {
    let n = log(layers)
    let d = log(width)
    switch law {
    case .f1, .f3:
      guard let bracket = outer.flatMap(law.bracket), let constant = constant(tokens) else {
        return nil
      }
      return constant + coefficients[0] * bracket.value(n, exponents[0]).value
        + coefficients[1] * bracket.value(d, exponents[1]).value
    case .logLinear:
      return constant(tokens).map { $0 + coefficients[0] * n + coefficients[1] * d }
    case .quadratic:
      return constant(tokens).map {
        $0 + coefficients[0] * n + coefficients[1] * d + coefficients[2] * n * n
          + coefficients[3] * d * d
      }
    case .kaplan:
      let size = log(12) + n + 2 * d
      let ratio = exponents[0] / exponents[1]
      let sum = exp(ratio * (coefficients[0] - size)) + exp(coefficients[1] - log(tokens))
      return asMeasured(exp(exponents[1] * log(sum)))
    case .hoffmann:
      let size = log(12) + n + 2 * d
      var loss = coefficients[0] + coefficients[1] * exp(-exponents[0] * size)
      if exponents.count > 1 { loss += coefficients[2] * exp(-exponents[1] * log(tokens)) }
      return asMeasured(loss)
    }
  }

  /// The values at the cells of a grid; `nil` where one of them cannot be predicted.
  public func predictions(_ grid: ScalingGrid) -> [Double]? {
    let values = grid.cells.compactMap {
      prediction(layers: $0.layers, width: $0.width, tokens: $0.tokens)
    }
    return values.count == grid.cells.count ? values : nil
  }

  /// Where the law has its maximum along depth and along width; `nil` along an axis where it rises
  /// or falls throughout. The laws here add depth and width, so neither depends on the other.
  ///
  /// F3: `pf1^(−1/w)` for a positive weight. F1: `(p1·w)^(1/w)` for a negative weight. Quadratic:
  /// `exp(−a/(2e))` for a negative e.
  public var optimum: (layers: Double?, width: Double?) {
    switch law {
    case .f1, .f3: (peak(0), peak(1))
    case .quadratic: (peak(0), peak(1))
    case .logLinear, .kaplan, .hoffmann: (nil, nil)
    }
  }

  private func peak(_ axis: Int) -> Double? {
    let found: Double
    switch law {
    case .f3:
      guard let outer, coefficients[axis] > 0, exponents[axis] != 0 else { return nil }
      found = exp(-log(outer) / exponents[axis])
    case .f1:
      guard let outer, coefficients[axis] < 0, outer * exponents[axis] > 0 else { return nil }
      found = exp(log(outer * exponents[axis]) / exponents[axis])
    case .quadratic:
      guard coefficients[2 + axis] < 0 else { return nil }
      found = exp(-coefficients[axis] / (2 * coefficients[2 + axis]))
    case .logLinear, .kaplan, .hoffmann: return nil
    }
    return found.isFinite && found > 0 ? found : nil
  }

  private func constant(_ tokens: Double) -> Double? {
    curve?.value(tokens) ?? constants.first { $0.tokens == tokens }?.value
  }

  private func asMeasured(_ loss: Double) -> Double {
    switch measure {
    case .gain: 1 - loss
    case .loss: loss
    }
  }
}
