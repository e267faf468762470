/// Why a number cannot be computed from what was given.
public struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The metric asked for.
  public let metric: Metric
  /// What is wrong, as the end of a sentence.
  public let reason: String

  /// Why a number cannot be computed.
  public init(metric: Metric, reason: String) {
    self.metric = metric
    self.reason = reason
  }

  /// One sentence: metric and reason.
  public var description: String { "The metric '\(metric)' \(reason)." }
}
