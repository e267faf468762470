internal import Foundation

/// ψ, the derivative of ln Γ, for positive `x`: the recurrence up to 10, then Abramowitz and Stegun
/// 6.3.18.
package func digamma(_ x: Double) -> Double {
  precondition(x > 0, "ψ is needed for positive numbers, not \(x).")
  var x = x
  var shift = 0.0
  while x < 10 {
    shift -= 1 / x
    x += 1
  }
  let y = 1 / (x * x)
  let series = y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y / 132))))
  return shift + log(x) - 0.5 / x - series
}

/// ψ′ for positive `x`: the recurrence up to 10, then Abramowitz and Stegun 6.4.12.
package func trigamma(_ x: Double) -> Double {
  precondition(x > 0, "ψ′ is needed for positive numbers, not \(x).")
  var x = x
  var shift = 0.0
  while x < 10 {
    shift += 1 / (x * x)
    x += 1
  }
  let y = 1 / (x * x)
  let series = y * (1.0 / 6 - y * (1.0 / 30 - y * (1.0 / 42 - y * (1.0 / 30 - y * 5 / 66))))
  return shift + 1 / x + y / 2 + series / x
}

/// The positive `x` with ψ′(x) = `value`, by halving: ψ′ falls from ∞ to 0.
///
/// - Precondition: `value` is positive.
package func inverseTrigamma(_ value: Double) -> Double {
  precondition(value > 0, "ψ′ takes positive values, not \(value).")
  var low = 1e-8
  var high = 1e8
  for _ in 0..<200 {
    let middle = (low * high).squareRoot()
    if middle <= low || middle >= high { break }
    if trigamma(middle) > value { low = middle } else { high = middle }
  }
  return (low * high).squareRoot()
}

/// The regularised incomplete beta function `I_x(a, b)`, by the continued fraction of Abramowitz and
/// Stegun 26.5.8, evaluated from the front (Lentz's method), on the side where it converges fast.
package func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  if x.isNaN { return .nan }
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
  let logFront = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
  let tiny = 1e-300
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  d = 1 / (abs(d) < tiny ? tiny : d)
  var fraction = d
  for step in 1...500 {
    let m = Double(step)
    for odd in [false, true] {
      let numerator =
        odd
        ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + numerator * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = 1 + numerator / c
      if abs(c) < tiny { c = tiny }
      fraction *= d * c
    }
    if abs(d * c - 1) < 1e-16 { break }
  }
  return exp(logFront) * fraction / a
}

/// `ln x`, for files that need no more of Foundation.
func logarithm(_ x: Double) -> Double { log(x) }

/// `eˣ`, likewise.
func exponential(_ x: Double) -> Double { exp(x) }
