/// One step of choosing rows. Steps run in the order they are written.
public enum FilterSpec: Hashable, Sendable {
  /// Rows whose user and whose item occur often enough, both counted once on the table as it
  /// stands.
  case minimumCounts(user: Int, item: Int)
  /// The same, counted again until nothing is dropped: the "5-core".
  case core(user: Int, item: Int)
  /// Rows rated at least this. Both are compared as the decimals that people wrote: a rating of 4.1
  /// is at least 4.1, though as a 32-bit number it lies below.
  case minimumRating(Double)
  /// Users with at least this many rows left.
  case minimumEvents(Int)
  /// Gives the users and the items that are left new ids, 1 and up, in the order of the published
  /// ones. From here on the items numbered are the candidates, whether or not later steps leave a
  /// row of them.
  case renumber
  /// Of rows alike in user, item, rating and time, the one that stands first in the file.
  case distinctRows
  /// Of rows alike in user and item, one, whatever they say of rating and time.
  case distinctPairs(keep: Kept)

  /// Which of several rows of one user and one item is kept.
  public enum Kept: String, Word {
    /// The earliest; of one time, the one that stands first in the file.
    case first
    /// The latest; of one time, the one that stands last in the file.
    case last
    /// None: such rows are an error, which names the first of them.
    case refuse
  }
}

extension FilterSpec: Codable {
  private enum Key: String, CodingKey { case kind, user, item, rating, events, keep }

  private var kind: String {
    switch self {
    case .minimumCounts: "minimum-counts"
    case .core: "core"
    case .minimumRating: "minimum-rating"
    case .minimumEvents: "minimum-events"
    case .renumber: "renumber"
    case .distinctRows: "distinct-rows"
    case .distinctPairs: "distinct-pairs"
    }
  }

  /// Reads the step that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    func count(_ key: Key) throws -> Int {
      let count = try container.decode(Int.self, forKey: key)
      try container.check(count >= 0, key, "a count cannot be negative")
      return count
    }
    switch kind {
    case "minimum-counts": self = .minimumCounts(user: try count(.user), item: try count(.item))
    case "core": self = .core(user: try count(.user), item: try count(.item))
    case "minimum-rating":
      let rating = try container.decode(Double.self, forKey: .rating)
      try container.check(rating.isFinite, .rating, "a rating must be finite")
      self = .minimumRating(rating)
    case "minimum-events": self = .minimumEvents(try count(.events))
    case "renumber": self = .renumber
    case "distinct-rows": self = .distinctRows
    case "distinct-pairs":
      let word = try container.decode(String.self, forKey: .keep)
      guard let kept = Kept(rawValue: word) else {
        throw DecodingError.dataCorruptedError(
          forKey: .keep, in: container,
          debugDescription: "'\(word)' is no row to keep; there are first, last, refuse")
      }
      self = .distinctPairs(keep: kept)
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no filter is called '\(kind)'; there are core, distinct-pairs, "
          + "distinct-rows, minimum-counts, minimum-events, minimum-rating, renumber")
    }
  }

  /// Writes `kind` and the fields of its step.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .minimumCounts(let user, let item), .core(let user, let item):
      try container.encode(user, forKey: .user)
      try container.encode(item, forKey: .item)
    case .minimumRating(let rating): try container.encode(rating, forKey: .rating)
    case .minimumEvents(let events): try container.encode(events, forKey: .events)
    case .distinctPairs(let kept): try container.encode(kept, forKey: .keep)
    case .renumber, .distinctRows: break
    }
  }
}
