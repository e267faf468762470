internal import Foundation
public import Suites

/// What a table of ratings holds, for the eye of whoever knows what it should hold. Decides nothing.
public struct DataCensus: Hashable, Sendable {
  /// The data set's id.
  public var dataset: String
  /// What there is of everything.
  public var counts: DataCounts
  /// Rows of a table with one for every id up to the largest.
  public var itemRows: Int
  /// Whether only gaps are published.
  public var hasGapsOnly: Bool

  /// Counts prepared rows.
  init(_ data: Interactions, dataset: String, hasGapsOnly: Bool) {
    self.dataset = dataset
    self.hasGapsOnly = hasGapsOnly
    itemRows = data.itemRows
    counts = data.dataCounts
  }

  /// `ml-1m: 1000209 rows of 6040 users and 3706 items (3883 in the item file), 2000-04-25 to
  /// 2003-02-28`: one line. Days are those of UTC.
  public var words: String {
    let catalogue =
      counts.candidates == counts.items ? "" : " (of \(counts.candidates) that may be recommended)"
    let span =
      hasGapsOnly
      ? "at most \(counts.last / 86_400) days per user"
      : counts.first == 0 && counts.last == 0
        ? "without times" : "\(Self.day(counts.first)) to \(Self.day(counts.last))"
    return "\(dataset): \(counts.rows) rows of \(counts.users) users and \(counts.items) items"
      + "\(catalogue), \(span)"
  }

  /// `ml-1m: density 4.47 %; 53.2 % of neighbouring events share a time, 0 repeat an item; the last items
  /// of 3 users occur in no earlier event of anybody`: a second line.
  public var details: String {
    let cells = Double(counts.users) * Double(max(1, counts.items))
    let share =
      counts.neighbours > 0 ? 100 * Double(counts.ties) / Double(counts.neighbours) : 0
    return "\(dataset): density \(Self.short(100 * Double(counts.rows) / max(1, cells))) %; "
      + "\(Self.short(share)) % of neighbouring events share a time, \(counts.repeats) repeat an item; "
      + "the last items of \(counts.coldLastItems) users occur in no earlier event of anybody"
  }

  /// Three digits, as `4.47` and `0.00123`.
  private static func short(_ number: Double) -> String {
    number.formatted(
      .number.precision(.significantDigits(1...3)).grouping(.never)
        .locale(Locale(identifier: "en_US_POSIX")))
  }

  /// What would make it smaller, as a sentence; nil where nothing need be said.
  public var hint: String? {
    guard itemRows > 100_000, itemRows / 10 > counts.candidates else { return nil }
    let items = counts.candidates
    return "\(dataset): its \(items) items have ids up to \(itemRows - 1), and every table "
      + "of items gets \(itemRows) rows; the filter 'renumber' gives them ids from 1 up"
  }

  private static func day(_ seconds: Int64) -> String {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    return Date(timeIntervalSince1970: Double(seconds)).formatted(style)
  }
}

extension Interactions {
  /// How much there is of everything.
  public var dataCounts: DataCounts {
    var (neighbours, ties, repeats) = (0, 0, 0)
    // Of each item the last user that had it, and whether an event has it that is not its user's last.
    var lastUser = [Int32](repeating: -1, count: itemRows)
    var isTrained = [Bool](repeating: false, count: itemRows)
    for user in users.indices {
      let events = events(of: user)
      for event in events {
        let item = Int(items[event])
        if lastUser[item] == Int32(user) { repeats += 1 }
        lastUser[item] = Int32(user)
        guard event + 1 < events.upperBound else { continue }
        isTrained[item] = true
        neighbours += 1
        if times[event] == times[event + 1] { ties += 1 }
      }
    }
    let cold = users.indices.count { user in
      let events = events(of: user)
      return !events.isEmpty && !isTrained[Int(items[events.upperBound - 1])]
    }
    return DataCounts(
      rows: self.events, users: users.count, items: lastUser.count { $0 >= 0 },
      candidates: candidates.count, first: times.min() ?? 0, last: times.max() ?? 0,
      neighbours: neighbours, ties: ties, repeats: repeats, coldLastItems: cold)
  }
}
