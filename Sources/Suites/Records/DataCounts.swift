/// What prepared rows held when a run read them: what their digest stands for, for the eye. Decides
/// nothing, and is never compared.
public struct DataCounts: Codable, Hashable, Sendable {
  /// Rows that are left after the suite's filters.
  public var rows: Int
  /// Users with a row.
  public var users: Int
  /// Items with a row.
  public var items: Int
  /// Items that may be recommended: those of the item file, where there is one.
  public var candidates: Int
  /// Time of the first row, in seconds since 1970, or since a user's first event where only gaps are
  /// published.
  public var first: Int64
  /// Time of the last row, likewise.
  public var last: Int64
  /// Pairs of neighbouring events of a user.
  public var neighbours: Int
  /// Such pairs that share a time.
  public var ties: Int
  /// Events of an item that their user had before.
  public var repeats: Int
  /// Users whose last item no other event has but such last ones: none of them is ever trained on.
  public var coldLastItems: Int

  /// What prepared rows held.
  public init(
    rows: Int, users: Int, items: Int, candidates: Int, first: Int64, last: Int64,
    neighbours: Int, ties: Int, repeats: Int, coldLastItems: Int
  ) {
    self.rows = rows
    self.users = users
    self.items = items
    self.candidates = candidates
    self.first = first
    self.last = last
    self.neighbours = neighbours
    self.ties = ties
    self.repeats = repeats
    self.coldLastItems = coldLastItems
  }
}
