internal import Datasets
internal import Determinism
internal import Suites

/// Draws depend on the key, the user's place among the users, and the data, so that all models, seeds
/// and epochs rank among the same items.
extension SampledCandidates: CandidateRule {
  func candidates(of interactions: Interactions) -> [Int32] { interactions.ratedItems }

  func procedure(candidates count: Int) -> String {
    "\(negatives) items drawn for each user, " + (by == .uniform ? "each alike" : "by popularity")
  }

  /// Draws for every row, of the test or of validation.
  ///
  /// - Throws: `ExperimentError` where nothing is left to draw for a user.
  func few(
    for rows: SequenceRows, among material: CandidateMaterial
  ) throws(ExperimentError) -> DrawnCandidates? {
    let (interactions, candidates) = (material.interactions, material.candidates)
    let key = RandomKey(seed: self.key)[
      rows.side == .validation ? "validation-candidates" : "candidates"]
    let counts = by == .uniform ? [] : interactions.trainingCounts(material.cuts)
    // The places that an item has on the line on which draws fall: one, or one for each event.
    @Sendable func weight(_ item: Int32) -> Int { by == .uniform ? 1 : counts[Int(item)] }
    let drawable = candidates.count { weight($0) > 0 }
    let ends = candidates.reduce(into: [0]) { $0.append($0[$0.count - 1] + weight($1)) }.dropFirst()
    let drawn = mapTiles(rows.count) { row -> [Int32] in
      let user = rows.users[row]
      let met = Set(interactions.items[interactions.events(of: user)])
      // What is left is counted, so that the draws of a user who met nearly everything have an end.
      let left = drawable - met.count { weight($0) > 0 }
      let wanted = left > 0 && repeats == true ? negatives : min(negatives, left)
      var taken = met
      let key = key[user]
      var chosen: [Int32] = []
      var draw = 0
      while chosen.count < wanted {
        let mark = key.integer(below: ends[ends.endIndex - 1], draw)
        let place = ends.firstPlace { $0 > mark } - ends.startIndex
        draw += 1
        guard !taken.contains(candidates[place]) else { continue }
        if repeats != true { taken.insert(candidates[place]) }
        chosen.append(Int32(place))
      }
      return chosen
    }
    if let row = drawn.firstIndex(where: \.isEmpty) {
      throw ExperimentError(
        subject: "the evaluation",
        reason:
          "the user \(interactions.users[rows.users[row]]) has events of all \(drawable) items that "
          + "can be drawn, so there is nothing to rank among")
    }
    return DrawnCandidates(drawn)
  }
}
