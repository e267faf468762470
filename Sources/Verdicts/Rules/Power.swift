internal import Foundation

/// What a test with estimated spread would do, if effect and spread were as seen. The ratio of the
/// estimated to the true deviation, `S = √(χ²_ν/ν)`, is averaged over on a grid of 600 points.
struct Power {
  /// Degrees of freedom of the spread.
  let degrees: Double

  /// The probability that a two-sided test tells an effect from zero: the tails of the non-central t.
  ///
  /// - Parameters:
  ///   - effect: in standard errors.
  ///   - level: of the test.
  func tells(_ effect: Double, level: Double) -> Double {
    let t = StudentT(degrees: degrees).critical(level)
    return mean { s in
      1 - normalDistribution(t * s - effect) + normalDistribution(-t * s - effect)
    }
  }

  /// The probability that two one-sided tests find a difference inside ±limit.
  ///
  /// - Parameters:
  ///   - difference: in standard errors.
  ///   - limit: in standard errors.
  ///   - level: of each side.
  func equates(_ difference: Double, limit: Double, level: Double) -> Double {
    let t = StudentT(degrees: degrees).critical(2 * level)
    return mean { s in
      let half = limit - t * s
      return half <= 0
        ? 0 : normalDistribution(half - difference) - normalDistribution(-half - difference)
    }
  }

  /// The mean of a function of S.
  private func mean(_ function: (Double) -> Double) -> Double {
    let nu = degrees
    let front = log(2) + nu / 2 * log(nu / 2) - lgamma(nu / 2)
    let end = 1 + 9 / nu.squareRoot()
    let steps = 600
    let width = end / Double(steps)
    var sum = 0.0
    var mass = 0.0
    // Below one degree of freedom the density has a pole at zero: points lie inside the steps.
    for step in 0..<steps {
      let s = (Double(step) + 0.5) * width
      let weight = exp(front + (nu - 1) * log(s) - nu * s * s / 2)
      sum += weight * function(s)
      mass += weight
    }
    return mass > 0 ? sum / mass : 0
  }

  /// The least count at which `power` reaches four in five, if any up to `most` does.
  static func least(from first: Int, most: Int = 200, _ power: (Int) -> Double) -> SeedsNeeded {
    guard first <= most, power(most) >= 0.8 else { return .never }
    var low = first
    var high = most
    while low < high {
      let middle = (low + high) / 2
      if power(middle) >= 0.8 { high = middle } else { low = middle + 1 }
    }
    return .decides(low)
  }
}
