internal import Datasets
internal import Determinism
internal import Suites

/// Items drawn or listed for each row, with which the row's targets compete.
///
/// Draws depend on the key, the user's place among the users, and the data, so that all models, seeds
/// and epochs rank among the same items.
struct DrawnCandidates: Sendable {
  private let offsets: [Int]
  private let places: [Int32]

  /// Draws for every row.
  ///
  /// - Parameters:
  ///   - users: the user of each row: `[rows]`.
  ///   - key: the key for the side of the split.
  ///   - candidates: items that can be drawn, ascending; all items with events.
  ///   - counts: how often each item occurs in the training part: `[itemRows]`.
  /// - Throws: `ExperimentError` where nothing is left to draw for a user.
  init(
    _ spec: SampledCandidates, for users: [Int], of interactions: Interactions, key: RandomKey,
    candidates: [Int32], counts: [Int]
  ) throws(ExperimentError) {
    @Sendable func isDrawable(_ item: Int32) -> Bool {
      spec.by == .uniform || counts[Int(item)] > 0
    }
    let drawable = candidates.count { isDrawable($0) }
    // Where each item ends on the line on which draws fall: it has one place, or one for each event.
    let ends = candidates.reduce(into: [0]) { ends, item in
      ends.append(ends[ends.count - 1] + (spec.by == .uniform ? 1 : counts[Int(item)]))
    }.dropFirst()
    let drawn = mapTiles(users.count) { row -> [Int32] in
      let met = Set(interactions.items[interactions.events(of: users[row])])
      // What is left is counted, so that the draws of a user who met nearly everything have an end.
      let left = drawable - met.count { isDrawable($0) }
      let wanted = left > 0 && spec.repeats == true ? spec.negatives : min(spec.negatives, left)
      var taken = met
      let key = key[users[row]]
      var chosen: [Int32] = []
      var draw = 0
      while chosen.count < wanted {
        let mark = key.integer(below: ends[ends.endIndex - 1], draw)
        let place = ends.firstPlace { $0 > mark } - ends.startIndex
        draw += 1
        guard !taken.contains(candidates[place]) else { continue }
        if spec.repeats != true { taken.insert(candidates[place]) }
        chosen.append(Int32(place))
      }
      return chosen
    }
    if let row = drawn.firstIndex(where: \.isEmpty) {
      throw ExperimentError(
        subject: "the evaluation",
        reason:
          "the user \(interactions.users[users[row]]) has events of all \(drawable) items that "
          + "can be drawn, so that there is nothing to rank among")
    }
    offsets = drawn.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    places = drawn.flatMap { $0 }
  }

  /// The lists of every row's user.
  ///
  /// - Parameters:
  ///   - file: the member with the lists.
  ///   - lists: lists by their members.
  ///   - places: place of each item among the candidates: `[itemRows]`.
  /// - Throws: `ExperimentError` where a user has no list, or the list lacks a target that it should have.
  init(
    _ spec: GivenCandidates, file: String, in lists: [String: ItemLists], for rows: SequenceRows,
    of interactions: Interactions, places: [Int32]
  ) throws(ExperimentError) {
    func refuse(_ reason: String) -> ExperimentError {
      ExperimentError(subject: "the lists in \(file)", reason: reason)
    }
    guard let lists = lists[file] else { throw refuse("they were not read") }
    var (offsets, listed): ([Int], [Int32]) = ([0], [])
    for row in 0..<rows.count {
      let user = interactions.users[rows.users[row]]
      guard let items = lists.items(of: user) else {
        throw refuse("the test user \(user) has none")
      }
      for target in rows.targets(of: row) where items.contains(target) != (spec.target == .listed) {
        throw refuse(
          "that of user \(user) \(spec.target == .listed ? "lacks" : "has") the target \(target)"
            + (spec.target == .listed
              ? "; `target: beside` is for lists without it"
              : "; `target: listed` is for such lists"))
      }
      listed += items.map { places[Int($0)] }
      offsets.append(listed.count)
    }
    (self.offsets, self.places) = (offsets, listed)
  }

  /// Places among the candidates of what was drawn or listed for a row, in that order.
  func places(of row: Int) -> ArraySlice<Int32> { places[offsets[row]..<offsets[row + 1]] }
}
