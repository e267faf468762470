/// Ratings in the order of the published file, one entry of each array a row.
package struct RatingTable: Hashable, Sendable {
  package var users: [Int32] = []
  package var items: [Int32] = []
  package var ratings: [Float] = []
  package var times: [Int64] = []
  /// Part of the split that each row's file is; nil where files are no parts of one.
  package var parts: [UInt8]?
  /// Ids of the item file, ascending; nil where a source has none and the rated items stand for it.
  package var catalogue: [Int32]?

  package var rows: Int { users.count }

  package init() {}

  package mutating func append(user: Int32, item: Int32, rating: Float, time: Int64) {
    users.append(user)
    items.append(item)
    ratings.append(rating)
    times.append(time)
  }

  /// The rows where `isKept` is true, in order.
  func keeping(_ isKept: [Bool]) -> RatingTable {
    taking((0..<rows).filter { isKept[$0] })
  }

  /// The rows at these places, in their order.
  func taking(_ places: [Int]) -> RatingTable {
    var taken = RatingTable()
    taken.catalogue = catalogue
    taken.parts = parts.map { parts in places.map { parts[$0] } }
    for row in places {
      taken.append(user: users[row], item: items[row], rating: ratings[row], time: times[row])
    }
    return taken
  }
}

/// Ascending ids without repetition, and how often each occurs.
func counts(of ids: [Int32]) -> (ids: [Int32], counts: [Int]) {
  guard let largest = ids.max() else { return ([], []) }
  var tally = Array(repeating: 0, count: Int(largest) + 1)
  for id in ids { tally[Int(id)] += 1 }
  let present = tally.indices.filter { tally[$0] > 0 }
  return (present.map { Int32($0) }, present.map { tally[$0] })
}
