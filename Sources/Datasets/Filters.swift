package import Suites

extension RatingTable {
  /// The table after each step, in order.
  package func filtered(by steps: [FilterSpec]) -> RatingTable {
    steps.reduce(self) { $0.filtered(by: $1) }
  }

  /// The table after one step.
  package func filtered(by step: FilterSpec) -> RatingTable {
    switch step {
    case .minimumCounts(let user, let item): return frequent(user: user, item: item)
    case .core(let user, let item):
      var table = self
      while true {
        let smaller = table.frequent(user: user, item: item)
        if smaller.rows == table.rows { return table }
        table = smaller
      }
    case .minimumRating(let least): return keeping(ratings.map { Double($0) >= least })
    case .minimumEvents(let events): return frequent(user: events, item: 0)
    case .renumber: return renumbered()
    }
  }

  /// Rows whose user and item both occur at least so often, counted on the table as it stands.
  private func frequent(user: Int, item: Int) -> RatingTable {
    let byUser = occurrences(users)
    let byItem = occurrences(items)
    return keeping(
      (0..<rows).map { byUser[Int(users[$0])] >= user && byItem[Int(items[$0])] >= item })
  }

  private func occurrences(_ ids: [Int32]) -> [Int] {
    var tally = Array(repeating: 0, count: Int(ids.max() ?? 0) + 1)
    for id in ids { tally[Int(id)] += 1 }
    return tally
  }

  /// Users and items numbered from 1 in the order of their ids; the items numbered become the
  /// catalogue.
  private func renumbered() -> RatingTable {
    var table = self
    let (userIDs, _) = counts(of: users)
    let (itemIDs, _) = counts(of: items)
    table.users = renumbered(users, userIDs)
    table.items = renumbered(items, itemIDs)
    table.catalogue = itemIDs.indices.map { Int32($0 + 1) }
    return table
  }

  private func renumbered(_ ids: [Int32], _ present: [Int32]) -> [Int32] {
    var number = Array(repeating: Int32(0), count: Int(present.last ?? 0) + 1)
    for (place, id) in present.enumerated() { number[Int(id)] = Int32(place + 1) }
    return ids.map { number[Int($0)] }
  }
}
