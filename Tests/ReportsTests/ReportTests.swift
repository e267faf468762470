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
  #expect(first.markdown(.details) == second.markdown(.details))
  #expect(try CanonicalJSON.pretty(first.json) == CanonicalJSON.pretty(second.json))
  #expect(first.plots == second.plots)
}

@Test("the headline claims come first, then what follows from them, then questions")
func story() throws {
  let text = report { suite, _ in
    suite.claims = LittleSuite.claims.map { claim in
      guard case .order(var order) = claim else { return claim }
      order.headline = true
      order.printed = ["0.4", "0.3", "0.1"]
      return .order(order)
    }
  }.markdown
  let begin = try #require(text.range(of: "## What was found"))
  let end = try #require(text.range(of: "\n## Verdicts and policy"))
  let lines = text[begin.lowerBound..<end.lowerBound].split(separator: "\n")
  #expect(lines[1] == "| Claim | Printed | Ours | Verdict | Why |")
  #expect(
    lines[3].hasPrefix(
      "| HSTU, width 16 above HSTU, width 8 above Popularity in NDCG@10 `better-above-plain` | "
        + "0.4 > 0.3 > 0.1 | "))
  #expect(lines[3].contains(" (1–3 seeds) | ● **REPLICATED** | told from chance: adjusted p "))
  #expect(
    lines[4]
      == "The paper's headline claim comes out as published. Of all 5 claims, 4 were measured: "
      + "2 REPLICATED, 2 INCONCLUSIVE.")
  #expect(lines.count == 5)
  let sections = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
  #expect(
    sections == [
      "What was found", "Verdicts and policy", "All other measured claims", "Findings of our own",
      "Drawings", "Not measured", "Run it again",
    ])
  let folds = text.matches(of: /<summary>(.*)<\/summary>/).map { $0.1 }
  #expect(
    folds == [
      "1 deviation from the paper, 0 of them material",
      "The paper against itself: 1 contradiction", "Every seed: 9 cells of 5 runs",
      "Guards: 1 of 1 hold", "Environment: 9 cells in 1 min 30 s",
      "Reproducibility checklist: 8 of 11 entries hold",
    ])
}

@Test("guards are counted of those measured, and the commands name each profile that was run")
func profiles() throws {
  func add(_ suite: inout Suite) {
    suite.guards.append(
      Guard { ($0.id, $0.run, $0.expected, $0.because) = ("far", "far", 400, "as made") })
  }
  let without = report { suite, _ in add(&suite) }.markdown
  #expect(without.contains("<summary>Guards: 1 of 1 hold, 1 not measured</summary>"))
  #expect(without.contains("```\nrepro run little\nrepro report little\n```"))
  let with = report { suite, records in
    add(&suite)
    for run in (try? Plan(suite).runs) ?? [] where run.name == "far" {
      records.append(LittleSuite.record(run, suite, quality: 1))
    }
  }.markdown
  #expect(with.contains("<summary>Guards: 2 of 2 hold</summary>"))
  #expect(
    with.contains(
      "```\nrepro run little\nrepro run little --profile large\nrepro report little\n```"))
  let none = report { suite, _ in
    suite.guards = []
    add(&suite)
  }.markdown
  #expect(none.contains("<summary>Guards: none of 1 measured</summary>"))
}

@Test("what bars stronger words is said where the claims are: other bytes, deviations, lone seeds")
func bars() throws {
  let text = report { suite, records in
    suite.deviations[0].material = true
    records = LittleSuite.records(suite, published: false)
  }.markdown
  #expect(
    text.contains(
      "**What bars stronger words:** the data are not the published bytes, so no claim can read "
        + "REPLICATED; 1 material deviation bars it too (precision); 1 run of 4 has one seed only, "
        + "which decides little."))
  let published = report { suite, records in
    suite.deviations[0].material = true
    records = LittleSuite.records(suite, published: true)
  }.markdown
  #expect(
    published.contains(
      "**What bars stronger words:** 1 material deviation caps what claims can read (precision); "))
}

