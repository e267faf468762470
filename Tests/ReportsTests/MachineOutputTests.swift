import Foundation
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

private func assessment(_ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in })
  -> Assessment
{
  var suite = LittleSuite.suite()
  var records = LittleSuite.records(suite)
  change(&suite, &records)
  return judge(suite, by: records)
}

@Test("JUnit: a claim is a case, NOT-REPLICATED a failure, trouble an error, the rest skipped")
func junitText() {
  let result = assessment { suite, _ in
    suite.claims = [
      .value(LittleSuite.value("wrong <1>", run: "plain", printed: "0.9000")),
      .order(LittleSuite.order("right", ["better", "plain"])), LittleSuite.claims[4],
      .order(LittleSuite.order("unasked", ["better", "plain"])),
    ]
  }
  let text = junit(result, selected: ["wrong <1>", "right", "far-ndcg"])
  #expect(
    text == """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="4" failures="1" errors="0" skipped="2">
        <testsuite name="little" tests="4" failures="1" errors="0" skipped="2">
          <testcase name="wrong &lt;1&gt;" classname="little"><failure message="NOT-REPLICATED"/></testcase>
          <testcase name="right" classname="little"><system-out>REPLICATED</system-out></testcase>
          <testcase name="far-ndcg" classname="little"><skipped message="BLOCKED (resources: the profile &#39;large&#39; was not run)"/></testcase>
          <testcase name="unasked" classname="little"><skipped message="not selected"/></testcase>
        </testsuite>
      </testsuites>

      """)
}

@Test("annotations stand at their claims, worst first, ten at most, the last counts the others")
func annotationText() {
  let result = assessment { suite, _ in
    suite.claims = (0..<12).map {
      .value(LittleSuite.value("w\($0)", run: "plain", printed: "0.9000"))
    }
    suite.claims.append(.value(LittleSuite.value("broken", run: "missing", printed: "0.9000")))
  }
  let lines = annotations(result, file: "suites/a,b.yaml") { Position(line: 10 + $0, column: 5) }
    .map(\.text)
  #expect(lines.count == 10)
  #expect(lines[0].hasPrefix("::error file=suites/a%2Cb.yaml,line=22,col=5,title=ERROR::broken: "))
  #expect(
    lines[1]
      == "::error file=suites/a%2Cb.yaml,line=10,col=5,title=NOT-REPLICATED::w0: NOT-REPLICATED")
  #expect(lines[9].hasSuffix(" (and 3 more)"))
}

@Test("a step summary takes the fullest text that fits, and cuts the last one at a line")
func summary() {
  #expect(stepSummary(["full text", "short"], limit: 100) == "full text")
  #expect(stepSummary(["full text", "short"], limit: 6) == "short")
  #expect(stepSummary(["one\ntwo\nthree"], limit: 9) == "one\ntwo\n")
  #expect(stepSummary(["äöü"], limit: 3) == "")
}

@Test("report.json is what its schema says, and holds every number of every verdict")
func schema() throws {
  let file = SharedData.package.appendingPathComponent("reports/report.schema.json")
  let schema = try CanonicalJSON.read(JSONValue.self, from: Data(contentsOf: file))
  for published in [true, false] {
    let suite = LittleSuite.suite()
    let records = LittleSuite.records(suite, published: published)
    let report = Report(suite, records, judge(suite, by: records))
    let document = try CanonicalJSON.tree(report.json)
    #expect(JSONSchema(schema).complaints(about: document) == [])
  }
  let empty = LittleSuite.suite()
  let document = try CanonicalJSON.tree(Report(empty, [], judge(empty, by: [])).json)
  #expect(JSONSchema(schema).complaints(about: document) == [])
  // The validator can fail: a word that is no verdict, and a member nobody declared.
  #expect(
    !JSONSchema(schema).complaints(about: .object(["schemaVersion": .integer(2)])).isEmpty)
}
