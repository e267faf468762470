/// `serendipity@k`: the share of users of whose targets one is among the first k and is none of the k most
/// frequent items, counted on training and test together.
package struct Serendipity: ListMetric {
  package static let word = "serendipity"
  package let cut: Int

  package init(cut: Int) { self.cut = cut }

  package func step(users: Int) -> Double { 1 / Double(users) }

  package func value(of lists: RecommendedLists) -> (value: Double, units: [Double]?) {
    let isPopular = lists.isPopular(cut)
    let each = lists.ranks.targets
    return mean(
      (0..<lists.users).map { user in
        let isFound = (user * each..<(user + 1) * each).contains { index in
          let target = Int(lists.targets[index])
          return lists.ranks.ranks[index] <= cut && target >= 0 && !isPopular[target]
        }
        return isFound ? 1 : 0
      })
  }
}
