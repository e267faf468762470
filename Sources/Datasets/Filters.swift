internal import Determinism
package import Suites

extension RatingTable {
  /// The table after each step, in order.
  ///
  /// - Throws: `RowProblem` where a step refuses what it finds.
  package func filtered(by steps: [FilterSpec]) throws -> RatingTable {
    try steps.reduce(self) { try $0.filtered(by: $1) }
  }

  /// The table after one step.
  ///
  /// - Throws: `RowProblem` where the step refuses what it finds.
  package func filtered(by step: FilterSpec) throws -> RatingTable {
    try step.entry.able((any FilterStep).self).kept(of: self)
  }

  /// Whether each row is rated so high. A rating is read as the shortest decimal that its 32-bit
  /// number stands for, which is the one in the file: 4.1, not 4.0999999.
  fileprivate func rated(atLeast least: Double) -> [Bool] {
    // Few numbers are rated with; each is turned into a decimal once.
    var known: [Float: Bool] = [:]
    return ratings.map { rating in
      if let isKept = known[rating] { return isKept }
      let isKept = (Double("\(rating)") ?? Double(rating)) >= least
      known[rating] = isKept
      return isKept
    }
  }

  private struct Row: Hashable {
    var user: Int32
    var item: Int32
    var rating: Float
    var time: Int64
  }

  /// Whether each row stands in the table for the first time.
  fileprivate func isDistinct() -> [Bool] {
    var seen: Set<Row> = []
    return (0..<rows).map { row in
      let entry = Row(
        user: users[row], item: items[row], rating: ratings[row], time: times[row])
      return seen.insert(entry).inserted
    }
  }

  private struct Pair: Hashable {
    var user: Int32
    var item: Int32
  }

  /// Whether each row is the one of its user and item that is kept.
  fileprivate func isDistinctPair(keep kept: FilterSpec.Kept) throws -> [Bool] {
    var isKept = Array(repeating: true, count: rows)
    var chosen: [Pair: Int] = [:]
    for row in 0..<rows {
      let pair = Pair(user: users[row], item: items[row])
      guard let other = chosen[pair] else {
        chosen[pair] = row
        continue
      }
      let replaces: Bool
      switch kept {
      case .first: replaces = times[row] < times[other]
      case .last: replaces = times[row] >= times[other]
      case .refuse:
        throw RowProblem(
          "user \(pair.user) and item \(pair.item) have two events, at \(times[other]) and at "
            + "\(times[row]) seconds since 1970, and the filter 'distinct-pairs' refuses that")
      }
      isKept[replaces ? other : row] = false
      if replaces { chosen[pair] = row }
    }
    return isKept
  }

  /// Rows whose user and item both occur at least so often, counted on the table as it stands.
  fileprivate func frequent(user: Int, item: Int) -> RatingTable {
    let byUser = occurrences(users)
    let byItem = occurrences(items)
    return keeping(
      (0..<rows).map { byUser[Int(users[$0])] >= user && byItem[Int(items[$0])] >= item })
  }

  /// The last row of each user: of the latest part, of its latest time, the one that stands last.
  fileprivate func lastRows() -> [Int32: Int] {
    var last: [Int32: Int] = [:]
    func place(_ row: Int) -> (UInt8, Int64) { (parts?[row] ?? 0, times[row]) }
    for row in 0..<rows {
      if let other = last[users[row]], place(row) < place(other) { continue }
      last[users[row]] = row
    }
    return last
  }

  private func occurrences(_ ids: [Int32]) -> [Int] {
    var tally = Array(repeating: 0, count: Int(ids.max() ?? 0) + 1)
    for id in ids { tally[Int(id)] += 1 }
    return tally
  }

  /// Users and items numbered from 1 in the order of their ids; the items numbered become the
  /// catalogue.
  fileprivate func renumbered() -> RatingTable {
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

/// An entry that says what its step does.
private protocol FilterStep: KindedEntry {
  /// The table after the step.
  ///
  /// - Throws: `RowProblem` where the step refuses what it finds.
  func kept(of table: RatingTable) throws -> RatingTable
}

extension MinimumCountsSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    table.frequent(user: counts.user, item: counts.item)
  }
}

extension CoreSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    var table = table
    while true {
      let smaller = table.frequent(user: counts.user, item: counts.item)
      if smaller.rows == table.rows { return table }
      table = smaller
    }
  }
}

extension MinimumRatingSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    table.keeping(table.rated(atLeast: rating))
  }
}

extension MinimumEventsSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    table.frequent(user: events, item: 0)
  }
}

extension RenumberSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable { table.renumbered() }
}

extension DistinctRowsSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    table.keeping(table.isDistinct())
  }
}

extension DistinctPairsSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) throws -> RatingTable {
    table.keeping(try table.isDistinctPair(keep: keep))
  }
}

extension KnownItemsSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    var last: [Int32: Int64] = [:]
    for row in 0..<table.rows {
      last[table.users[row]] = max(last[table.users[row]] ?? .min, table.times[row])
    }
    let order = last.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    let latest = Set(order.suffix(self.latest).map(\.key))
    var known: Set<Int32> = []
    for row in 0..<table.rows where !latest.contains(table.users[row]) {
      known.insert(table.items[row])
    }
    let kept = table.keeping(
      (0..<table.rows).map {
        !latest.contains(table.users[$0]) || known.contains(table.items[$0])
      })
    var counts: [Int32: Int] = [:]
    for user in kept.users { counts[user, default: 0] += 1 }
    return kept.keeping(
      (0..<kept.rows).map {
        !latest.contains(kept.users[$0]) || (counts[kept.users[$0]] ?? 0) > 1
      })
  }
}

extension ColdItemsSpec: FilterStep {
  fileprivate func kept(of table: RatingTable) -> RatingTable {
    let items = counts(of: table.items).ids
    let order = RandomKey(seed: UInt64(key))["cold-items"].permutation(items.count)
    let cold = Set(order.prefix(items.count * percent / 100).map { items[$0] })
    let last = table.lastRows()
    return table.keeping(
      (0..<table.rows).map { !cold.contains(table.items[$0]) || last[table.users[$0]] == $0 })
  }
}
