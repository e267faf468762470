internal import Datasets
internal import Models
internal import Tensors

/// Every proper prefix of the events that training may see of each user who is tested, and the item that
/// follows it.
struct PrefixRows: Sendable {
  /// Kept history of each row, as places among the events; the event after it is the target.
  let histories: [Range<Int>]
  private let items: [Int32]

  /// - Parameters:
  ///   - cuts: where each user's events are cut.
  ///   - maximalLength: events of a history that are kept, the latest.
  init(_ interactions: Interactions, _ cuts: [UserCut], maximalLength: Int) {
    items = interactions.items
    histories = cuts.filter { $0.test != nil }.flatMap { cut in
      cut.training.dropFirst().map { max(cut.training.lowerBound, $0 - maximalLength)..<$0 }
    }
  }

  /// Number of rows.
  var count: Int { histories.count }

  /// Some rows, packed in the order given.
  func batch(_ rows: some Collection<Int>) -> PrefixBatch {
    var (offsets, shown) = ([0], [Int32]())
    for row in rows {
      shown += items[histories[row]]
      offsets.append(shown.count)
    }
    return PrefixBatch(
      rows: PackedRows(offsets), items: shown,
      targets: rows.map { items[histories[$0].upperBound] })
  }

  /// The latest items of users' training events, one user a row of the result, drawn among those who are
  /// tested and have so many.
  ///
  /// - Returns: nil where too few users have them.
  static func latest(
    _ interactions: Interactions, _ cuts: [UserCut], users: Int, length: Int,
    order: (Int) -> [Int]
  ) -> [[Int32]]? {
    let long = cuts.filter { $0.test != nil && $0.training.count >= length }
    guard long.count >= users else { return nil }
    return order(long.count).prefix(users).map { place in
      Array(interactions.items[long[place].training.suffix(length)])
    }
  }
}
