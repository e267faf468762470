import Metrics
import Suites
import Testing

@Suite struct RecallToolTests {
  @Test("a trained model is measured by recall of several held events, from the rank of each")
  func several() throws {
    let suite = tinySuite().replacing(
      "mrr], every: 1, read: last}", with: "mrr, recall@5, hr@5], every: 1, read: last, held: 3}")
    let tool = try Tool(suite: suite)
    for target in ["tiny/hstu", "tiny/popularity"] {
      let outcome = try tool.run("run", target)
      #expect(outcome.code == 0 || outcome.code == 14, "\(outcome.complaints)")
    }
    let folder = RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
    for cell in ["hstu.1", "popularity.1"] {
      let result = try #require(try folder.record(of: cell)?.result)
      #expect(result.users > 0 && result.ranks.count == 3 * result.users)
      // Users have equally many targets, so that the mean of their shares is the share of all.
      let hits = result.ranks.count { $0 <= 5 }
      let recall = try #require(result.metrics["recall@5"])
      #expect(abs(recall - Double(hits) / Double(result.ranks.count)) < 1e-12)
      #expect(try recall < #require(result.metrics["hr@5"]))
    }
    // What was written agrees with itself: a report refuses nothing.
    let report = try tool.run("report", "tiny")
    #expect(!report.complaints.contains("cannot be used"), "\(report.complaints)")
    // Weights give the same numbers again.
    let weights = tool.folder + "/data/repro/weights/tiny/hstu.1.safetensors"
    let evaluated = try tool.run("evaluate", "tiny/hstu", "--weights", weights)
    #expect(evaluated.code == 0 && evaluated.output.contains("recall@5"))
  }
}
