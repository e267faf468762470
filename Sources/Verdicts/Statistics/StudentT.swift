internal import Foundation

/// Student's t distribution, with any positive number of degrees of freedom: moderated spreads have
/// fractions of them.
///
/// The probability of [−t, t] is `I_x(1/2, ν/2)` at `x = t²/(ν + t²)` (Abramowitz and Stegun 26.7.1).
public struct StudentT: Hashable, Sendable {
  /// Degrees of freedom, positive.
  public let degrees: Double

  /// The distribution with these degrees of freedom.
  public init(degrees: Double) {
    precondition(degrees > 0, "Degrees of freedom must be positive, not \(degrees).")
    self.degrees = degrees
  }

  /// The probability of a value farther from 0 than `t`.
  public func twoSided(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if t.isInfinite { return 0 }
    return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  }

  /// The value that is not exceeded with probability `p`.
  ///
  /// - Precondition: `p` lies strictly between 0 and 1.
  public func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "A probability strictly between 0 and 1 is needed, not \(p).")
    return p < 0.5 ? -critical(2 * p) : critical(2 * (1 - p))
  }

  /// The value whose two-sided probability is `p`.
  ///
  /// - Precondition: `p` lies above 0 and is at most 1.
  public func critical(_ p: Double) -> Double {
    precondition(p > 0 && p <= 1, "A probability above 0 and up to 1 is needed, not \(p).")
    if p == 1 { return 0 }
    var low = 0.0
    var high = 1.0
    while twoSided(high) > p, high < 1e15 {
      low = high
      high *= 2
    }
    // Halving to the last bit: no start value can mislead it.
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if twoSided(middle) > p { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}

/// The standard normal distribution function, by the complementary error function.
public func normalDistribution(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

/// The expected maximum of `count` draws from the standard normal distribution:
/// `∫₀¹ Φ⁻¹(p) · n · pⁿ⁻¹ dp`, here over x by Simpson's rule on [−9, 9].
///
/// 0.8463 for 3, 1.1630 for 5, 1.5388 for 10, 1.8675 for 20.
public func expectedMaximum(of count: Int) -> Double {
  precondition(count >= 1, "At least one draw is needed, not \(count).")
  if count == 1 { return 0 }
  let n = Double(count)
  let steps = 3600
  let width = 18.0 / Double(steps)
  var sum = 0.0
  for step in 0...steps {
    let x = -9 + Double(step) * width
    let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    let value = x * n * density * pow(normalDistribution(x), n - 1)
    sum += value * (step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4)
  }
  return sum * width / 3
}
