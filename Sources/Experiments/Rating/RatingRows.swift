internal import Datasets
public import Models
internal import Tensors

/// The rows of one side of a task of ratings, cut from users' events and packed on demand.
///
/// With a user's events `y_1 … y_T` in order of time and `held` of them held back, training knows
/// `y_1 … y_{T−held}` and predicts each from those before it; evaluation shows all, and asks for the
/// last `held`, each from those before it. Of both the latest `maximalLength` are kept.
public struct RatingRows: Sendable {
  /// Which side of the split.
  public enum Side: Hashable, Sendable {
    /// All but the held events.
    case training
    /// All events; the held ones are asked for.
    case evaluation
  }

  /// Kept events of each row, as positions in the interactions: `[rows]`.
  public let events: [Range<Int>]
  private let side: Side
  private let held: Int
  private let table: RatingTable

  init(_ table: RatingTable, side: Side, maximalLength: Int, held: Int) {
    self.table = table
    self.side = side
    self.held = held
    events = table.interactions.users.indices.compactMap { user in
      let all = table.interactions.events(of: user)
      guard all.count > held else { return nil }
      let end = side == .training ? all.upperBound - held : all.upperBound
      return max(all.lowerBound, end - maximalLength)..<end
    }
  }

  /// Number of rows.
  public var count: Int { events.count }

  /// Some rows, packed in the order given.
  ///
  /// - Parameter leaving: whether an event's prediction is left out of what counts.
  public func batch(
    _ rows: some Collection<Int>, leaving: (_ event: Int) -> Bool = { _ in false }
  ) -> RatingBatch {
    var offsets = [0]
    var (items, times): ([Int32], [Int64]) = ([], [])
    var (actions, labels, counted): ([Int32], [Real], [Bool]) = ([], [], [])
    for row in rows {
      let range = events[row]
      offsets.append(offsets[offsets.count - 1] + range.count)
      items += table.interactions.items[range]
      times += table.interactions.times[range]
      for event in range {
        actions.append(table.actions[event])
        labels.append(table.labels[event])
        counted.append(
          side == .training ? !leaving(event) : event >= range.upperBound - held)
      }
    }
    return RatingBatch(
      offsets: offsets, items: items, times: times, actions: actions, labels: labels,
      counted: counted)
  }
}

/// Interactions with what was said to each event.
struct RatingTable: Sendable {
  let interactions: Interactions
  /// Whether the rating reaches the threshold: `[events]`; all false without one.
  let isPositive: [Bool]
  /// What is predicted: 1 for a positive event and 0 for others, or the rating without a threshold:
  /// `[events]`.
  let labels: [Real]
  /// Number of the action, from 1 on: `[events]`.
  let actions: [Int32]
  /// The largest action where actions are ratings.
  let stars: Int

  /// - Parameters:
  ///   - threshold: the rating from which on an event is positive; nil where ratings are predicted.
  ///   - wholeStars: whether actions are ratings, rounded down and at least 1; else they are 1 for
  ///     negative and 2 for positive events.
  init(_ interactions: Interactions, threshold: Double?, wholeStars: Bool) {
    self.interactions = interactions
    let positive = interactions.ratings.map { Double($0) >= threshold ?? .infinity }
    labels =
      threshold == nil ? interactions.ratings.map { Real($0) } : positive.map { $0 ? 1 : 0 }
    let ratings = interactions.ratings.map { Int32(max(1, $0.rounded(.down))) }
    isPositive = positive
    actions = wholeStars ? ratings : positive.map { $0 ? 2 : 1 }
    stars = Int(ratings.max() ?? 1)
  }
}
