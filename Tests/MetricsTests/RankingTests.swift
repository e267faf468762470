import Determinism
import Metrics
import Testing

@Suite struct RankingTests {
  private func value(_ name: String, _ ranks: [Int32]) throws -> Double {
    try #require(Metric(named: name)?.ranking).value(ranks: ranks[...])
  }

  @Test("values at a rank equal their formulas")
  func values() throws {
    #expect(try value("hr@10", [10]) == 1)
    #expect(try value("hr@10", [11]) == 0)
    #expect(try value("ndcg@10", [1]) == 1)
    #expect(try abs(value("ndcg@10", [3]) - 0.5) < 1e-15)  // 1/log2(4)
    #expect(try value("ndcg@10", [11]) == 0)
    #expect(try value("mrr", [4]) == 0.25)
    let ranks = try #require(TargetRanks([1, 2]))
    #expect(ranks.mean(ReciprocalRank()) == 0.75)
    #expect(TargetRanks([])?.mean(ReciprocalRank()) == nil)
  }

  @Test("several targets of a user count together, by each metric's definition")
  func several() throws {
    // Ranks 1 and 4: DCG = 1 + 1/log2 5, the ideal 1 + 1/log2 3.
    let (five, three) = (0.43067655807339306, 0.6309297535714574)
    #expect(try abs(value("ndcg@10", [4, 1]) - (1 + five) / (1 + three)) < 1e-15)
    // A cut at 1 has room for one.
    #expect(try value("ndcg@1", [4, 1]) == 1)
    #expect(try value("hr@3", [4, 1]) == 1)
    #expect(try value("hr@3", [4, 5]) == 0)
    #expect(try value("mrr", [4, 2]) == 0.5)
    let ranks = try #require(TargetRanks([4, 2, 1, 9], targets: 2))
    #expect(ranks.users == 2)
    #expect(ranks.values(ReciprocalRank()) == [0.5, 1])
    #expect(TargetRanks([4, 2, 1], targets: 2) == nil)
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
}
