/// `mrr`: `1 / r`, with the rank r of the best of a user's targets; uncut.
package struct ReciprocalRank: SingleWordFamily, RankMetric {
  package static let word = "mrr"
  package static let form = MetricForm.word

  package init() {}
  package init?(word: String, number: Int?) {}

  package var label: String? { "MRR" }
  package func value(ranks: ArraySlice<Int32>) -> Double { 1 / Double(ranks.min() ?? .max) }
}

extension Metric {
  package static let reciprocalRank = Metric(ReciprocalRank())
}
