import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

/// The pages about all suites, and what `list` says of them.
@Suite struct IndexTests {
  /// A suite with a headline claim and a record for every cell.
  private func prepared(better: String = "hstu") throws -> Tool {
    let claim = """
      claims:
        - {kind: order, id: order, headline: true, runs: [hstu, sasrec], metric: ndcg@10,
           statement: {place: Table 1, grade: primary}, printed: ['0.3', '0.2']}
      """
    let yaml = tinySuite().replacing("seeds: [1]", with: "seeds: [1, 2, 3]")
      .replacing("claims: []", with: claim)
    let tool = try Tool(suite: yaml)
    let suite = try SuiteFile(yaml: yaml, file: "tiny.yaml").suite
    for run in try Plan(suite).runs {
      try RecordFolder(reports: tool.folder + "/reports", suite: "tiny").write(
        LittleSuite.record(run, suite, quality: run.name == better ? 1.2 : 0.6, users: 200))
    }
    return tool
  }

  @Test("the README of this repository shows the grid that the records give")
  func front() throws {
    let tool = try Tool()
    let folder = tool.folder + "/front"
    let manager = FileManager.default
    for part in ["reports", "suites"] {
      try manager.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
      // What is made is not there; the rest is.
      for name in try manager.contentsOfDirectory(atPath: "\(Tool.package)/\(part)")
      where !name.hasPrefix("README") && !name.hasSuffix(".html") && !name.hasSuffix(".md") {
        try manager.createSymbolicLink(
          atPath: "\(folder)/\(part)/\(name)",
          withDestinationPath: "\(Tool.package)/\(part)/\(name)")
      }
    }
    try manager.copyItem(atPath: Tool.package + "/README.md", toPath: folder + "/README.md")
    let outcome = try tool.run("report", "--suites", folder + "/suites")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    let readme = try String(contentsOfFile: Tool.package + "/README.md", encoding: .utf8)
    #expect(readme.contains(IndexPublication.begin) && readme.contains(IndexPublication.end))
    let made = try manager.contentsOfDirectory(atPath: "\(Tool.package)/reports")
      .filter { $0.hasSuffix(".html") || $0.hasSuffix(".md") }.map { "reports/\($0)" }
    #expect(made.contains("reports/index.html"))
    for name in ["README.md", "suites/README.md"] + made.sorted() {
      let written = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      let kept = try String(contentsOfFile: "\(Tool.package)/\(name)", encoding: .utf8)
      #expect(written == kept, "\(name): `repro report` writes it anew")
    }
  }

