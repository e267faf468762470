import Foundation

/// Every elementary step of a computation on single numbers, with its partial derivatives
/// (Wengert 1964). Slow and plain: the second way to a gradient, in Double.
final class ScalarTape {
  private var steps: [(first: Int, byFirst: Double, second: Int, bySecond: Double)] = []

  /// A number that derivatives can be taken to.
  func variable(_ value: Double) -> Scalar { record(value, -1, 0, -1, 0) }

  fileprivate func record(
    _ value: Double, _ first: Int, _ byFirst: Double, _ second: Int, _ bySecond: Double
  ) -> Scalar {
    steps.append((first, byFirst, second, bySecond))
    return Scalar(value: value, tape: self, index: steps.count - 1)
  }

  /// Derivatives of `result` with respect to each source.
  func gradient(of result: Scalar, to sources: [Scalar]) -> [Double] {
    var adjoints = [Double](repeating: 0, count: steps.count)
    guard result.tape === self else { return sources.map { _ in 0 } }
    adjoints[result.index] = 1
    for index in stride(from: result.index, through: 0, by: -1) where adjoints[index] != 0 {
      let step = steps[index]
      if step.first >= 0 { adjoints[step.first] += adjoints[index] * step.byFirst }
      if step.second >= 0 { adjoints[step.second] += adjoints[index] * step.bySecond }
    }
    return sources.map { adjoints[$0.index] }
  }
}

/// A number that may be on a tape.
struct Scalar: ExpressibleByFloatLiteral {
  let value: Double
  fileprivate let tape: ScalarTape?
  fileprivate let index: Int

  fileprivate init(value: Double, tape: ScalarTape?, index: Int) {
    self.value = value
    self.tape = tape
    self.index = index
  }

  init(_ constant: Double) { self.init(value: constant, tape: nil, index: -1) }

  init(floatLiteral constant: Double) { self.init(constant) }

  /// A function of this number, from its value and its derivative here.
  private func mapped(_ value: Double, slope: Double) -> Scalar {
    tape?.record(value, index, slope, -1, 0) ?? Scalar(value)
  }

  private static func joined(
    _ a: Scalar, _ b: Scalar, _ value: Double, _ byA: Double, _ byB: Double
  ) -> Scalar {
    (a.tape ?? b.tape)?.record(value, a.index, byA, b.index, byB) ?? Scalar(value)
  }

  static func + (a: Scalar, b: Scalar) -> Scalar { joined(a, b, a.value + b.value, 1, 1) }
  static func - (a: Scalar, b: Scalar) -> Scalar { joined(a, b, a.value - b.value, 1, -1) }
  static func * (a: Scalar, b: Scalar) -> Scalar {
    joined(a, b, a.value * b.value, b.value, a.value)
  }
  static func / (a: Scalar, b: Scalar) -> Scalar {
    joined(a, b, a.value / b.value, 1 / b.value, -a.value / (b.value * b.value))
  }
  static func += (a: inout Scalar, b: Scalar) { a = a + b }

  var exponential: Scalar { mapped(exp(value), slope: exp(value)) }
  var logarithm: Scalar { mapped(log(value), slope: 1 / value) }
  var root: Scalar { mapped(value.squareRoot(), slope: 0.5 / value.squareRoot()) }
  var relu: Scalar { mapped(max(0, value), slope: value > 0 ? 1 : 0) }
  /// `x / (1 + e⁻ˣ)`.
  var silu: Scalar { self / (1.0 + (0.0 - self).exponential) }
}