@Test("the policy says what it counts, and which verdicts it does not")
func policy() throws {
  let text = report { suite, _ in
    suite.policy.fails = [.error]
    suite.claims[0] = .value(LittleSuite.value("plain-ndcg", run: "plain", printed: "0.9000"))
  }.markdown
  #expect(
    text.contains(
      "The suite's policy is met. It fails on ERROR alone; 1 NOT-REPLICATED, 1 INCONCLUSIVE and 1 "
        + "BLOCKED do not count against it."))
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
  #expect(text.contains("the data are not the published bytes, so no claim can read REPLICATED"))
  #expect(!text.contains("**REPLICATED**"))
  #expect(text.contains("**REPLICATED-DIRECTION**") && text.contains("**SAME-NUMBER**"))
}

@Test("where no claim is marked, all are told of once")
func unmarked() {
  let text = report().markdown
  #expect(text.contains("Of the paper's 5 claims, ") && !text.contains("Of all 5 claims"))
  #expect(text.contains("\n## Measured claims\n") && !text.contains("other measured claims"))
}

@Test("without records the report says what waits, and gives no table")
func nothing() {
  let text = report { $1 = [] }.markdown
  #expect(text.contains("Nothing was measured yet: 5 claims wait for `repro run little`."))
  #expect(!text.contains("All other measured claims") && !text.contains("## Measured claims"))
  // The headline table, as it stands on a page with records.
  let table = "| Claim | Printed | Ours | Verdict | Why |"
  #expect(report().markdown.contains(table) && !text.contains(table))
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
  // One script, ours, which the page's policy names; nothing is loaded.
  #expect(html.matches(of: /<script>/).count == 1 && !html.contains("src="))
  #expect(html.contains("<script>\(HTMLScript.text)</script>"))
  #expect(html.contains("content=\"\(HTMLScript.policy)\""))
  for tag in ["table", "tr", "td", "th", "ul", "li", "p", "details", "figure", "svg", "main"] {
    let opened = html.matches(of: try Regex("<\(tag)[ >]")).count
    #expect(opened == html.matches(of: try Regex("</\(tag)>")).count, "\(tag)")
  }
}

@Test("names of claims lead to their rows among the details, names of runs to their seeds")
func places() throws {
  let report = report()
  let page = report.html(drawings: [:])
  let details = report.html(.details, drawings: [:])
  #expect(page.contains("<a href=\"details.html#row-plain-ndcg\"><code>plain-ndcg</code></a>"))
  #expect(details.contains("<tr id=\"row-plain-ndcg\">"))
  #expect(details.contains("<a href=\"report.html#row-better\"><code>better</code></a>"))
  #expect(page.contains("<tr id=\"row-better\">"))
  // A value's row leads to its run's seeds too.
  let value = try #require(details.firstMatch(of: /<tr id="row-plain-ndcg">.*/))
  #expect(value.0.contains("<a href=\"report.html#row-plain\"><code>plain</code></a>"))
  let ids = [page, details].map { text in
    Set(text.matches(of: /id="([^"]+)"/).map { String($0.1) })
  }
  for (text, name) in [(page, "details.html#"), (details, "report.html#")] {
    let there = text.matches(of: /href="([a-z.]+#)([^"]+)"/).filter { $0.1 == name }
    #expect(!there.isEmpty)
    for link in there {
      #expect(ids[name == "details.html#" ? 1 : 0].contains(String(link.2)), "\(link.2)")
    }
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
  #expect(groupedDigits(1_000_209) == "1,000,209")
  #expect(Numbers.fixed(.nan, 2) == "none" && Numbers.fixed(.infinity, 2) == "∞")
  #expect(durationWords(3_725) == "1 h 2 min" && durationWords(8.06) == "8.1 s")
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
