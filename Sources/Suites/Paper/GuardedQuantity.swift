public import Metrics

/// What a guard reads of a run: a metric, or how many parameters or users there are.
public enum GuardedQuantity: Hashable, Sendable {
  /// Numbers that are trained.
  case parameters
  /// Test users.
  case users
  /// A metric.
  case metric(Metric)
}

extension GuardedQuantity: Codable, CustomStringConvertible {
  /// As it is written.
  public var description: String {
    switch self {
    case .parameters: "parameters"
    case .users: "users"
    case .metric(let metric): metric.name
    }
  }

  /// Reads `parameters`, `users` or a metric.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    let counts = [Self.parameters, .users]
    self = try counts.first { $0.description == word } ?? .metric(container.decode(Metric.self))
  }

  /// Writes it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
