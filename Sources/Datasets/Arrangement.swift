package import Suites

extension Interactions {
  /// Ratings as each user's events in order of time: the whole table is put in order, then grouped
  /// by user, users ascending (Zhai et al. 2024, `data/preprocessor.py`). Where files are parts of a
  /// split, a user's events stand in the order of their parts, each in order of time.
  ///
  /// - Throws: `RowProblem` where no row is left, or a rating is of an item not in the item file.
  package init(_ table: RatingTable, ties: TieOrder) throws {
    guard table.rows > 0 else { throw RowProblem("no row is left to learn from") }
    let (users, tally) = counts(of: table.users)
    let rated = counts(of: table.items).ids
    let candidates = table.catalogue ?? rated
    if table.catalogue != nil, let stray = firstMissing(rated, in: candidates) {
      throw RowProblem("item \(stray) is rated, but the item file does not have it")
    }

    var rank = Array(repeating: 0, count: Int(users.last ?? 0) + 1)
    var offsets = [0]
    for (row, user) in users.enumerated() {
      rank[Int(user)] = row
      offsets.append(offsets[row] + tally[row])
    }
    var next = offsets
    var items = [Int32](repeating: 0, count: table.rows)
    var times = [Int64](repeating: 0, count: table.rows)
    var ratings = [Float](repeating: 0, count: table.rows)
    var parts = table.parts.map { $0.map { _ in UInt8(0) } }
    var order = timeOrder(table.times, ties: ties)
    if let ofRows = table.parts {
      order = (0...(ofRows.max() ?? 0)).flatMap { part in order.filter { ofRows[Int($0)] == part } }
    }
    for row in order {
      let user = rank[Int(table.users[Int(row)])]
      let place = next[user]
      next[user] += 1
      items[place] = table.items[Int(row)]
      times[place] = table.times[Int(row)]
      ratings[place] = table.ratings[Int(row)]
      if let part = table.parts?[Int(row)] { parts?[place] = part }
    }
    self.init(
      offsets: offsets, items: items, times: times, ratings: ratings, users: users,
      candidates: candidates, itemRows: Int(candidates.last ?? 0) + 1, parts: parts)
  }
}

/// The first of `ids` that `others` lacks; both ascend.
func firstMissing(_ ids: [Int32], in others: [Int32]) -> Int32? {
  var place = 0
  for id in ids {
    while place < others.count, others[place] < id { place += 1 }
    if place == others.count || others[place] != id { return id }
  }
  return nil
}
