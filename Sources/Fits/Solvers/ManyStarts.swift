internal import Determinism

/// How a search from many starts went.
public struct SearchReport: Codable, Hashable, Sendable {
  /// Searches made.
  public var starts: Int
  /// Searches that ended within one part in a million of the best value.
  public var reached: Int
  /// The best value of what was minimised.
  public var value: Double

  /// How a search from many starts went.
  public init(starts: Int, reached: Int, value: Double) {
    self.starts = starts
    self.reached = reached
    self.value = value
  }
}

extension BoundedMinimisation {
  /// The minima found from each start, in the order of the starts; on all workers.
  ///
  /// - Parameter objective: called once for each start, so that each search has room of its own.
  func minima<O: Objective>(
    from starts: [[Double]], of objective: @Sendable () -> O
  ) -> [Minimum] {
    mapTiles(of: 8, below: starts.count) { tile in
      starts[tile].map { minimum(from: $0, of: objective()) }
    }.flatMap { $0 }
  }
}

/// The first of the smallest, and how many came as low.
func best(
  of minima: [BoundedMinimisation.Minimum]
) -> (minimum: BoundedMinimisation.Minimum, report: SearchReport)? {
  let finite = minima.filter(\.value.isFinite)
  guard let lowest = finite.min(by: { $0.value < $1.value }) else { return nil }
  let reached = finite.count { $0.value <= lowest.value + 1e-6 * abs(lowest.value) }
  return (lowest, SearchReport(starts: minima.count, reached: reached, value: lowest.value))
}

/// Every combination of one number from each list, the last list fastest.
func everyCombination(_ lists: [[Double]]) -> [[Double]] {
  lists.reduce([[]]) { partial, list in partial.flatMap { head in list.map { head + [$0] } } }
}
