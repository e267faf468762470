internal import Metrics
public import Suites

/// How a guard came out.
public struct GuardOutcome: Codable, Hashable, Sendable {
  /// The guard.
  public var guardEntry: Guard
  /// What was measured, one number for each seed; empty where nothing was.
  public var measured: [Double]
  /// Whether every number lies within the allowed distance; nil where nothing was measured.
  public var holds: Bool?

  private enum CodingKeys: String, CodingKey {
    case guardEntry = "guard"
    case measured, holds
  }
}

extension Measurements {
  func outcome(of entry: Guard) -> GuardOutcome {
    guard let measured = runs[entry.run], !measured.results.isEmpty else {
      return GuardOutcome(guardEntry: entry, measured: [], holds: nil)
    }
    let numbers = measured.results.map { result in
      switch entry.quantity {
      case .parameters: Double(result.result.parameters)
      case .users: Double(result.result.users)
      case .metric(let metric): result.result.metrics[metric] ?? .nan
      }
    }
    return GuardOutcome(
      guardEntry: entry, measured: numbers.filter(\.isFinite),
      holds: numbers.allSatisfy { abs($0 - entry.expected) <= entry.within })
  }

  /// The guard that keeps a claim from being read, if any: one on a run that the claim reads, or on
  /// a baseline or a count of users of the same data.
  func obstacle(to claim: Claim, _ outcomes: [GuardOutcome]) -> Verdict? {
    let datasets = claim.runs.compactMap { runs[$0]?.spec.task.dataset }
    for outcome in outcomes {
      let entry = outcome.guardEntry
      guard let spec = runs[entry.run]?.spec else { continue }
      let isShared = entry.quantity == .users || spec.task.isBaseline
      let touches =
        claim.runs.contains(entry.run)
        || (isShared && spec.task.dataset.map(datasets.contains) ?? false)
      guard touches else { continue }
      switch outcome.holds {
      case .some(true): continue
      case .some(false):
        return Verdict(.error, "the guard '\(entry.id)' does not hold")
      case nil:
        return Verdict(.error, "the guard '\(entry.id)' is not measured")
      }
    }
    return nil
  }
}
