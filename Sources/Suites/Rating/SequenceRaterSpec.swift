/// What an action token says.
public enum RatedActions: String, Word {
  /// Whether the event was positive.
  case label
  /// The whole stars of the rating, from 1 on.
  case rating
}

/// A sequence model's blocks, how events become tokens, and how a token becomes a logit.
public struct SequenceRaterSpec: RatingModelEntry {
  /// How items and actions become tokens.
  public enum Layout: String, Word {
    /// Item, action, item, action …: two tokens an event, the score read at the item's, which stands
    /// before its own action.
    case interleaved
    /// One token an event: the item's vector and that of the action before it. The event's own
    /// action is added one token later, so that it is never in what is scored.
    case summed
  }
  /// What an action token says.
  public typealias Actions = RatedActions

  package static let kind = "sequence"
  package static let family = ModelFamily("Sequence model", .red)
  package static let meaning = "A sequence model's blocks over items and actions."

  package var backbone = ModelSpec.random
  package var layout = Layout.interleaved
  package var actions = Actions.label
  package var scorer = ScorerSpec.dot

  package static let fields: [Field<Self>] = [
    .choice(
      "backbone", \.backbone,
      "The blocks: any model of sequences that a `ranking` run can train."),
    .word("layout", \.layout, "How items and actions become tokens."),
    .word("actions", \.actions, "What an action token says."),
    .choice("scorer", \.scorer, "How a token becomes a logit."),
  ]

  package init() {}

  package var relations: [Complaint] {
    backbone.readsSequences
      ? []
      : [("backbone", "'\(backbone.kind)' has no blocks that tokens could pass through in order")]
  }

  package var family: ModelFamily { backbone.family }
  package var departures: [String] {
    backbone.departures + (layout == .summed ? ["with one token an event"] : [])
      + (actions == .rating ? ["with stars as actions"] : []) + scorer.departures
  }
  package var stack: (depth: Int, width: Int)? { backbone.stack }
  package var blocksKind: String { backbone.kind }
  package var events: Int? {
    backbone.positions.map { layout == .interleaved ? $0 / 2 : $0 }
  }
  package func forward(_ lengths: [Int]) -> Double? {
    let part = backbone.entry.cost
    let events = lengths.reduce(0.0) { $0 + Double($1) }
    return part.forward(lengths, tokens: layout == .interleaved ? 2 : 1)
      + 2 * events * scorer.weights(width: part.width)
  }
}

extension RatingModelSpec {
  /// A sequence model's blocks over items and actions.
  public static func sequence(_ spec: SequenceRaterSpec) -> RatingModelSpec {
    RatingModelSpec(spec)
  }
}
