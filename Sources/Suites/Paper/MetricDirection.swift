/// The side on which a metric is better, by its name: the one place that knows.
public enum MetricDirection: String, Codable, Hashable, Sendable {
  /// A larger value is the better one: ranks, areas, gains of information, R².
  case up
  /// A smaller value is the better one: losses and errors.
  case down
  /// Neither side is better: counts, entropies, places of an optimum, calibration.
  case none

  /// The direction of a metric as a record names it: `ndcg@10`, `logloss-day-7`, `F3.loo-depth`.
  ///
  /// What stands before a point is the fit that it is of, what follows an at sign the cut or length,
  /// and the number of a day changes nothing. A name that is not known has no direction.
  public init(of metric: String) {
    let number = metric.split(separator: ".").last ?? ""
    let base = number.split(separator: "@").first.map(String.init) ?? ""
    self = Self.known[Self.withoutDay(base)] ?? .none
  }

  /// 1 where larger values are better and where neither are, −1 where smaller ones are: what turns a
  /// difference so that positive is better, or as it was stated.
  public var sign: Double { self == .down ? -1 : 1 }

  /// ` ↑`, ` ↓` or nothing.
  public var arrow: String {
    switch self {
    case .up: " ↑"
    case .down: " ↓"
    case .none: ""
    }
  }

  /// `logloss` of `logloss-day-7`, and of `validation-logloss`.
  private static func withoutDay(_ name: String) -> String {
    var parts = name.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count > 2, parts[parts.count - 2] == "day", Int(parts[parts.count - 1]) != nil {
      parts.removeLast(2)
    }
    if parts.count > 1, parts[0] == "validation" { parts.removeFirst() }
    return parts.joined(separator: "-")
  }

  private static let known: [String: MetricDirection] = [
    "hr": .up, "ndcg": .up, "mrr": .up, "auc": .up, "user-auc": .up, "rig": .up, "r2": .up,
    "logloss": .down, "loss": .down, "perplexity": .down, "rmse": .down, "mae": .down,
    "loo": .down, "loo-depth": .down, "loo-width": .down, "loo-data": .down, "largest": .down,
  ]
}
