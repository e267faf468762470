import Foundation
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// The little suite after two looks: one headline claim is decided, one is of equal runs.
private func looked() -> Report {
  var suite = LittleSuite.suite()
  suite.runs.removeAll { $0.profile == "large" }
  var claims: [Claim] = []
  for claim in [
    LittleSuite.order("far", ["better", "popularity"]),
    LittleSuite.order("near", ["lone", "plain"]),
  ] {
    var claim = claim
    claim.headline = true
    claims.append(.order(claim))
  }
  suite.claims = claims + [.order(LittleSuite.order("detail", ["deep", "plain"]))]
  for index in suite.runs.indices where suite.runs[index].id != "popularity" {
    suite.runs[index].seeds = [1, 2, 3]
  }
  let records = LittleSuite.records(suite.extended(suite.runs.map(\.id), to: 12))
  var looks = LookSequence(suite, seeds: [3, 5])
  for _ in 0..<2 { looks.take(records) }
  return Report(suite, records, judge(suite, by: records, looks: looks))
}

@Test("the page says at which looks the headline claims were judged, and report.json holds them")
func looks() throws {
  let report = looked()
  func paragraph(_ page: String) throws -> Substring {
    try #require(page.split(separator: "\n").first { $0.hasPrefix("**Looks.**") })
  }
  #expect(
    try paragraph(report.markdown) == """
      **Looks.** Seeds were added until the headline claims were decided, with looks declared at 3 \
      and 5 seeds; it stopped at look 2 of 2, 5 seeds. Decided at look 1: `far`. Not waited for, \
      since seeds do not decide them: `near`.
      """)
  #expect(
    try paragraph(report.markdown(.details)) == """
      **Looks.** α is spent over the looks (Lan and DeMets, like O'Brien and Fleming). The level of \
      *different*, alone, and of each side of *equivalent*: 3 seeds: 0.0076 and 0.011; 5 seeds: \
      0.048 and 0.047. A decided claim keeps its verdict and its numbers; the intervals of values \
      and gains are at the level of their look; p is adjusted after it was turned into what it is \
      worth among the looks. All other claims are judged by the declared seeds alone.
      """)
  let file = SharedData.package.appendingPathComponent("reports/report.schema.json")
  let schema = try CanonicalJSON.read(JSONValue.self, from: Data(contentsOf: file))
  let document = try CanonicalJSON.tree(report.json)
  #expect(JSONSchema(schema).complaints(about: document) == [])
  let assessment = try #require(document["assessment"])
  #expect(assessment["looks"]?["taken"] == .integer(2))
  #expect(
    assessment["judgements"]?.elements?.map { $0["look"] } == [.integer(1), .integer(2), nil])
  // Read again, it is the same.
  let text = try CanonicalJSON.pretty(report.json)
  #expect(try CanonicalJSON.read(ReportJSON.self, from: Data(text.utf8)) == report.json)
}

@Test("a page of one look has no word of looks, neither in Markdown nor in JSON")
func noLooks() throws {
  let suite = LittleSuite.suite()
  let records = LittleSuite.records(suite)
  let report = Report(suite, records, judge(suite, by: records))
  #expect(!report.markdown.contains("Looks"))
  let text = try CanonicalJSON.pretty(report.json)
  for word in ["\"looks\"", "\"look\"", "\"sequential\""] { #expect(!text.contains(word)) }
}
