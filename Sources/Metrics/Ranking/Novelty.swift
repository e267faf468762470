internal import Determinism

/// `novelty@k`: the mean over users of the mean of `−log₂(count / events)` over the list, counted on training
/// and test together; an item without an event counts as having one.
package struct Novelty: ListMetric {
  package static let word = "novelty"
  package let cut: Int

  package init(cut: Int) { self.cut = cut }

  package var range: ClosedRange<Double> { 0...64 }

  package func value(of lists: RecommendedLists) -> (value: Double, units: [Double]?) {
    let events = Double(max(1, lists.counts.reduce(0, +)))
    let bits = lists.counts.map { -portableLog(Double(max(1, $0)) / events) / portableLog(2) }
    return mean(
      (0..<lists.users).map { user in
        let list = lists.list(of: user, cut: cut)
        return list.reduce(0) { $0 + bits[Int($1)] } / Double(max(1, list.count))
      })
  }
}
