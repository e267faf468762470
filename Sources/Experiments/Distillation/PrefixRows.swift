internal import Datasets
internal import Models
internal import Tensors

/// Histories of users' events and the item that follows each. Of each user the last event is the test, the
/// last but one the validation; every proper prefix of the others is a training example.
struct PrefixRows: Sendable {
  /// Which events are asked for.
  enum Side: Sendable {
    case training
    case validation
    case test
  }

  /// Kept history of each row, as places among the events; the event after it is the target.
  let histories: [Range<Int>]
  /// The user of each row, as a place among the users.
  let users: [Int]
  private let interactions: Interactions

  /// - Parameter maximalLength: events of a history that are kept, the latest.
  init(_ interactions: Interactions, _ side: Side, maximalLength: Int) {
    self.interactions = interactions
    var histories: [Range<Int>] = []
    var users: [Int] = []
    for user in interactions.users.indices {
      let events = interactions.events(of: user)
      // One shown, a validation event and a test event.
      guard events.count >= 3 else { continue }
      let targets =
        switch side {
        case .training: events.lowerBound + 1..<events.upperBound - 2
        case .validation: events.upperBound - 2..<events.upperBound - 1
        case .test: events.upperBound - 1..<events.upperBound
        }
      for target in targets {
        histories.append(max(events.lowerBound, target - maximalLength)..<target)
        users.append(user)
      }
    }
    self.histories = histories
    self.users = users
  }

  /// Number of rows.
  var count: Int { histories.count }

  /// The item asked for.
  func target(of row: Int) -> Int32 { interactions.items[histories[row].upperBound] }

  /// Items of all the user's events before the target.
  func seen(by row: Int) -> ArraySlice<Int32> {
    interactions.items[
      interactions.offsets[users[row]]..<histories[row].upperBound]
  }

  /// Items of all the user's events, the held ones too.
  func known(to row: Int) -> ArraySlice<Int32> {
    interactions.items[interactions.events(of: users[row])]
  }

  /// Some rows, packed in the order given.
  func batch(_ rows: some Collection<Int>) -> PrefixBatch {
    var (offsets, items) = ([0], [Int32]())
    for row in rows {
      items += interactions.items[histories[row]]
      offsets.append(items.count)
    }
    return PrefixBatch(
      rows: PackedRows(offsets), items: items, targets: rows.map { target(of: $0) })
  }

  /// The latest items of users' training events, one user a row of the result, drawn among those with so many.
  ///
  /// - Returns: nil where too few users have them.
  static func latest(
    _ interactions: Interactions, users: Int, length: Int, order: (Int) -> [Int]
  ) -> [[Int32]]? {
    let long = interactions.users.indices.filter {
      interactions.events(of: $0).count - 2 >= length
    }
    guard long.count >= users else { return nil }
    return order(long.count).prefix(users).map { place in
      let events = interactions.events(of: long[place])
      return Array(interactions.items[events.upperBound - 2 - length..<events.upperBound - 2])
    }
  }
}
