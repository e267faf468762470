import Foundation
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

private func report(_ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in }) -> Report {
  var suite = LittleSuite.suite()
  var records = LittleSuite.records(suite)
  change(&suite, &records)
  return Report(suite, records, judge(suite, by: records))
}

@Test("the same records give the same bytes, whatever their order")
func twice() throws {
  let first = report()
  let second = report { _, records in records.reverse() }
  #expect(first.markdown == second.markdown)
  #expect(first.html(drawings: [:]) == second.html(drawings: [:]))
  #expect(try CanonicalJSON.pretty(first.json) == CanonicalJSON.pretty(second.json))
  #expect(first.plots == second.plots)
}

@Test("the conclusion comes first and says what the verdicts say")
func conclusion() throws {
  let text = report().markdown
  let paragraph = try #require(
    text.split(separator: "\n").first { $0.hasPrefix("Of 5 claims") })
  #expect(
    paragraph.hasPrefix(
      "Of 5 claims, 4 were measured: 2 REPLICATED, 2 INCONCLUSIVE. Of 1 order between models, 1 comes out as "
        + "published."))
  let sections = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
  #expect(
    sections == [
      "Conclusion", "Claims", "Findings of our own", "Drawings", "Every seed", "Guards",
      "The paper against itself", "Deviations from the paper", "Not measured", "Environment",
      "Reproducibility checklist", "Run it again",
    ])
}

@Test("a claim whose cells were not run waits, and is not said to fail the policy")
func waiting() {
  let part = report { $1.removeAll { $0.run.name == "deep" } }.markdown
  #expect(
    part.contains(
      "The suite's policy is met by what was run; 1 claim waits for cells that were not."))
  #expect(!part.contains("policy fails"))
  let wrong = report { suite, records in
    records.removeAll { $0.run.name == "deep" }
    suite.claims[0] = .value(LittleSuite.value("plain-ndcg", run: "plain", printed: "0.9000"))
  }.markdown
  #expect(
    wrong.contains(
      "The suite's policy fails on 1 claim; 1 claim waits for cells that were not run."))
}

@Test("on other bytes than the published ones the report says so, and no claim reads REPLICATED")
func unpublished() {
  let text = report { suite, records in records = LittleSuite.records(suite, published: false) }
    .markdown
  #expect(text.contains("The data are not the published bytes, so no claim can read REPLICATED"))
  #expect(!text.contains("**REPLICATED**"))
  #expect(text.contains("**REPLICATED-DIRECTION**"))
}

@Test("without records the report says what waits, and gives no table")
func nothing() {
  let text = report { $1 = [] }.markdown
  #expect(text.contains("Nothing was measured yet: 5 claims wait for `repro run little`."))
  #expect(text.contains("- [ ]") == false && text.contains("None is measured."))
}

@Test("every anchor of the page resolves, every tag is closed, nothing is loaded from elsewhere")
func page() throws {
  let report = report()
  let drawings = Dictionary(
    uniqueKeysWithValues: report.plots.map {
      ("\($0.name).svg", "<?xml version=\"1.0\"?><svg id=\"a\"><use xlink:href='#a'/></svg>")
    })
  let html = report.html(drawings: drawings)
  let ids = html.matches(of: /id="([^"]+)"/).map { String($0.1) }
  #expect(Set(ids).count == ids.count)
  for link in html.matches(of: /href=["']#([^"']+)["']/) {
    #expect(ids.contains(String(link.1)), "\(link.1)")
  }
  #expect(!html.contains("<script") && !html.contains("src="))
  for tag in ["table", "tr", "td", "th", "ul", "li", "p", "details", "figure", "svg", "main"] {
    let opened = html.matches(of: try Regex("<\(tag)[ >]")).count
    #expect(opened == html.matches(of: try Regex("</\(tag)>")).count, "\(tag)")
  }
}

@Test("marks in text become tags, and everything else is escaped")
func marks() {
  let document = Document(blocks: [
    .paragraph("a < b, `x < y`, **bold `c`**, [words](https://example.org/?a&b), 2 * 3 [x]")
  ])
  let html = document.html(title: "t", drawings: [:])
  #expect(
    html.contains(
      "<p>a &lt; b, <code>x &lt; y</code>, <strong>bold <code>c</code></strong>, "
        + "<a href=\"https://example.org/?a&amp;b\">words</a>, 2 * 3 [x]</p>"))
}

@Test("a bar in a cell does not end it")
func cells() {
  let document = Document(blocks: [
    .table(["a", "b"], numeric: [false, true], [["x|y", "1"], ["two\nlines", "2"]])
  ])
  #expect(
    document.markdown == """
      | a | b |
      | --- | ---: |
      | x\\|y | 1 |
      | two lines | 2 |

      """)
}

@Test("numbers are written without a locale")
func numbers() {
  #expect(Numbers.fixed(0.17195, 4) == "0.1720")
  #expect(Numbers.fixed(-0.00001, 4) == "0.0000")
  #expect(Numbers.fixed(12.5, 0) == "13")
  #expect(Numbers.margin(0.05, 4) == "±0.0500" && Numbers.margin(1e-6, 4) == "±0.000001")
  #expect(Numbers.margin(0, 1) == "±0.0")
  #expect(Numbers.percent(-0.0064) == "−0.6 %")
  #expect(Numbers.percent(0.02) == "+2.0 %")
  #expect(Numbers.grouped(1_000_209) == "1,000,209")
  #expect(Numbers.fixed(.nan, 2) == "none" && Numbers.fixed(.infinity, 2) == "∞")
  #expect(Numbers.duration(3_725) == "1 h 2 min" && Numbers.duration(8.06) == "8.1 s")
}

@Test("a script for gnuplot holds no command that a suite's text could bring in")
func scripts() {
  #expect(PlotScript.quoted("a\"; system(\"x\")\n`b`") == "a; system(x) b")
}

@Test(
  "gnuplot takes every drawing",
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gnuplot")))
func drawings() throws {
  for plot in report().plots {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/gnuplot")
    // No start-up file, as the tool draws.
    process.arguments = ["-d"]
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    let script = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try plot.script.write(to: script, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: script) }
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: script)
    process.standardOutput = output
    try process.run()
    let svg = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && svg.contains("</svg>"), "\(plot.name)")
  }
}
