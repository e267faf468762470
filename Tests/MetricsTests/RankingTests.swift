import Determinism
import Metrics
import Testing

@Suite struct RankingTests {
  @Test("a name gives its metric, and the metric its name", arguments: ["hr@10", "ndcg@1", "mrr"])
  func names(name: String) throws {
    #expect(try RankingMetric(named: name).name == name)
  }

  @Test(
    "any other name is refused in one sentence",
    arguments: [
      "", "hr", "hr@", "hr@0", "hr@-3", "hr@+3", "ndcg@1.5", "NDCG@10", "map@10", "hr@1@2",
    ])
  func badNames(name: String) {
    let error = #expect(throws: MetricError.self) { try RankingMetric(named: name) }
    #expect(error?.description.hasPrefix("The metric '\(name)' ") == true)
  }

  @Test("values at a rank equal their formulas")
  func values() throws {
    #expect(RankingMetric.hitRate(at: 10).value(rank: 10) == 1)
    #expect(RankingMetric.hitRate(at: 10).value(rank: 11) == 0)
    #expect(RankingMetric.ndcg(at: 10).value(rank: 1) == 1)
    #expect(abs(RankingMetric.ndcg(at: 10).value(rank: 3) - 0.5) < 1e-15)  // 1/log2(4)
    #expect(RankingMetric.ndcg(at: 10).value(rank: 11) == 0)
    #expect(RankingMetric.reciprocalRank.value(rank: 4) == 0.25)
    #expect(RankingMetric.reciprocalRank.mean(ranks: [1, 2]) == 0.75)
    #expect(RankingMetric.reciprocalRank.mean(ranks: []) == nil)
  }

  @Test("ties count against the target or in its favour, as said")
  func ties() {
    let scores: [Float] = [3, 1, 2, 2, 2, 0]
    #expect(rank(of: 2, in: scores, ties: .against) == 4)
    #expect(rank(of: 2, in: scores, ties: .favour) == 2)
    #expect(rank(of: 0, in: scores, ties: .against) == 1)
  }

  @Test("excluded items do not compete, however often they are listed; the target always does")
  func excluded() {
    let scores: [Double] = [3, 1, 2, 2, 2, 0]
    #expect(rank(of: 2, in: scores, excluding: [3, 0, 3, 2], ties: .against) == 2)
    #expect(rank(of: 5, in: scores, excluding: [0, 1], ties: .favour) == 4)
  }

  @Test("a score that is not a number never helps its target")
  func notANumber() {
    let scores: [Float] = [.nan, 1, 2]
    #expect(rank(of: 0, in: scores, ties: .against) == 3)
    #expect(rank(of: 0, in: scores, ties: .favour) == 3)
    #expect(rank(of: 2, in: scores, ties: .favour) == 2)
  }

  @Test("a rank equals the position in a full sort, over random scores")
  func againstSorting() {
    let key = RandomKey(seed: 11)
    for trial in 0..<50 {
      let scores = (0..<40).map { Double(key[trial].integer(below: 12, $0)) }
      let out = (0..<10).map { key["out"][trial].integer(below: 40, $0) }
      let target = key["target"].integer(below: 40, trial)
      let rivals = scores.indices.filter { $0 != target && !out.contains($0) }
      let worse = rivals.count { scores[$0] >= scores[target] } + 1
      let better = rivals.count { scores[$0] > scores[target] } + 1
      #expect(rank(of: target, in: scores, excluding: out, ties: .against) == worse)
      #expect(rank(of: target, in: scores, excluding: out, ties: .favour) == better)
    }
  }

  @Test("random ranking has its analytic mean and variance")
  func random() {
    // hr@10 of 100: p = 0.1, variance p(1 − p); mrr of 4: (1 + 1/2 + 1/3 + 1/4)/4 = 25/48.
    let hit = RankingMetric.hitRate(at: 10).underRandomRanking(candidates: 100)
    #expect(abs(hit.mean - 0.1) < 1e-15 && abs(hit.variance - 0.09) < 1e-15)
    let short = RankingMetric.hitRate(at: 10).underRandomRanking(candidates: 4)
    #expect(short.mean == 1 && short.variance == 0)
    let mrr = RankingMetric.reciprocalRank
    #expect(abs(mrr.underRandomRanking(candidates: 4).mean - 25.0 / 48) < 1e-15)
    // Ranks 3 and 4 both become 3: (1 + 1/2 + 1/3 + 1/3)/4 = 13/24.
    #expect(abs(mrr.underRandomRanking(candidates: 4, floor: 3).mean - 13.0 / 24) < 1e-15)
    // ndcg@2 of 4: (1 + 1/log2 3)/4.
    let gain = RankingMetric.ndcg(at: 2).underRandomRanking(candidates: 4).mean
    #expect(abs(gain - (1 + 0.6309297535714574) / 4) < 1e-15)
  }
}