  @Test("all suites stand on one page, and in a README between its marks alone")
  func allSuites() throws {
    let tool = try prepared()
    let readme = tool.folder + "/README.md"
    let text = "# x\n\n\(IndexPublication.begin)\nold\n\(IndexPublication.end)\nrest\n"
    try text.write(toFile: readme, atomically: true, encoding: .utf8)
    let outcome = try tool.run("report")
    #expect(outcome.code == 0, "\(outcome.complaints)")
    #expect(
      outcome.complaints == "Written: reports/README.md, reports/index.html, README.md\n")
    let page = try String(contentsOfFile: tool.folder + "/reports/README.md", encoding: .utf8)
    #expect(page == outcome.output)
    #expect(page.contains("| [A tiny suite](tiny/report.md) | `tiny` | 1 | 1 of 1 |"))
    #expect(page.contains("HSTU, 1 block above SASRec, 1 block") == false)
    #expect(page.contains("| HSTU above SASRec in NDCG@10 `order` | 0.3 > 0.2 | "))
    let shown = try String(contentsOfFile: readme, encoding: .utf8)
    #expect(shown.hasPrefix("# x\n\n\(IndexPublication.begin)\n\n| Paper | Suite | "))
    #expect(shown.hasSuffix("\n\(IndexPublication.end)\nrest\n") && !shown.contains("\nold\n"))
    #expect(shown.contains("](reports/tiny/report.md)"))
    #expect(shown.contains("```\n- {kind: order, id: order, headline: true"))
    #expect(!shown.contains("did not come out"))
    let html = try String(contentsOfFile: tool.folder + "/reports/index.html", encoding: .utf8)
    #expect(html.contains("<a href=\"tiny/report.html\">A tiny suite</a>"))
    // Once more gives the same bytes; without marks nothing is written there.
    _ = try tool.run("report")
    #expect(try String(contentsOfFile: readme, encoding: .utf8) == shown)
    try "# x\n".write(toFile: readme, atomically: true, encoding: .utf8)
    #expect(try tool.run("report").complaints == "Written: reports/README.md, reports/index.html\n")
    #expect(try tool.run("report", "--json").code == 64)
  }

  @Test("a README shows a claim that came out and one that did not, where there is one")
  func contradicted() throws {
    let tool = try prepared(better: "sasrec")
    let readme = tool.folder + "/README.md"
    try "\(IndexPublication.begin)\n\(IndexPublication.end)\n".write(
      toFile: readme, atomically: true, encoding: .utf8)
    _ = try tool.run("report")
    let shown = try String(contentsOfFile: readme, encoding: .utf8)
    #expect(shown.contains("\n\nOne that did not come out, of `tiny`:\n\n| Claim | Printed |"))
    #expect(shown.contains("| ✕ **NOT-REPLICATED** |") && !shown.contains("```"))
  }

  @Test("the catalogue says of every system its suite and verdicts, or why it has none")
  func catalogue() throws {
    let tool = try prepared()
    let list = """
      schema: 1
      systems:
        - {name: Tiny, paper: 'Of a | bar', url: 'https://example.org/1', claim: 'A <b>claim</b>.', suites: [tiny]}
        - {name: Far, paper: A far paper, claim: Another., standing: planned, because: Not yet.}
        - {name: Near, paper: P, url: 'https://example.org/2', claim: C., suites: [tiny], standing: baseline, because: Compared.}

      """
    let folder = tool.folder + "/suites/catalogue"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try list.write(toFile: folder + "/systems.yaml", atomically: true, encoding: .utf8)
    let outcome = try tool.run("report")
    #expect(outcome.complaints.contains("reports/index.html, suites/README.md\n"))
    let page = try String(contentsOfFile: tool.folder + "/suites/README.md", encoding: .utf8)
    for row in [
      "| **Tiny** | A \\<b>claim\\</b>. | [tiny](../reports/tiny/report.md) | ● 1 REPLICATED "
        + "| [Of a \\| bar](https://example.org/1) |",
      "| **Far** | Another. | Not yet. | planned | A far paper, no address known |",
      "| **Near** | C. | [tiny](../reports/tiny/report.md): Compared. | as a baseline "
        + "| [P](https://example.org/2) |",
    ] { #expect(page.contains(row + "\n"), "\(page)") }
    // Another folder of reports is none of its business, and a wrong list writes nothing.
    #expect(!(try tool.run("report", "--reports", "elsewhere").complaints.contains("suites/")))
    try list.replacing("[tiny]", with: "[other]").write(
      toFile: folder + "/systems.yaml", atomically: true, encoding: .utf8)
    let wrong = try tool.run("report")
    #expect(wrong.code == 78)
    #expect(
      wrong.complaints == """
        repro: suites/catalogue/systems.yaml:3:95: 'Tiny' names a suite that does not exist: 'other'.

        """)
  }

  @Test("a question is checked with the suites, and gets a page beside the index")
  func question() throws {
    let tool = try prepared()
    let yaml = """
      schema: 1
      id: gain
      title: What is it worth?
      about: From SASRec to HSTU.
      steps: [SASRec, HSTU]
      targets: [{id: all, title: All targets}]
      settings:
        - {title: Tiny, suite: tiny, runs: [sasrec, hstu], metrics: {all: ndcg@10}}

      """
    let folder = tool.folder + "/suites/questions"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func write(_ yaml: String) throws {
      try yaml.write(toFile: folder + "/gain.yaml", atomically: true, encoding: .utf8)
    }
    func page() throws -> String {
      try String(contentsOfFile: tool.folder + "/reports/gain.md", encoding: .utf8)
    }
    try write(yaml)
    #expect(try tool.run("check").output.hasSuffix("suites/questions/gain.yaml: ok\n"))
    let outcome = try tool.run("report")
    #expect(outcome.complaints.contains(", reports/gain.md, reports/gain.html"))
    #expect(outcome.output.contains("| [What is it worth?](gain.md) | 1 of 1 |"))
    #expect(try page().contains("| SASRec → HSTU | 1 better |"))
    // A page whose runs have no records any more does not stay as it was.
    try write(yaml.replacing("[sasrec, hstu]", with: "[sasrec, fuxi]"))
    for seed in 1...3 {
      try FileManager.default.removeItem(
        atPath: tool.folder + "/reports/tiny/records/fuxi.\(seed).json")
    }
    #expect(!(try tool.run("report").output.contains("gain.md")))
    #expect(try page().contains("| SASRec → HSTU | not measured |"))
    try write(yaml.replacing("[sasrec, hstu]", with: "[sasrec, other]"))
    for command in ["check", "report"] {
      let wrong = try tool.run(command)
      #expect(wrong.code == 78)
      #expect(
        wrong.complaints
          == "repro: suites/questions/gain.yaml:8:32: 'tiny' has no run 'other'.\n")
    }
  }

  @Test("list says the verdicts; of a suite its profiles, groups, runs and claims")
  func lists() throws {
    let tool = try prepared()
    let all = try tool.run("list").output
    #expect(all.contains("15/15 cells") && all.contains("● 1 REPLICATED"), "\(all)")
    let one = try tool.run("list", "tiny")
    #expect(one.code == 0, "\(one.complaints)")
    #expect(one.output.contains("profiles: smoke (by default)\n"))
    let rows = one.output.split(separator: "\n").map {
      $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    #expect(rows.contains("trained hstu HSTU, 1 block smoke 3/3 seeds"))
    #expect(rows.contains("baselines popularity Popularity smoke 3/3 seeds"))
    #expect(rows.contains("headline order HSTU above SASRec in NDCG@10 REPLICATED"))
    let document = try JSONDecoder().decode(
      JSONValue.self, from: Data(try tool.run("list", "tiny", "--json").output.utf8))
    #expect(document["claims"]?.elements?.first?["verdict"]?.text == "REPLICATED")
    #expect(try tool.run("list", "nothing").code == 78)
  }
}
