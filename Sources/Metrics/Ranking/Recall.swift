/// `recall@k`: the mean over test users of the share of a user's held targets that are among the first k,
/// `#{r ≤ k} / n` over the ranks r of the n targets.
///
/// With one target it is the hit rate. The share is of all targets, so that it stays below 1 where there
/// are more of them than places; some code divides by `min(k, n)` instead.
package struct Recall: CutFamily, RankMetric {
  package static let word = "recall"
  package let cut: Int

  package init(cut: Int) { self.cut = cut }

  package var label: String? { "Recall" }
  package func value(ranks: ArraySlice<Int32>) -> Double {
    Double(ranks.count { $0 <= cut }) / Double(ranks.count)
  }
}
