/// A model of ratings, with every number its result depends on. Chosen in a file by `kind:`.
public enum RatingModelSpec: Hashable, Sendable {
  /// A sequence model's blocks over items and actions.
  case sequence(SequenceRaterSpec)
  /// Deep interest network (Zhou et al. 2018).
  case din(DINSpec)
  /// Logistic regression on the item and on what the user said so far.
  case logistic
  /// The item's share of positive events in the training part, whoever asks. Nothing is trained.
  case popularity(RatePopularitySpec)

  /// The word in a suite file.
  public var kind: String {
    switch self {
    case .sequence: "sequence"
    case .din: "din"
    case .logistic: "logistic"
    case .popularity: "popularity"
    }
  }

  /// The kind of its blocks, or its own: models whose speed says something of each other's.
  public var blocksKind: String {
    if case .sequence(let spec) = self { spec.backbone.kind } else { kind }
  }

  /// Events that its position table has room for; nil where there is none.
  var events: Int? {
    guard case .sequence(let spec) = self, let positions = spec.backbone.positions else {
      return nil
    }
    return spec.layout == .interleaved ? positions / 2 : positions
  }

  /// Whether the model has parameters.
  public var isTrained: Bool {
    if case .popularity = self { false } else { true }
  }
}

/// A sequence model's blocks, how events become tokens, and how a token becomes a logit.
public struct SequenceRaterSpec: Codable, Hashable, Sendable {
  /// How items and actions become tokens.
  public enum Layout: String, Codable, Hashable, Sendable, CaseIterable {
    /// Item, action, item, action …: two tokens an event, the score read at the item's, which stands
    /// before its own action.
    case interleaved
    /// One token an event: the item's vector and that of the action before it. The event's own
    /// action is added one token later, so that it is never in what is scored.
    case summed
  }
  /// What an action token says.
  public enum Actions: String, Codable, Hashable, Sendable, CaseIterable {
    /// Whether the event was positive.
    case label
    /// The whole stars of the rating, from 1 on.
    case rating
  }

  /// The blocks: any model of sequences that a `ranking` run can train.
  public var backbone: ModelSpec
  /// How items and actions become tokens.
  public var layout: Layout
  /// What an action token says.
  public var actions: Actions
  /// How a token becomes a logit.
  public var scorer: ScorerSpec

  /// A sequence model's blocks over items and actions.
  public init(backbone: ModelSpec, layout: Layout, actions: Actions, scorer: ScorerSpec) {
    self.backbone = backbone
    self.layout = layout
    self.actions = actions
    self.scorer = scorer
  }
}

/// How a token's features become a logit. Chosen in a file by `kind:`.
public enum ScorerSpec: Hashable, Sendable {
  /// Their product with the item's own vector, and a constant.
  case dot
  /// A network with one hidden layer of rectified linear units: `{kind: mlp, hidden: 128}`.
  case mlp(hidden: Int)
}

/// Sizes of a deep interest network.
public struct DINSpec: Codable, Hashable, Sendable {
  /// Features of an embedding.
  public var width: Int
  /// Units of the network that weighs an event against the candidate, layer by layer.
  public var attention: [Int]
  /// Units of the network that gives the logit, layer by layer.
  public var hidden: [Int]
  /// What is known of an event of the history.
  public var actions: SequenceRaterSpec.Actions
  /// Dropout after each layer of the second network, a fraction.
  public var dropout: Double

  /// Sizes of a deep interest network.
  public init(
    width: Int, attention: [Int], hidden: [Int], actions: SequenceRaterSpec.Actions,
    dropout: Double
  ) {
    self.width = width
    self.attention = attention
    self.hidden = hidden
    self.actions = actions
    self.dropout = dropout
  }
}

/// How an item's share of positive events is held towards that of all items.
public struct RatePopularitySpec: Codable, Hashable, Sendable {
  /// Events of the mean rate that are added to those of each item.
  public var smoothing: Double

  /// How a share is held towards the mean.
  public init(smoothing: Double) { self.smoothing = smoothing }
}

extension RatingModelSpec: Codable {
  private enum Key: String, CodingKey { case kind }

  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "sequence": self = .sequence(try SequenceRaterSpec(from: decoder))
    case "din": self = .din(try DINSpec(from: decoder))
    case "logistic": self = .logistic
    case "popularity": self = .popularity(try RatePopularitySpec(from: decoder))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no model of ratings is called '\(kind)'; there are din, logistic, "
          + "popularity, sequence")
    }
  }

  /// Writes `kind` and the fields of its entry.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .sequence(let spec): try spec.encode(to: encoder)
    case .din(let spec): try spec.encode(to: encoder)
    case .logistic: break
    case .popularity(let spec): try spec.encode(to: encoder)
    }
  }
}

extension ScorerSpec: Codable {
  private enum Key: String, CodingKey { case kind, hidden }

  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "dot": self = .dot
    case "mlp": self = .mlp(hidden: try container.decode(Int.self, forKey: .hidden))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no scorer is called '\(kind)'; there are dot, mlp")
    }
  }

  /// Writes `kind` and the size of the network.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .dot: try container.encode("dot", forKey: .kind)
    case .mlp(let hidden):
      try container.encode("mlp", forKey: .kind)
      try container.encode(hidden, forKey: .hidden)
    }
  }
}

extension RatingModelSpec {
  var complaints: [Complaint] {
    switch self {
    case .sequence(let spec):
      var found = (spec.backbone.complaints + spec.backbone.oversized).map {
        ("backbone.\($0.path)", $0.problem) as Complaint
      }
      if !spec.backbone.readsSequences {
        found.append(
          ("backbone", "'\(spec.backbone.kind)' has no blocks that tokens could pass through"))
      }
      if case .mlp(let hidden) = spec.scorer { found += sizes([("scorer.hidden", hidden)]) }
      return found
    case .din(let spec):
      var found = sizes([("width", spec.width)]) + fractions([("dropout", spec.dropout)])
      for (name, layers) in [("attention", spec.attention), ("hidden", spec.hidden)] {
        found += sizes(layers.enumerated().map { ("\(name).\($0)", $1) })
        if layers.isEmpty { found.append((name, "at least one layer is needed")) }
      }
      return found
    case .logistic: return []
    case .popularity(let spec):
      return spec.smoothing > 0 && spec.smoothing <= 1e6
        ? [] : [("smoothing", "above 0 and up to 1e6 is possible, not \(spec.smoothing)")]
    }
  }
}
