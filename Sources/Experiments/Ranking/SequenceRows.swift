public import Datasets
public import Models

/// The rows of one side of a leave-last-out split, cut from users' events and packed on demand.
///
/// With a user's events `y_1 … y_T` in order of time, the last n of them held: training knows
/// `y_1 … y_{T−n}`, whose last event is only ever a target; evaluation shows `y_1 … y_{T−n}` and asks
/// for the n after it at once. Of the shown events the latest `maximalLength` are kept.
public struct SequenceRows: Hashable, Sendable {
  /// Which side of the split.
  public enum Side: Hashable, Sendable {
    /// Shown: `y_1 … y_{T−n−1}`; each event's target is the one after it.
    case training
    /// Shown: `y_1 … y_{T−n}`; the last event's targets are `y_{T−n+1} … y_T`.
    case evaluation
  }

  /// Which side of the split.
  public let side: Side
  /// Kept history of each row, as positions in the events: `[rows]`. The event after a history is
  /// its target.
  public let histories: [Range<Int>]
  /// The user of each row, as a position among the users: `[rows]`, ascending.
  public let users: [Int]
  /// Users without a row: too few events for one shown and one asked for.
  public let skipped: Int
  private let items: [Int32]
  private let times: [Int64]
  private let offsets: [Int]

  /// The rows of all users with enough events: one shown and the held ones for evaluation, one more for
  /// training.
  ///
  /// - Parameters:
  ///   - maximalLength: events of history kept, the latest; at least 1.
  ///   - held: last events of each user that evaluation asks for; at least 1.
  public init(_ interactions: Interactions, side: Side, maximalLength: Int, held: Int = 1) {
    precondition(maximalLength > 0, "A history of \(maximalLength) events cannot be kept.")
    precondition(held > 0, "\(held) events cannot be asked for.")
    var histories: [Range<Int>] = []
    var users: [Int] = []
    for user in interactions.users.indices {
      let events = interactions.events(of: user)
      let target =
        switch side {
        case .training: events.upperBound - held - 1
        case .evaluation: events.upperBound - held
        }
      guard target > events.lowerBound else { continue }
      histories.append(max(events.lowerBound, target - maximalLength)..<target)
      users.append(user)
    }
    self.side = side
    self.histories = histories
    self.users = users
    self.skipped = interactions.users.count - users.count
    self.items = interactions.items
    self.times = interactions.times
    self.offsets = interactions.offsets
  }

  /// Number of rows.
  public var count: Int { histories.count }
  /// Shown events of all rows.
  public var tokens: Int { histories.reduce(0) { $0 + $1.count } }

  /// The items asked for at the end of a row, oldest first; one in training.
  public func targets(of row: Int) -> ArraySlice<Int32> {
    let first = histories[row].upperBound
    switch side {
    case .training: return items[first...first]
    case .evaluation: return items[first..<offsets[users[row] + 1]]
    }
  }

  /// Items of a row's kept history, oldest first.
  public func history(of row: Int) -> ArraySlice<Int32> { items[histories[row]] }

  /// Items of all events of a row's user before the targets, oldest first, kept or not.
  public func wholeHistory(of row: Int) -> ArraySlice<Int32> {
    items[offsets[users[row]]..<histories[row].upperBound]
  }

  /// Some rows, packed in the order given.
  ///
  /// - Parameter hidesTargetTime: whether a row's last event sees its own time as the next one, in
  ///   place of the target's.
  public func batch(_ rows: some Collection<Int>, hidesTargetTime: Bool = false) -> SequenceBatch {
    var ends = [0]
    ends.reserveCapacity(rows.count + 1)
    for row in rows { ends.append(ends[ends.count - 1] + histories[row].count) }
    let tokens = ends[ends.count - 1]
    var shown: [Int32] = []
    var seconds: [Int64] = []
    var nextSeconds: [Int64] = []
    var targets: [Int32] = []
    shown.reserveCapacity(tokens)
    seconds.reserveCapacity(tokens)
    nextSeconds.reserveCapacity(tokens)
    targets.reserveCapacity(tokens)
    for row in rows {
      let history = histories[row]
      let following = history.lowerBound + 1..<history.upperBound + 1
      shown += items[history]
      seconds += times[history]
      nextSeconds += times[following]
      targets += items[following]
      if hidesTargetTime { nextSeconds[nextSeconds.count - 1] = times[history.upperBound - 1] }
    }
    return SequenceBatch(
      offsets: ends, items: shown, times: seconds, nextTimes: nextSeconds, targets: targets,
      users: rows.map { Int32(users[$0]) })
  }
}
