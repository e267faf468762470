import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

/// What is kept of `repro list` never says a verdict that judging now would not say.
@Suite struct ListIndexTests {
  /// A tool with one claim, replicated by made-up records, and what was listed.
  private struct Bench {
    let tool: Tool
    let text: String

    init() throws {
      text = tinySuite().replacing("seeds: [1]", with: "seeds: [1, 2, 3]").replacing(
        "claims: []",
        with: """
          claims:
            - {kind: order, id: order, runs: [hstu, sasrec], metric: ndcg@10,
               statement: {place: Table 1, grade: primary}, printed: []}
          """)
      tool = try Tool(suite: text)
      try fill(better: "hstu")
    }

    func fill(better: String) throws {
      let suite = try SuiteFile(yaml: text, file: "tiny.yaml").suite
      for run in try Plan(suite).runs {
        try RecordFolder(reports: tool.folder + "/reports", suite: "tiny").write(
          LittleSuite.record(run, suite, quality: run.name == better ? 1.2 : 0.6, users: 200))
      }
    }

    func listed() throws -> String { try tool.run("list").output }

    /// The kept lines, of which there is one.
    var line: String {
      get throws {
        let folder = tool.folder + "/cache/repro/listed"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == 1)
        return "\(folder)/\(names.first ?? "")"
      }
    }

    func rewrite(_ path: String, _ change: (String) -> String) throws {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let changed = change(text)
      #expect(changed != text)
      try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }
  }

  private static let yes = "● 1 REPLICATED"
  private static let no = "✕ 1 NOT-REPLICATED"

  @Test("what is kept is said again, and belongs to the user alone")
  func kept() throws {
    let bench = try Bench()
    let first = try bench.listed()
    #expect(first.contains(Self.yes) && first.contains("15/15 cells"))
    let line = try bench.line
    let before = try FileManager.default.attributesOfItem(atPath: line)[.modificationDate] as? Date
    #expect(try bench.listed() == first)
    let after = try FileManager.default.attributesOfItem(atPath: line)[.modificationDate] as? Date
    #expect(before == after)
    let key = try FileManager.default.attributesOfItem(
      atPath: bench.tool.folder + "/data/repro/list.key")
    #expect(key[.posixPermissions] as? Int == 0o600 && key[.size] as? Int == 32)
  }

  @Test("changed records, another suite and other looks are judged anew")
  func stale() throws {
    let bench = try Bench()
    #expect(try bench.listed().contains(Self.yes))
    try bench.fill(better: "sasrec")
    #expect(try bench.listed().contains(Self.no))
    try bench.fill(better: "hstu")
    #expect(try bench.listed().contains(Self.yes))
    try bench.rewrite(bench.tool.folder + "/suites/tiny.yaml") {
      $0.replacing("[hstu, sasrec]", with: "[sasrec, hstu]")
    }
    #expect(try bench.listed().contains(Self.no))
    try FileManager.default.removeItem(
      atPath: bench.tool.folder + "/reports/tiny/records/hstu.2.json")
    #expect(try bench.listed().contains("14/15 cells"))
    // What is no record is named every time.
    try "{".write(
      toFile: bench.tool.folder + "/reports/tiny/records/hstu.2.json", atomically: true,
      encoding: .utf8)
    for _ in 1...2 { #expect(try bench.tool.run("list").complaints.contains("hstu.2.json")) }
    try "none".write(
      toFile: bench.tool.folder + "/reports/tiny/looks.json", atomically: true, encoding: .utf8)
    for _ in 1...2 { #expect(try bench.tool.run("list").complaints.contains("looks.json")) }
  }

  @Test("a line that another wrote, or that was changed, is not believed")
  func hostile() throws {
    let bench = try Bench()
    let truth = try bench.listed()
    let line = try bench.line
    let good = try String(contentsOfFile: line, encoding: .utf8)
    func write(_ text: String) throws {
      try text.write(toFile: line, atomically: true, encoding: .utf8)
    }
    // A forged verdict under the right key.
    try bench.rewrite(line) { $0.replacing("\"REPLICATED\": 1", with: "\"NOT-REPLICATED\": 1") }
    #expect(try bench.listed() == truth)
    // The same under a seal that was made with another secret.
    let forger = ListIndex(
      cache: bench.tool.folder + "/forged", data: bench.tool.folder + "/forged")
    struct Line: Codable {
      var key: String
      var entry: SuiteEntry
      var seal: String
    }
    var read = try JSONDecoder().decode(Line.self, from: Data(good.utf8))
    read.entry.row.verdicts = ["NOT-REPLICATED": 1]
    forger.keep(read.entry, "x", key: read.key)
    let forged = bench.tool.folder + "/forged/listed"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: forged).first)
    try write(try String(contentsOfFile: "\(forged)/\(name)", encoding: .utf8))
    #expect(try bench.listed() == truth)
    // Links, garbage and nothing.
    try FileManager.default.removeItem(atPath: line)
    try FileManager.default.createSymbolicLink(
      atPath: line, withDestinationPath: "\(forged)/\(name)")
    #expect(try bench.listed() == truth)
    for text in ["", "{", good.replacing("}", with: ""), "[]"] {
      try write(text)
      #expect(try bench.listed() == truth)
    }
    // A secret that others may read seals nothing.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: bench.tool.folder + "/data/repro/list.key")
    try write(good.replacing("\"REPLICATED\": 1", with: "\"NOT-REPLICATED\": 1"))
    #expect(try bench.listed() == truth)
  }
}
