import Determinism
import Metrics
import Testing

@Suite struct RecallTests {
  @Test("recall is the share of a user's targets among the first k, its mean over users the metric")
  func values() throws {
    let metric: Metric = "recall@3"
    let ranking = try #require(metric.ranking)
    // Two of four, none of four and, where there are more targets than places, three of four.
    let ranks = try #require(TargetRanks([1, 3, 4, 90, 5, 6, 7, 8, 2, 1, 3, 4], targets: 4))
    #expect(ranks.values(ranking) == [0.5, 0, 0.75])
    #expect(try abs(#require(ranks.mean(ranking)) - 1.25 / 3) < 1e-15)
  }

  @Test("with one target recall is the hit rate, to the bit", arguments: [1, 10, 50])
  func single(cut: Int) throws {
    let key = RandomKey(seed: 5)
    let ranks = try #require(TargetRanks((0..<500).map { Int32(1 + key.integer(below: 80, $0)) }))
    let recall = try #require(Metric(named: "recall@\(cut)")?.ranking)
    #expect(ranks.values(recall) == ranks.values(HitRate(cut: cut)))
    #expect(ranks.mean(recall) == ranks.mean(HitRate(cut: cut)))
  }

  @Test("recall needs the ranks of targets, is better when larger, and is called so by people")
  func described() {
    let metric: Metric = "recall@20"
    #expect(metric.evidence == .ranks && metric.direction == .up && metric.range == 0...1)
    #expect(metric.titleWithArrow == "Recall@20 ↑")
    #expect(Metric(named: "recall") == nil)
  }
}
