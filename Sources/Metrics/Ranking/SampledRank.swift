/// `sampled-hr@k`, `sampled-ndcg@k`, `sampled-mrr@k`: of one target's rank among drawn negatives, of which
/// its task says how many and how. They are no estimates of the metrics of a full ranking (Krichene and
/// Rendle 2020), and have names of their own therefore.
///
/// With the rank r: `[r ≤ k]`, `[r ≤ k] / log₂(r + 1)` and `[r ≤ k] / r`.
package struct SampledRankMetric: MetricFamily {
  package static let words = ["sampled-hr", "sampled-ndcg", "sampled-mrr"]
  package static let form = MetricForm.cut
  package static let evidence = MetricEvidence.blocks

  package let word: String
  private let cut: Int

  package init?(word: String, number: Int?) {
    guard let number, Self.words.contains(word) else { return nil }
    self.word = word
    cut = number
  }

  package var number: Int? { cut }
  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { 0...1 }
  package var label: String? {
    "sampled " + word.dropFirst("sampled-".count).uppercased()
  }

  /// The metric of a full ranking that computes the same from a rank; nil for `sampled-mrr@k`, since `mrr`
  /// has no cut.
  package var amongAll: Metric? { ranking.map { Metric($0) } }

  private var ranking: (any RankMetric)? {
    switch word {
    case "sampled-hr": HitRate(cut: cut)
    case "sampled-ndcg": NDCG(cut: cut)
    default: nil
    }
  }

  /// What a rank is worth.
  package func value(rank: Int) -> Double {
    if let ranking { return ranking.value(ranks: [Int32(rank)][...]) }
    return rank <= cut ? 1 / Double(rank) : 0
  }
}

extension Metric {
  /// What it computes from ranks among drawn negatives; nil for a metric of something else.
  package var sampled: SampledRankMetric? { family as? SampledRankMetric }
}
