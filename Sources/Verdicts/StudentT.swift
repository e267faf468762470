import Determinism
internal import Foundation

/// Student's t distribution with a whole number of degrees of freedom.
///
/// The distribution function is the finite sum of Abramowitz and Stegun 26.7.3 and 26.7.4, with
/// θ = atan(t/√ν): for odd ν `A = 2/π · (θ + sin θ · (cos θ + 2/3 cos³ θ + …))`, for even ν
/// `A = sin θ · (1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + …)`, where A is the probability of [−t, t].
public struct StudentT: Hashable, Sendable {
  /// Degrees of freedom, at least 1.
  public let degrees: Int

  /// The distribution with these degrees of freedom.
  public init(degrees: Int) {
    precondition(degrees >= 1, "At least one degree of freedom is needed, not \(degrees).")
    self.degrees = degrees
  }

  /// The probability of a value up to `t`.
  public func distribution(_ t: Double) -> Double {
    let half = central(abs(t)) / 2
    return t < 0 ? 0.5 - half : 0.5 + half
  }

  /// The probability of a value farther from 0 than `t`.
  public func twoSided(_ t: Double) -> Double { max(0, 1 - central(abs(t))) }

  /// The value that is not exceeded with probability `p`.
  ///
  /// - Precondition: `p` lies strictly between 0 and 1.
  public func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "A probability strictly between 0 and 1 is needed, not \(p).")
    if p == 0.5 { return 0 }
    if p < 0.5 { return -quantile(1 - p) }
    var low = 0.0
    var high = 1.0
    while distribution(high) < p, high < 1e15 {
      low = high
      high *= 2
    }
    // Halving to the last bit: 60 steps cost microseconds, and no start value can mislead it.
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if distribution(middle) < p { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  /// The probability of [−t, t].
  private func central(_ t: Double) -> Double {
    if !t.isFinite { return t.isNaN ? .nan : 1 }
    let nu = Double(degrees)
    let ratio = t / nu.squareRoot()
    let cosine2 = 1 / (1 + ratio * ratio)
    let sine = ratio * cosine2.squareRoot()
    if degrees.isMultiple(of: 2) {
      var term = 1.0
      var sum = 1.0
      for k in stride(from: 2, to: degrees, by: 2) {
        term *= cosine2 * Double(k - 1) / Double(k)
        sum += term
      }
      return sine * sum
    }
    var sum = 0.0
    if degrees > 1 {
      var term = cosine2.squareRoot()
      sum = term
      for k in stride(from: 3, to: degrees, by: 2) {
        term *= cosine2 * Double(k - 1) / Double(k)
        sum += term
      }
    }
    return 2 / Double.pi * (atan(ratio) + sine * sum)
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

/// Holm's step-down adjustment: each p-value times the number of statements still standing, made
/// monotone, at most 1; in the order given.
public func holm(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
  var adjusted = p
  var largest = 0.0
  for (place, index) in order.enumerated() {
    largest = max(largest, min(1, Double(p.count - place) * p[index]))
    adjusted[index] = largest
  }
  return adjusted
}
