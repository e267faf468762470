import Foundation

/// A matrix of scalars by rows.
typealias Matrix = [[Scalar]]

func exponential(_ x: Double) -> Double { exp(x) }

func sum(_ terms: some Sequence<Scalar>) -> Scalar { terms.reduce(0.0) { $0 + $1 } }

func dot(_ a: some Sequence<Scalar>, _ b: some Sequence<Scalar>) -> Scalar {
  zip(a, b).reduce(0.0) { $0 + $1.0 * $1.1 }
}

/// `weight · x + bias`, weight `[out][in]`.
func linear(_ x: [Scalar], _ weight: Matrix, _ bias: [Scalar]? = nil) -> [Scalar] {
  weight.enumerated().map { out, row in dot(row, x) + (bias?[out] ?? 0.0) }
}

/// `(x − mean) / √(variance + ε)`, no scale or shift.
func layerNorm(_ x: [Scalar], _ epsilon: Double) -> [Scalar] {
  let count = Scalar(Double(x.count))
  let mean = sum(x) / count
  let variance = sum(x.map { ($0 - mean) * ($0 - mean) }) / count
  return x.map { ($0 - mean) / (variance + Scalar(epsilon)).root }
}

/// `x / √(mean(x²) + 1e-6)`, no weight.
func rmsNorm(_ x: [Scalar]) -> [Scalar] {
  let square = dot(x, x) / Scalar(Double(x.count))
  return x.map { $0 / (square + Scalar(1e-6)).root }
}

/// `x / √(mean(x²) + ε) ⊙ weight`.
func scaledRMSNorm(_ x: [Scalar], _ weight: [Scalar], _ epsilon: Double) -> [Scalar] {
  let square = dot(x, x) / Scalar(Double(x.count))
  return zip(x, weight).map { $0 / (square + Scalar(epsilon)).root * $1 }
}

/// Each head's features `d` and `d + half` turned by `position · base^(−2d / (2 · half))`; the last
/// feature of an odd head stays.
func rotated(_ x: [Scalar], heads: Int, position: Int, base: Double) -> [Scalar] {
  let width = x.count / heads
  let half = width / 2
  var result = x
  for head in 0..<heads {
    for d in 0..<half {
      let angle = Double(position) * pow(base, -Double(2 * d) / Double(2 * half))
      let (a, b) = (head * width + d, head * width + half + d)
      result[a] = x[a] * Scalar(cos(angle)) - x[b] * Scalar(sin(angle))
      result[b] = x[b] * Scalar(cos(angle)) + x[a] * Scalar(sin(angle))
    }
  }
  return result
}

/// `½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`, tanh by its exponentials.
func gelu(_ x: Scalar) -> Scalar {
  let inner = Scalar((2 / Double.pi).squareRoot()) * (x + Scalar(0.044715) * x * x * x)
  let power = (Scalar(2) * inner).exponential
  return Scalar(0.5) * x * (Scalar(1) + (power - Scalar(1)) / (power + Scalar(1)))
}

/// Causal softmax attention of one query over keys and values of the same row.
func causalAttention(
  _ q: [Scalar], _ keys: [[Scalar]], _ values: [[Scalar]], heads: Int,
  _ mask: (_ head: Int, _ key: Int) -> Double = { _, _ in 1 }
) -> [Scalar] {
  let width = q.count / heads
  return (0..<heads).flatMap { head in
    let part = head * width..<(head + 1) * width
    let scale = Scalar(1 / Double(width).squareRoot())
    let weights = softmax(keys.map { dot(q[part], $0[part]) * scale })
      .enumerated().map { $1 * Scalar(mask(head, $0)) }
    return part.map { d in dot(weights, values.map { $0[d] }) }
  }
}

/// The vector of length one; divided by 1e-6 where it is shorter than that.
func unit(_ x: [Scalar]) -> [Scalar] {
  let length = dot(x, x).root
  return x.map { $0 / (length.value > 1e-6 ? length : Scalar(1e-6)) }
}

/// `e^x / Σ e^x`.
func softmax(_ x: [Scalar]) -> [Scalar] {
  let powers = x.map(\.exponential)
  return powers.map { $0 / sum(powers) }
}

/// Consecutive parts of the given sizes.
func split(_ x: [Scalar], _ sizes: [Int]) -> [[Scalar]] {
  var first = 0
  return sizes.map { size in
    defer { first += size }
    return Array(x[first..<first + size])
  }
}

/// What multiplies an element under dropout; 1 where nothing is dropped, and in the padding.
struct Masks {
  /// By purpose and block, then by row of the batch, column, feature.
  var features = { (_: String, _: Int, _: Int, _: Int, _: Int) in 1.0 }
  /// Of attention's weights: by block and head, then by row of the batch, query, key.
  var weights = { (_: Int, _: Int, _: Int, _: Int, _: Int) in 1.0 }
}

extension [Scalar] {
  /// These features of an event under dropout.
  func dropped(
    _ masks: Masks, _ purpose: String, _ block: Int, row: Int, column: Int
  ) -> [Scalar] {
    enumerated().map { $1 * Scalar(masks.features(purpose, block, row, column, $0)) }
  }
}
