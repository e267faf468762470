import Foundation
import Suites
import TestSupport
import Testing

@Suite struct ExportTests {
  @Test("exporting writes three tables, the same bytes each time, and names what it wrote")
  func tables() throws {
    let history = try History()
    let tool = history.tool
    let first = try tool.run("export", "tiny", "--csv", "tables/of/tiny")
    #expect(first.code == 0 && first.output.isEmpty)
    #expect(
      first.complaints
        == "Written: tables/of/tiny/results.csv, tables/of/tiny/claims.csv, tables/of/tiny/columns.csv\n"
    )
    #expect(try tool.run("export", "--all", "--csv", "again").code == 0)
    let names = ["results.csv", "claims.csv", "columns.csv"]
    for name in names {
      let texts = try ["tables/of/tiny", "again"].map {
        try String(contentsOfFile: "\(tool.folder)/\($0)/\(name)", encoding: .utf8)
      }
      #expect(texts[0] == texts[1] && texts[0].hasSuffix("\n"))
    }
    let results = commaSeparated(
      try String(contentsOfFile: tool.folder + "/again/results.csv", encoding: .utf8))
    // Five runs of three seeds with three metrics each.
    #expect(results.count == 45)
    let claims = commaSeparated(
      try String(contentsOfFile: tool.folder + "/again/claims.csv", encoding: .utf8))
    #expect(claims.map { $0["claim"] } == ["hstu-value", "order"])
    // One run alone, and the claims that read nothing else.
    #expect(try tool.run("export", "tiny/hstu", "--csv", "one").code == 0)
    let one = try String(contentsOfFile: tool.folder + "/one/results.csv", encoding: .utf8)
    #expect(Set(commaSeparated(one).map { $0["run"] }) == ["hstu"])
  }

  @Test("what cannot be exported is said in one sentence, and nothing is written")
  func refusals() throws {
    let tool = try Tool()
    let cases: [(words: [String], code: Int32, part: String)] = [
      (["tiny"], 64, "--csv FOLDER"), (["--csv", "out"], 64, "--all"),
      (["none", "--csv", "out"], 78, "no suite 'none'"),
      (["tiny/none", "--csv", "out"], 64, "'none'"),
      (["tiny", "--parquet", "out"], 64, "pyarrow"),
      (["tiny", "--csv", "suites/tiny.yaml"], 73, "cannot be written"),
    ]
    for (words, code, part) in cases {
      let outcome = try tool.run(["export"] + words)
      #expect(outcome.code == code && outcome.complaints.contains(part), "\(words)")
      #expect(!FileManager.default.fileExists(atPath: tool.folder + "/out"))
    }
  }
}
