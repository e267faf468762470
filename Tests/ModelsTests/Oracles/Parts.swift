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
