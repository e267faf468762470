/// How far predictions lie from measurements.
public struct Goodness: Codable, Hashable, Sendable {
  /// `1 − Σ(y − ŷ)² / Σ(y − mean)²`; below 0 for predictions worse than the mean; `nil` where all
  /// measurements are equal.
  public var rSquared: Double?
  /// Root of the mean squared residual, in units of the measurement.
  public var rootMeanSquare: Double
  /// Mean size of a residual, in units of the measurement.
  public var meanAbsolute: Double

  /// How far `predicted` lies from `measured`.
  ///
  /// - Precondition: equally many of both, at least one.
  public init(measured: [Double], predicted: [Double]) {
    precondition(measured.count == predicted.count && !measured.isEmpty)
    let count = Double(measured.count)
    let mean = measured.reduce(0, +) / count
    let total = measured.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var squares = 0.0
    var sizes = 0.0
    for (y, guess) in zip(measured, predicted) {
      squares += (y - guess) * (y - guess)
      sizes += abs(y - guess)
    }
    rSquared = total > 0 ? 1 - squares / total : nil
    rootMeanSquare = (squares / count).squareRoot()
    meanAbsolute = sizes / count
  }
}
