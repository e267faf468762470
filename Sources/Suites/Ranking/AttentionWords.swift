/// The term that attention adds to its scores.
public enum AttentionBias: String, Word {
  /// Nothing.
  case none
  /// A learned number for each distance between query and key.
  case position
  /// A learned number for each bucket of the time between key and request.
  case time
  /// Both numbers.
  case both
  /// No number: queries and keys are turned by their positions (Su et al. 2021).
  case rope

  /// What a title says of a model that has this term where its paper has another.
  func departure(from published: AttentionBias) -> [String] {
    switch self {
    case published: []
    case .none: ["without bias"]
    case .position: ["with position bias alone"]
    case .time: ["with time bias alone"]
    case .both: ["with relative bias"]
    case .rope: ["with rotary positions"]
    }
  }

  /// Whether distances have numbers.
  public var seesPosition: Bool { self == .position || self == .both }
  /// Whether times have numbers.
  public var seesTime: Bool { self == .time || self == .both }
}

/// How attention's scores become weights.
public enum AttentionWeights: String, Word {
  /// `silu(q·k + b) / N`, with the constant N.
  case silu
  /// `softmax(q·k / √keyWidth + b)` over the keys that a query may see, and over no others.
  case softmax
}

/// The time that a query's distances in time are counted from.
public enum RequestTime: String, Word {
  /// The time of the event that follows the query: in training the next event's, at the end of a
  /// history that of the event asked for. The published protocol; it tells a model when its answer
  /// will come true.
  case nextEvent = "next-event"
  /// The query's own time: nothing is known of the moment of the answer.
  case queryEvent = "query-event"

  /// What a title says of a model that counts from another time than the published one.
  var departure: [String] { self == .queryEvent ? ["without the answer's time"] : [] }
}
