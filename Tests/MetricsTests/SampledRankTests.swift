import Metrics
import Testing

@Suite struct SampledRankTests {
  @Test("metrics among negatives have names, sides and words of their own")
  func names() throws {
    for (name, title) in [
      ("sampled-hr@10", "sampled HR@10"), ("sampled-ndcg@5", "sampled NDCG@5"),
      ("sampled-mrr@10", "sampled MRR@10"),
    ] {
      let metric = try #require(Metric(named: name))
      #expect(metric.title == title && metric.direction.isBetter(1, than: 0))
      #expect(metric.evidence == .blocks && metric.range == 0...1)
    }
    for name in ["sampled-hr", "sampled-recall@10", "sampled-hr@0", "sampled-hr@10-day-1"] {
      #expect(Metric(named: name) == nil)
    }
  }

  @Test("ranks up to the cut count: one, its discount, its inverse")
  func values() throws {
    func value(_ name: String, _ rank: Int) throws -> Double {
      try #require(Metric(named: name)?.sampled).value(rank: rank)
    }
    #expect(try value("sampled-hr@10", 10) == 1 && value("sampled-hr@10", 11) == 0)
    #expect(try value("sampled-mrr@10", 4) == 0.25 && value("sampled-mrr@3", 4) == 0)
    // 1 / log₂(3 + 1) = ½.
    #expect(abs(try value("sampled-ndcg@10", 3) - 0.5) < 1e-12)
  }

  @Test("a metric among negatives knows the one of a full ranking that computes the same")
  func amongAll() throws {
    func name(_ metric: String) throws -> String? {
      try #require(Metric(named: metric)?.sampled).amongAll?.name
    }
    #expect(try name("sampled-hr@10") == "hr@10" && name("sampled-ndcg@5") == "ndcg@5")
    // MRR has no cut.
    #expect(try name("sampled-mrr@10") == nil)
  }
}
