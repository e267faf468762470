import Foundation
import Metrics
import Suites
import Testing

@Suite struct PerformanceLawTests {
  @Test("the published grid runs without data, and its report holds the 20 panels")
  func publishedGrid() throws {
    let tool = try Tool()
    let outcome = try tool.run(
      "run", "performance-law/published-grid", "--suites", Tool.package + "/suites", "--reports",
      tool.folder + "/reports")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    let suite = try SuiteFile.sound(path: Tool.package + "/suites/performance-law.yaml").suite
    let records = RecordFolder(reports: tool.folder + "/reports", suite: suite.name)
      .reading().records
    #expect(records.count == 20)
    let rows = try String(
      contentsOfFile: Tool.package + "/suites/performance-law/r2.csv", encoding: .utf8
    ).split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    for row in rows {
      let id = "\(row[0] == "HR@10" ? "hr" : "ndcg")-\(row[1].lowercased())-\(row[2]).1"
      let result = try #require(records.first { $0.run.cell == id }?.result, "\(id)")
      let law = try #require(Double(row[4]))
      let line = try #require(Double(row[6]))
      #expect(abs(try #require(result.metrics["log-linear.r2"]) - line) < 1e-6, "\(id)")
      #expect(abs(try #require(result.metrics["drawn.r2"]) - law) < 1e-6, "\(id)")
      #expect(try #require(result.metrics["F3.r2"]) >= law - 1e-4, "\(id)")
      #expect(try #require(result.metrics["additive.r2"]) >= law, "\(id)")
      // The paper's panel appears as a row of the report.
      #expect(outcome.output.contains("| \(row[1]) \(row[2]) \(row[0]) |"))
    }
  }

  @Test("the seven printed R² that the points contradict are claims that do not hold")
  func contradictions() throws {
    let suite = try SuiteFile.sound(path: Tool.package + "/suites/performance-law.yaml").suite
    let odd = suite.contradictions.filter { $0.id.hasPrefix("r2-") }
    #expect(odd.count == 7)
    for entry in odd {
      #expect(suite.claims.contains { "r2-" + $0.id == entry.id }, "\(entry.id)")
    }
  }
}
