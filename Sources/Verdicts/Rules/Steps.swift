public import Metrics
public import Suites

/// Runs of which each takes a step further than the one before it.
public struct Steps: Hashable, Sendable {
  /// What each step adds: a run over the one before it, in their order.
  public let pairs: [PairEvidence]
  /// The last run over the first.
  public let whole: PairEvidence
}

/// The records of a suite, read for steps between its runs.
public struct StepMeasurements {
  private let measurements: Measurements

  /// What the records say about each run of a suite.
  public init(_ suite: Suite, _ records: [RunRecord]) {
    measurements = Measurements(suite, records)
  }

  /// What the steps between some runs add.
  ///
  /// - Parameter runs: at least two.
  /// - Returns: missing where a seed of one of them is not measured, or nothing can be read from it.
  public func steps(_ runs: [String], by metric: Metric) -> Missable<Steps> {
    precondition(runs.count > 1, "A step lies between two runs.")
    for run in runs {
      guard let measured = measurements.runs[run] else {
        return .missing("there is no run '\(run)'")
      }
      if let trouble = measured.trouble ?? measured.incomplete {
        return .missing(trouble.reason.text)
      }
    }
    func pair(_ run: String, _ over: String) -> PairEvidence? {
      measurements.pair(run, over, metric)
    }
    let pairs = zip(runs.dropFirst(), runs).compactMap(pair)
    guard pairs.count == runs.count - 1, let whole = pair(runs[runs.count - 1], runs[0]) else {
      return .missing("a run has no \(metric)")
    }
    return .known(Steps(pairs: pairs, whole: whole))
  }
}

extension PairEvidence {
  /// Whether the effect is told from nothing, at the level of its interval.
  public var isTold: Bool {
    guard let interval, spread?.bar == nil else { return false }
    return interval.low > 0 || interval.high < 0
  }
}
