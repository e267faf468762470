import Foundation

/// Statistics written down a second time, from their definitions: slow, plain, and nothing of the
/// product's.
enum OwnStatistics {
  /// The probability of a value of Student's t farther from 0 than `t`: with `t = √ν·cot φ` the density
  /// is that of `sin^(ν−1) φ`, integrated here by Simpson's rule.
  static func twoSided(_ t: Double, degrees nu: Double) -> Double {
    let end = atan2(nu.squareRoot(), abs(t))
    let whole = Double.pi.squareRoot() / 2 * exp(lgamma(nu / 2) - lgamma((nu + 1) / 2))
    if nu >= 2 { return simpson(0, end) { pow(sin($0), nu - 1) } / whole }
    // Below two degrees the density has a corner at 0; `w = φ^ν` takes it away.
    let tail = simpson(0, pow(end, nu)) { w in
      let phi = pow(w, 1 / nu)
      return phi == 0 ? 1 : pow(sin(phi) / phi, nu - 1)
    }
    return tail / nu / whole
  }

  private static func simpson(_ from: Double, _ to: Double, _ f: (Double) -> Double) -> Double {
    let steps = 4000
    let width = (to - from) / Double(steps)
    var sum = 0.0
    for step in 0...steps {
      let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2 : 4
      sum += weight * f(from + Double(step) * width)
    }
    return sum * width / 3
  }

  /// The expected maximum of normal draws: `∫₀^∞ (1 − Φⁿ) dx − ∫₋∞⁰ Φⁿ dx`.
  static func expectedMaximum(_ count: Int) -> Double {
    func power(_ x: Double) -> Double { pow((1 + erf(x / 2.0.squareRoot())) / 2, Double(count)) }
    return simpson(0, 9) { 1 - power($0) } - simpson(-9, 0, power)
  }

  /// Holm's adjustment of one probability among `size`, those not given being 1.
  static func holm(_ p: Double, among all: [Double], size: Int) -> Double {
    // The largest of (size − how many lie below)·q over all q up to p.
    let steps = all.filter { $0 <= p }.map { q in
      Double(size - all.count { $0 < q }) * q
    }
    return min(1, steps.max() ?? 1)
  }

  /// Benjamini's and Hochberg's: the smallest of size·q over how many lie at or below it, over all q
  /// from p up.
  static func benjaminiHochberg(_ p: Double, among all: [Double], size: Int) -> Double {
    let steps = all.filter { $0 >= p }.map { q in
      Double(size) * q / Double(all.count { $0 <= q })
    }
    return min(1, steps.min() ?? 1)
  }

  /// The squared deviation (n − 1) of numbers over their squared mean.
  static func relativeVariance(_ values: [Double]) -> Double {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (n - 1) / (mean * mean)
  }
}
