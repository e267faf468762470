import Foundation
import Metrics
import Suites
import TestSupport
import Testing

@Suite struct WrittenMetricTests {
  @Test("a metric is written as its name, also where numbers stand by metric")
  func written() throws {
    let values: [Metric: Double] = ["ndcg@10": 0.5, "auc-day-7": 0.25]
    let text = try CanonicalJSON.compact(values)
    #expect(text == #"{"auc-day-7":0.25,"ndcg@10":0.5}"#)
    #expect(try CanonicalJSON.read([Metric: Double].self, from: Data(text.utf8)) == values)
    #expect(try CanonicalJSON.compact(["F3.r2"] as [Metric]) == #"["F3.r2"]"#)
  }

  @Test("what a guard reads is written as a word or a metric's name")
  func guarded() throws {
    let all: [GuardedQuantity] = [.users, .parameters, .metric("mrr")]
    let text = try CanonicalJSON.compact(all)
    #expect(text == #"["users","parameters","mrr"]"#)
    #expect(try CanonicalJSON.read([GuardedQuantity].self, from: Data(text.utf8)) == all)
  }

  @Test("directions are written as words, or as the value that is the best")
  func directions() throws {
    let all: [MetricDirection] = [.up, .down, .none, .towards(1)]
    let text = try CanonicalJSON.compact(all)
    #expect(text.hasPrefix(#"["up","down","none",1"#))
    #expect(try CanonicalJSON.read([MetricDirection].self, from: Data(text.utf8)) == all)
  }

  @Test(
    "a name of no metric is refused with what there is, and with the nearest where one is near",
    arguments: [
      ("ndgc@50", "; did you mean 'ndcg@50'?"), ("loglos-day-7", "; did you mean 'logloss-day-7'?"),
      ("F3.r", "; did you mean 'F3.r2'?"), ("joy@50", "zlib@length"), ("ndcg", "zlib@length"),
    ])
  func refused(name: String, end: String) throws {
    let text = WrittenSuite.ranking.replacing("hr@10]", with: "\(name)]", maxReplacements: 1)
    let error = #expect(throws: SuiteError.self) { try SuiteFile(yaml: text, file: "f.yaml") }
    let problem = try #require(error?.problem)
    #expect(problem.hasPrefix("no metric is called '\(name)'; there are hr@k, ndcg@k, mrr, "))
    #expect(problem.hasSuffix(end), "\(problem)")
    #expect((error?.line ?? 0) > 1 && error?.column != nil)
  }
}
