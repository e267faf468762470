/// `hr@k`: share of test users of whose targets one is among the first k.
package struct HitRate: CutFamily, RankMetric {
  package static let word = "hr"
  package let cut: Int

  package init(cut: Int) { self.cut = cut }

  package var label: String? { "HR" }
  package func value(ranks: ArraySlice<Int32>) -> Double { ranks.contains { $0 <= cut } ? 1 : 0 }
  package func step(users: Int) -> Double { 1 / Double(users) }
}
