public import Tensors

/// Rows of events with what the user said to each: no padding anywhere.
public struct RatingBatch: Hashable, Sendable {
  /// Items and times; the next time of an event is its own, so that no model knows a later one.
  public var events: SequenceBatch
  /// What was said to each event, from 1 on: `[events]`.
  public var actions: [Int32]
  /// Whether it was positive, 0 or 1: `[events]`.
  public var labels: [Real]
  /// Whether its prediction counts: `[events]`.
  public var counted: [Bool]

  /// Rows packed end to end.
  ///
  /// - Precondition: lengths agree; no row is empty.
  public init(
    offsets: [Int], items: [Int32], times: [Int64], actions: [Int32], labels: [Real],
    counted: [Bool]
  ) {
    events = SequenceBatch(
      offsets: offsets, items: items, times: times, nextTimes: times,
      targets: Array(repeating: 0, count: items.count))
    precondition(
      actions.count == items.count && labels.count == items.count && counted.count == items.count,
      "Every event needs an action, a label, and whether it counts.")
    self.actions = actions
    self.labels = labels
    self.counted = counted
  }

  private init(
    _ events: SequenceBatch, actions: [Int32], labels: [Real], counted: [Bool]
  ) {
    self.events = events
    self.actions = actions
    self.labels = labels
    self.counted = counted
  }

  /// The given rows as a batch of their own.
  public func rows(_ range: Range<Int>) -> RatingBatch {
    let tokens = events.offsets[range.lowerBound]..<events.offsets[range.upperBound]
    return RatingBatch(
      events.rows(range), actions: Array(actions[tokens]), labels: Array(labels[tokens]),
      counted: Array(counted[tokens]))
  }

  /// Events whose prediction counts, ascending.
  public var places: [Int32] {
    counted.indices.filter { counted[$0] }.map { Int32($0) }
  }
}
