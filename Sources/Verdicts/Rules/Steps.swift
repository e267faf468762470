public import Metrics
public import Suites

/// Runs of which each takes a step further than the one before it.
public struct Steps: Hashable, Sendable {
  /// What each step adds: a run over the one before it, in their order.
  public var pairs: [PairEvidence]
  /// The last run over the first.
  public var whole: PairEvidence

  /// What the steps between some runs of a suite add, by its records.
  ///
  /// - Parameter runs: at least two.
  /// - Returns: nil where a seed of one of them is not measured, or nothing can be read from it.
  public init?(_ runs: [String], by metric: Metric, of suite: Suite, _ records: [RunRecord]) {
    precondition(runs.count > 1, "A step lies between two runs.")
    let measurements = Measurements(suite, records)
    guard
      runs.allSatisfy({
        measurements.runs[$0].map { $0.trouble == nil && $0.incomplete == nil } ?? false
      }), let whole = measurements.pair(runs[runs.count - 1], runs[0], metric)
    else { return nil }
    pairs = zip(runs.dropFirst(), runs).compactMap { measurements.pair($0, $1, metric) }
    guard pairs.count == runs.count - 1 else { return nil }
    self.whole = whole
  }
}

extension PairEvidence {
  /// Whether the effect is told from nothing, at the level of its interval.
  public var isTold: Bool { interval.map { $0.low > 0 || $0.high < 0 } ?? false }
}
