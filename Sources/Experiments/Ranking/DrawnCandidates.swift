internal import Determinism
internal import Suites

/// Items drawn for each row, with which the row's targets compete.
///
/// Draws depend on the key, the user's place among the users, and the data, so that all models, seeds
/// and epochs rank among the same items.
struct DrawnCandidates: Sendable {
  private let offsets: [Int]
  private let places: [Int32]

  /// Draws for every row.
  ///
  /// - Parameters:
  ///   - key: the key for the side of the split.
  ///   - candidates: items that can be drawn, ascending; all items with events.
  ///   - counts: how often each item occurs in the training part: `[itemRows]`.
  init(
    _ spec: SampledCandidates, _ rows: SequenceRows, key: RandomKey, candidates: [Int32],
    counts: [Int]
  ) {
    @Sendable func isDrawable(_ item: Int32) -> Bool {
      spec.by == .uniform || counts[Int(item)] > 0
    }
    let drawable = candidates.count { isDrawable($0) }
    // Where each item ends on the line on which draws fall: it has one place, or one for each event.
    var ends: [Int] = []
    ends.reserveCapacity(candidates.count)
    var total = 0
    for item in candidates {
      total += spec.by == .uniform ? 1 : counts[Int(item)]
      ends.append(total)
    }
    let length = total
    let line = ends
    let drawn = mapTiles(rows.count) { row -> [Int32] in
      var taken = Set(rows.events(of: row))
      // What is left is counted, so that the draws of a user who met nearly everything have an end.
      let left = drawable - taken.count { isDrawable($0) }
      let key = key[rows.users[row]]
      var chosen: [Int32] = []
      var draw = 0
      while chosen.count < min(spec.negatives, left) {
        let place = line.partition(above: key.integer(below: length, draw))
        draw += 1
        if taken.insert(candidates[place]).inserted { chosen.append(Int32(place)) }
      }
      return chosen
    }
    offsets = drawn.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    places = drawn.flatMap { $0 }
  }

  /// Places among the candidates of what was drawn for a row, in the order of the draws.
  func places(of row: Int) -> ArraySlice<Int32> { places[offsets[row]..<offsets[row + 1]] }
}

extension [Int] {
  /// The first place of an ascending list whose number is above one.
  fileprivate func partition(above number: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > number { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
