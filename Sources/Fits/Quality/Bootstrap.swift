public import Determinism

/// An interval from refits on resampled data.
public struct BootstrapInterval: Codable, Hashable, Sendable {
  /// What it is the interval of.
  public var name: String
  /// The 2.5th percentile.
  public var low: Double
  /// The 97.5th percentile.
  public var high: Double
  /// Standard deviation over the resamples.
  public var deviation: Double
  /// Resamples that gave this number.
  public var resamples: Int
}

/// Points drawn with replacement: `count` indices below `count`, the same for the same key.
public func resample(_ count: Int, key: RandomKey) -> [Int] {
  (0..<count).map { key.integer(below: count, $0) }
}

/// Percentile intervals of several numbers over resamples; refits that fail, and numbers that a refit
/// does not give, are left out, and the count says so.
///
/// - Parameter refit: the numbers on resample i, in the order of `names`, NaN for one that it does not
///   give; or nil.
public func bootstrapIntervals(
  _ names: [String], resamples: Int, refit: @Sendable (Int) -> [Double]?
) -> [BootstrapInterval] {
  let draws = mapTiles(of: 8, below: resamples) { $0.map(refit) }
    .flatMap { $0 }.compactMap { $0 }
  return names.indices.compactMap { column in
    let sorted = draws.map { $0[column] }.filter(\.isFinite).sorted()
    guard sorted.count > 1 else { return nil }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return BootstrapInterval(
      name: names[column], low: quantile(sorted, 0.025), high: quantile(sorted, 0.975),
      deviation: (squares / (count - 1)).squareRoot(), resamples: sorted.count)
  }
}

/// Linear between order statistics, as `Spread.quantile` of the metrics.
private func quantile(_ sorted: [Double], _ p: Double) -> Double {
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
