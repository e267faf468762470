/// What is recommended to test users: the first items of each one's ranking, what was taken out of it left
/// out.
package struct RecommendedLists: Sendable {
  /// Items of a list, at most.
  package let depth: Int
  /// The lists, user by user: places among the candidates, best first, −1 behind a shorter list's end:
  /// `[users · depth]`.
  package let places: [Int32]
  /// How often each candidate occurs in the data, training and test: `[candidates]`.
  package let counts: [Int]
  /// The place of each target among the candidates, −1 for one that does not compete:
  /// `[users · targets]`.
  package let targets: [Int32]
  /// The ranks of the targets.
  package let ranks: TargetRanks

  /// Lists of so many items each.
  ///
  /// - Precondition: there is one list for each user of `ranks`, and a place for each rank.
  package init(
    depth: Int, places: [Int32], counts: [Int], targets: [Int32], ranks: TargetRanks
  ) {
    precondition(
      places.count == ranks.users * depth && targets.count == ranks.ranks.count,
      "\(places.count) places are not lists of \(depth) for \(ranks.users) users.")
    self.depth = depth
    self.places = places
    self.counts = counts
    self.targets = targets
    self.ranks = ranks
  }

  /// Test users.
  package var users: Int { ranks.users }

  /// The first items of a user's list; all where it has fewer.
  package func list(of user: Int, cut: Int) -> ArraySlice<Int32> {
    places[user * depth..<user * depth + min(cut, depth)].prefix { $0 >= 0 }
  }

  /// Whether each candidate is among the most frequent ones; of equal counts the first come first.
  package func isPopular(_ most: Int) -> [Bool] {
    var flags = [Bool](repeating: false, count: counts.count)
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    for place in order.prefix(most) { flags[place] = true }
    return flags
  }
}
