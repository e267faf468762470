internal import Determinism

/// `coverage@k`, `novelty@k`, `serendipity@k`: of the first k items recommended to each test user, what was
/// taken out of the ranking left out. As Harte et al. 2023 define them (their `eval` package):
///
/// - coverage: the share of the candidates that stand in any list;
/// - novelty: the mean over users of the mean of `−log₂(count / events)` over the list, counted on training
///   and test together; an item without an event counts as having one;
/// - serendipity: the share of users of whose targets one is among the first k and is none of the k most
///   frequent items, counted likewise.
///
/// A result holds what blocks of users add: lists themselves are k numbers for every user.
package struct ListMetric: MetricFamily {
  package static let words = ["coverage", "novelty", "serendipity"]
  package static let form = MetricForm.cut
  package static let evidence = MetricEvidence.blocks

  package let word: String
  /// Places from the top that count.
  package let cut: Int

  package init?(word: String, number: Int?) {
    guard let number, Self.words.contains(word) else { return nil }
    self.word = word
    cut = number
  }

  package var number: Int? { cut }
  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { word == "novelty" ? 0...64 : 0...1 }
  package var label: String? { word.prefix(1).uppercased() + String(word.dropFirst()) }
  package func step(users: Int) -> Double { word == "serendipity" ? 1 / Double(users) : 0 }

  /// The value, and what each block of users adds to it; no units where users are too few.
  package func value(of lists: RecommendedLists) -> (value: Double, units: [Double]?) {
    switch word {
    case "coverage": return coverage(lists)
    case "novelty": return mean(novelties(lists))
    default: return mean(surprises(lists))
    }
  }

  private func mean(_ values: [Double]) -> (Double, [Double]?) {
    (values.reduce(0, +) / Double(max(1, values.count)), BlockUnits.units(ofMean: values))
  }

  private func coverage(_ lists: RecommendedLists) -> (Double, [Double]?) {
    let (none, several) = (-1, -2)
    // The one block of users to whom an item is recommended.
    var block = [Int](repeating: none, count: lists.counts.count)
    for user in 0..<lists.users {
      let own = user % BlockUnits.blocks
      for place in lists.list(of: user, cut: cut) {
        let known = block[Int(place)]
        block[Int(place)] = known == none || known == own ? own : several
      }
    }
    let candidates = Double(max(1, block.count))
    let listed = block.count { $0 != none }
    let whole = Double(listed) / candidates
    guard lists.users >= 2 * BlockUnits.blocks else { return (whole, nil) }
    var alone = [Int](repeating: 0, count: BlockUnits.blocks)
    for only in block where only >= 0 { alone[only] += 1 }
    let without = alone.map { Double(listed - $0) / candidates }
    return (whole, BlockUnits.units(whole, without: without))
  }

  private func novelties(_ lists: RecommendedLists) -> [Double] {
    let events = Double(max(1, lists.counts.reduce(0, +)))
    let bits = lists.counts.map { -portableLog(Double(max(1, $0)) / events) / portableLog(2) }
    return (0..<lists.users).map { user in
      let list = lists.list(of: user, cut: cut)
      return list.reduce(0) { $0 + bits[Int($1)] } / Double(max(1, list.count))
    }
  }

  private func surprises(_ lists: RecommendedLists) -> [Double] {
    let isPopular = lists.isPopular(cut)
    let each = lists.ranks.targets
    return (0..<lists.users).map { user in
      let isOne = (user * each..<(user + 1) * each).contains { index in
        let target = Int(lists.targets[index])
        return lists.ranks.ranks[index] <= cut && target >= 0 && !isPopular[target]
      }
      return isOne ? 1 : 0
    }
  }
}

extension Metric {
  /// What it computes from recommended lists; nil for a metric of something else, and of other rows.
  package var listed: ListMetric? { part == .test ? family as? ListMetric : nil }
}
