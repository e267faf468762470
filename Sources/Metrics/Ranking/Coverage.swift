/// `coverage@k`: the share of the candidates that stand in any list.
package struct Coverage: ListMetric {
  package static let word = "coverage"
  package let cut: Int

  package init(cut: Int) { self.cut = cut }

  package func value(of lists: RecommendedLists) -> (value: Double, units: [Double]?) {
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
}
