public import Datasets
public import Models
public import Suites

/// The rows of one side of a split, cut from users' events and packed on demand.
///
/// With a user's events `y_1 … y_T` in order of time, of which training knows `y_1 … y_m` and the test
/// asks for n after `y_t`: the last event that training knows is only ever a target; evaluation shows
/// `y_1 … y_t` and asks for the n after it at once. Where the last n are left out, m = t = T − n. Of the
/// shown events the latest `maximalLength` are kept.
public struct SequenceRows: Hashable, Sendable {
  /// Which side of the split.
  public enum Side: Hashable, Sendable {
    /// Shown: `y_1 … y_{m−1}`; each event's target is the one after it.
    case training
    /// The same as for the test, with the events of validation.
    case validation
    /// Shown: `y_1 … y_t`; the last event's targets are `y_{t+1} … y_{t+n}`.
    case evaluation
  }

  /// Which side of the split.
  public let side: Side
  /// Kept history of each row, as positions in the events: `[rows]`. The event after a history is
  /// its target.
  public let histories: [Range<Int>]
  /// The user of each row, as a position among the users: `[rows]`, ascending.
  public let users: [Int]
  private let held: Int
  private let items: [Int32]
  private let times: [Int64]
  private let offsets: [Int]

  /// The rows of all users with enough events: one shown and the held ones for evaluation, one shown and
  /// one that follows it for training.
  ///
  /// - Parameters:
  ///   - maximalLength: events of history kept, the latest; at least 1.
  ///   - split: where users' events are cut.
  ///   - held: events of each user that evaluation asks for; at least 1.
  public init(
    _ interactions: Interactions, side: Side, maximalLength: Int,
    split: SplitSpec = .leaveLastOut, held: Int = 1
  ) {
    self.init(
      interactions, interactions.cuts(split, held: held), side: side,
      maximalLength: maximalLength, held: held)
  }

  /// The same with users' events already cut.
  ///
  /// - Parameter cuts: where each user's events are cut: `[users]`.
  init(
    _ interactions: Interactions, _ cuts: [UserCut], side: Side, maximalLength: Int, held: Int
  ) {
    precondition(maximalLength > 0, "A history of \(maximalLength) events cannot be kept.")
    var histories: [Range<Int>] = []
    var users: [Int] = []
    for (user, cut) in cuts.enumerated() {
      let first = cut.training.lowerBound
      let target =
        switch side {
        case .training: cut.training.upperBound - 1
        case .validation: cut.validation?.lowerBound
        case .evaluation: cut.test?.lowerBound
        }
      guard let target, target > first else { continue }
      histories.append(max(first, target - maximalLength)..<target)
      users.append(user)
    }
    self.side = side
    self.held = held
    self.histories = histories
    self.users = users
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
    return items[first..<first + (side == .training ? 1 : held)]
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
