/// Rows of events, packed end to end: no padding anywhere.
public struct SequenceBatch: Hashable, Sendable {
  /// Where each row begins and ends: `rows + 1` ascending offsets into the tokens.
  public var offsets: [Int]
  /// Item of each event, oldest first in its row: `[tokens]`.
  public var items: [Int32]
  /// Time of each event in seconds since 1970: `[tokens]`.
  public var times: [Int64]
  /// Time of the event that follows: `[tokens]`. For a row's last event, the time of its target.
  public var nextTimes: [Int64]
  /// Item that follows each event: `[tokens]`; 0 where there is none. Never read in inference.
  public var targets: [Int32]
  /// The user of each row, from 0 on: `[rows]`; empty where nobody asks.
  public var users: [Int32]

  /// Rows packed end to end.
  ///
  /// - Precondition: lengths agree; offsets ascend from 0 to the number of tokens; no row is empty.
  public init(
    offsets: [Int], items: [Int32], times: [Int64], nextTimes: [Int64], targets: [Int32],
    users: [Int32] = []
  ) {
    precondition(users.isEmpty || users.count == offsets.count - 1, "Every row has one user.")
    precondition(offsets.first == 0 && offsets.last == items.count, "Offsets must span the tokens.")
    precondition(
      times.count == items.count && nextTimes.count == items.count && targets.count == items.count,
      "Every token needs an item, a time, a next time and a target.")
    self.offsets = offsets
    self.items = items
    self.times = times
    self.nextTimes = nextTimes
    self.targets = targets
    self.users = users
  }

  /// Number of rows.
  public var rows: Int { offsets.count - 1 }
  /// Number of events in all rows.
  public var tokens: Int { items.count }

  /// Cuts the batch into `count` runs of neighbouring rows with about as many tokens each; depends
  /// on the batch alone. Some parts may be empty and are left out.
  public func shards(_ count: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var first = 0
    for shard in 1...count {
      var last = first
      while last < rows, offsets[last + 1] * count <= tokens * shard || shard == count { last += 1 }
      if last > first { parts.append(first..<last) }
      first = last
    }
    return parts
  }

  /// The given rows as a batch of their own.
  public func rows(_ range: Range<Int>) -> SequenceBatch {
    let tokens = offsets[range.lowerBound]..<offsets[range.upperBound]
    return SequenceBatch(
      offsets: offsets[range.lowerBound...range.upperBound].map { $0 - tokens.lowerBound },
      items: Array(items[tokens]), times: Array(times[tokens]),
      nextTimes: Array(nextTimes[tokens]), targets: Array(targets[tokens]),
      users: users.isEmpty ? [] : Array(users[range]))
  }
}
