/// The side on which a metric is better.
public enum MetricDirection: Hashable, Sendable {
  /// A larger value is the better one: ranks, areas, gains of information, R².
  case up
  /// A smaller value is the better one: losses and errors.
  case down
  /// The nearer to this value the better: calibration. Rules of one better side take it as none.
  case towards(Double)
  /// Neither side is better: counts, entropies, places of an optimum.
  case none

  /// 1 where larger values are better and where no side is, −1 where smaller ones are: what turns a
  /// difference so that positive is better, or as it was stated.
  public var sign: Double { self == .down ? -1 : 1 }

  /// Whether one of the two sides is better.
  public var hasSide: Bool { self == .up || self == .down }

  /// ` ↑`, ` ↓` or nothing.
  public var arrow: String {
    switch self {
    case .up: " ↑"
    case .down: " ↓"
    case .towards, .none: ""
    }
  }

  /// Whether one value is better than another.
  public func isBetter(_ value: Double, than other: Double) -> Bool {
    switch self {
    case .up: value > other
    case .down: value < other
    case .towards(let aim): abs(value - aim) < abs(other - aim)
    case .none: false
    }
  }
}

extension MetricDirection: Codable {
  /// Reads `up`, `down`, `none`, or a number that values go towards.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let aim = try? container.decode(Double.self) {
      self = .towards(aim)
      return
    }
    switch try container.decode(String.self) {
    case "up": self = .up
    case "down": self = .down
    case "none": self = .none
    case let word:
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a direction is up, down, none or a number, not '\(word)'")
    }
  }

  /// Writes `up`, `down`, `none`, or a number that values go towards.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .up: try container.encode("up")
    case .down: try container.encode("down")
    case .towards(let aim): try container.encode(aim)
    case .none: try container.encode("none")
    }
  }
}
