import Foundation

/// A matrix of scalars by rows.
typealias Matrix = [[Scalar]]

func exponential(_ x: Double) -> Double { exp(x) }

func sum(_ terms: some Sequence<Scalar>) -> Scalar { terms.reduce(0.0) { $0 + $1 } }

func dot(_ a: some Sequence<Scalar>, _ b: some Sequence<Scalar>) -> Scalar {
  zip(a, b).reduce(0.0) { $0 + $1.0 * $1.1 }
}

/// `x · weight + bias`, weight `[in][out]`.
func linear(_ x: [Scalar], _ weight: Matrix, _ bias: [Scalar]? = nil) -> [Scalar] {
  weight[0].indices.map { out in
    x.indices.reduce(bias?[out] ?? 0.0) { $0 + x[$1] * weight[$1][out] }
  }
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

/// What multiplies an element under dropout: by place, row of the batch, column, feature; 1 where
/// nothing is dropped.
typealias Mask = (_ place: String, _ row: Int, _ column: Int, _ feature: Int) -> Double

extension [Scalar] {
  /// These features under a dropout mask.
  func dropped(_ mask: Mask, _ place: String, _ row: Int, _ column: Int) -> [Scalar] {
    enumerated().map { $1 * Scalar(mask(place, row, column, $0)) }
  }
}
