public import Suites

/// Users' events in order of time, packed end to end.
public struct Interactions: Hashable, Sendable {
  /// Where each user begins and ends: `[users + 1]` ascending offsets into the events.
  public var offsets: [Int]
  /// Item of each event, oldest first for each user: `[events]`, ids of 1 and above.
  public var items: [Int32]
  /// Time of each event in seconds since 1970: `[events]`.
  public var times: [Int64]
  /// Rating of each event as published: `[events]`; 1 where the source has none.
  public var ratings: [Float]
  /// Published (or renumbered) id of each user: `[users]`, ascending.
  public var users: [Int32]
  /// Every id of the item file, ascending; never 0.
  public var candidates: [Int32]
  /// Largest id + 1: rows of an embedding table. Row 0 belongs to no item.
  public var itemRows: Int
  /// Part of each event in a split by files: 0 for training, 1 for validation, 2 for the test,
  /// ascending for each user: `[events]`; nil where the split needs none.
  public var parts: [UInt8]?

  /// Users' events in order of time, and of parts before it where there are some.
  ///
  /// - Precondition: lengths agree; offsets ascend from 0 to the number of events.
  public init(
    offsets: [Int], items: [Int32], times: [Int64], ratings: [Float], users: [Int32],
    candidates: [Int32], itemRows: Int, parts: [UInt8]? = nil
  ) {
    precondition(offsets.first == 0 && offsets.last == items.count, "Offsets must span the events.")
    precondition(offsets.count == users.count + 1, "Every user needs an offset, and one more.")
    precondition(
      times.count == items.count && ratings.count == items.count
        && parts.map { $0.count == items.count } ?? true,
      "Every event needs an item, a time and a rating.")
    self.offsets = offsets
    self.items = items
    self.times = times
    self.ratings = ratings
    self.users = users
    self.candidates = candidates
    self.itemRows = itemRows
    self.parts = parts
  }

  /// Events of all users.
  public var events: Int { items.count }

  /// Where the events of the user at a row stand.
  public func events(of row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}

/// Rows ready for a run, and what they came from.
public struct PreparedData: Hashable, Sendable {
  /// The rows.
  public var interactions: Interactions
  /// SHA-256 of the rows' canonical bytes.
  public var digest: String
  /// What they came from.
  public var source: SourceStamp
  /// What is known of users and items besides, where the run asks for it.
  public var side: SideColumns?
  /// Lists of items of users by the members of the data set that have them, where the run asks for any.
  public internal(set) var lists: [String: ItemLists] = [:]

  /// Rows ready for a run, and what they came from.
  public init(interactions: Interactions, digest: String, source: SourceStamp) {
    self.interactions = interactions
    self.digest = digest
    self.source = source
  }
}
