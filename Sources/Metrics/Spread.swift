/// How numbers of one kind scatter: of seeds, users, folds.
public struct Spread: Hashable, Sendable {
  /// How many numbers.
  public let count: Int
  /// `Σx / n`.
  public let mean: Double
  /// Unbiased: `Σ(x − mean)² / (n − 1)`; 0 for one number, of which no spread is known.
  public let variance: Double
  /// The smallest number.
  public let minimum: Double
  /// The largest number.
  public let maximum: Double
  private let sorted: [Double]

  /// The spread of some numbers; `nil` when there are none, or one is not a number.
  public init?(of values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last, !values.contains(where: \.isNaN) else {
      return nil
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    count = values.count
    self.mean = mean
    variance = values.count > 1 ? squares / Double(values.count - 1) : 0
    minimum = first
    maximum = last
    self.sorted = sorted
  }

  /// Root of the unbiased variance.
  public var standardDeviation: Double { variance.squareRoot() }

  /// Of the mean: `sd / √n`.
  public var standardError: Double { (variance / Double(count)).squareRoot() }

  /// The number half-way.
  public var median: Double { quantile(0.5) }

  /// The p-quantile, linear between order statistics: position `p·(n − 1)` counted from 0
  /// (Hyndman and Fan 1996, type 7; NumPy's and R's default).
  ///
  /// - Precondition: p lies in 0…1.
  public func quantile(_ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "A quantile needs a fraction, not \(p).")
    let position = p * Double(count - 1)
    let below = Int(position)
    let above = min(below + 1, count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
