internal import Foundation
internal import Suites

/// What a table of ratings holds, for the eye of whoever knows what it should hold. Decides nothing.
public struct DataCensus: Hashable, Sendable {
  /// The data set's id.
  public var dataset: String
  /// Rows that are left after the suite's filters.
  public var rows: Int
  /// Users with a row.
  public var users: Int
  /// Items with a row.
  public var items: Int
  /// Items that may be recommended: those of the item file, where there is one.
  public var candidates: Int
  /// Rows of a table with one for every id up to the largest.
  public var itemRows: Int
  /// Time of the first row and of the last, in seconds; since 1970, or since a user's first event
  /// where only gaps are published.
  public var times: ClosedRange<Int64>
  /// Whether only gaps are published.
  public var hasGapsOnly: Bool
  /// Pairs of neighbouring events of a user.
  public var neighbours: Int
  /// Such pairs that share a time.
  public var ties: Int
  /// Events of an item that their user had before.
  public var repeats: Int
  /// Users whose last item no other event has but such last ones: none of them is ever trained on.
  public var coldLastItems: Int

  /// Counts prepared rows.
  init(_ data: Interactions, dataset: String, hasGapsOnly: Bool) {
    self.dataset = dataset
    self.hasGapsOnly = hasGapsOnly
    rows = data.events
    users = data.users.count
    items = counts(of: data.items).ids.count
    candidates = data.candidates.count
    itemRows = data.itemRows
    times = (data.times.min() ?? 0)...(data.times.max() ?? 0)
    var (neighbours, ties, repeats) = (0, 0, 0)
    // Of each item the last user that had it, and whether an event has it that is not its user's last.
    var lastUser = [Int32](repeating: -1, count: data.itemRows)
    var isTrained = [Bool](repeating: false, count: data.itemRows)
    for user in data.users.indices {
      let events = data.events(of: user)
      for event in events {
        let item = Int(data.items[event])
        if lastUser[item] == Int32(user) { repeats += 1 }
        lastUser[item] = Int32(user)
        guard event + 1 < events.upperBound else { continue }
        isTrained[item] = true
        neighbours += 1
        if data.times[event] == data.times[event + 1] { ties += 1 }
      }
    }
    (self.neighbours, self.ties, self.repeats) = (neighbours, ties, repeats)
    coldLastItems = data.users.indices.count { user in
      let events = data.events(of: user)
      return !events.isEmpty && !isTrained[Int(data.items[events.upperBound - 1])]
    }
  }

  /// `ml-1m: 1000209 rows of 6040 users and 3706 items (3883 in the item file), 2000-04-25 to
  /// 2003-02-28`: one line. Days are those of UTC.
  public var words: String {
    let catalogue = candidates == items ? "" : " (of \(candidates) that may be recommended)"
    let span =
      hasGapsOnly
      ? "at most \(times.upperBound / 86_400) days a user"
      : "\(Self.day(times.lowerBound)) to \(Self.day(times.upperBound))"
    return "\(dataset): \(rows) rows of \(users) users and \(items) items\(catalogue), \(span)"
  }

  /// `ml-1m: density 4.47 %; 53.2 % of neighbouring events share a time, 0 repeat an item; the last items
  /// of 3 users are nobody's earlier`: a second line.
  public var details: String {
    let cells = Double(users) * Double(max(1, items))
    let share = neighbours > 0 ? 100 * Double(ties) / Double(neighbours) : 0
    return "\(dataset): density \(Self.short(100 * Double(rows) / max(1, cells))) %; "
      + "\(Self.short(share)) % of neighbouring events share a time, \(repeats) repeat an item; "
      + "the last items of \(coldLastItems) users are nobody's earlier"
  }

  /// Three digits, as `4.47` and `0.00123`.
  private static func short(_ number: Double) -> String {
    number.formatted(
      .number.precision(.significantDigits(1...3)).grouping(.never)
        .locale(Locale(identifier: "en_US_POSIX")))
  }

  /// What would make it smaller, as a sentence; nil where nothing need be said.
  public var hint: String? {
    guard itemRows > 100_000, itemRows / 10 > candidates else { return nil }
    return "\(dataset): its \(candidates) items have ids up to \(itemRows - 1), and every table of "
      + "items gets \(itemRows) rows; the filter 'renumber' gives them ids from 1 up"
  }

  private static func day(_ seconds: Int64) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    return Date(timeIntervalSince1970: Double(seconds)).formatted(style)
  }
}
