import Foundation
import Suites
import Testing

@Suite struct NamesTests {
  /// Names that would lead a path elsewhere, or be no name at all.
  static let names = [
    "../../../../precious/logo", "..", ".", ".hidden", "-rf", "a/b", "/etc/x", "a b", "A", "ä",
    "a\\\\b",
    "", "a\\u0000b", "a\\nb", String(repeating: "a", count: 101),
  ]

  @Test("a group, a run, a claim or a suite has a name that stays in its folder", arguments: names)
  func identifiers(name: String) throws {
    let claim = """
      claims:
        - {kind: order, id: order, runs: [hstu, sasrec], metric: ndcg@10,
           statement: {place: Table 1, grade: primary}, printed: []}
      """
    let text = tinySuite().replacing("claims: []", with: claim)
    for (old, key, rule) in [
      ("group: trained", "group", "SUITE-ID-011"), ("id: popularity", "id", "SUITE-ID-007"),
      ("id: order", "id", "SUITE-ID-007"), ("id: planted\n", "id", nil),
      ("name: tiny", "name", "SUITE-ID-010"),
    ] {
      let end = old.hasSuffix("\n") ? "\n" : ""
      let changed = text.replacing(old, with: "\(key): \"\(name)\"\(end)", maxReplacements: 1)
      #expect(changed != text)
      let tool = try Tool(suite: changed)
      let precious = tool.folder + "/precious"
      try FileManager.default.createDirectory(atPath: precious, withIntermediateDirectories: true)
      let before = try FileManager.default.subpathsOfDirectory(atPath: tool.folder)
      for arguments in [["check", "tiny"], ["report", "tiny"], ["list"], ["plan", "tiny"]] {
        let outcome = try tool.run(arguments)
        #expect(outcome.code == 78, "\(arguments) \(key) \(name): \(outcome.complaints)")
        #expect(outcome.complaints.hasPrefix("repro: suites/tiny.yaml:"))
        if let rule { #expect(outcome.complaints.contains(rule), "\(outcome.complaints)") }
      }
      // `list` keeps a key of its own, and nothing that is called after anything in a suite.
      let after = Set(try FileManager.default.subpathsOfDirectory(atPath: tool.folder))
      let own: Set = ["cache", "cache/repro", "data", "data/repro", "data/repro/list.key"]
      #expect(after.subtracting(before).isSubset(of: own), "\(after.subtracting(before))")
    }
  }

  @Test("two files of one name are two suites or an error: a suite is called as its file is")
  func suiteName() throws {
    let tool = try Tool()
    let folder = tool.folder
    try tinySuite().replacing("A tiny suite", with: "Another suite")
      .write(toFile: folder + "/suites/other.yaml", atomically: true, encoding: .utf8)
    for arguments in [
      ["check"], ["check", "other"], ["report", "other"], ["run", "other/popularity"],
      ["plan", "suites/other.yaml"], ["list"],
    ] {
      let outcome = try tool.run(arguments)
      #expect(outcome.code == 78, "\(arguments): \(outcome.complaints)")
      #expect(
        outcome.complaints.contains(
          "suites/other.yaml:2:1: the suite's name is 'tiny', but its file is called 'other'; the "
            + "two must be equal [SUITE-ID-012]"), "\(outcome.complaints)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/reports"))
  }

  static let paths = [
    "../../x", "/etc/passwd", "a/../../x", "a/..", "./a", "a//b", "a/", "a\\\\b", "a\\u0000b",
    "a\\nb",
    String(repeating: "a/", count: 500) + "ab",
  ]

  @Test("a member of a data set stays in its folder", arguments: paths)
  func members(path: String) throws {
    let tool = try Tool(suite: rowsSuite())
    let text = """
      schema: 1
      id: rows
      title: Rows
      layout: amazon-ratings-csv
      file:
        urls: []
        packing: archive
        members: [{path: "\(path)"}]
        unpackedLimit: 100000
      """
    try text.write(
      toFile: tool.folder + "/suites/datasets/rows.yaml", atomically: true, encoding: .utf8)
    // What `../../x` of the folder `data/own` would lead to.
    try FileManager.default.createDirectory(
      atPath: tool.folder + "/data/own", withIntermediateDirectories: true)
    try "u,i,5,1\n".write(toFile: tool.folder + "/x", atomically: true, encoding: .utf8)
    for arguments in [["check", "tiny"], ["run", "tiny/popularity", "--data", "rows=data/own"]] {
      let outcome = try tool.run(arguments)
      #expect(outcome.code == 78, "\(path): \(outcome.complaints)")
      #expect(outcome.complaints.contains("does not stay inside the data set's folder"))
    }
  }

  @Test("a file of results stays in the folder of suites", arguments: paths)
  func results(path: String) throws {
    let runs = """
      runs:
        - id: line
          profile: smoke
          task: {kind: line-fit, file: "\(path)", x: [a], reciprocal: false, y: b}
          seeds: [1]
      guards:
      """
    let text = tinySuite()
    let begin = try #require(text.range(of: "runs:\n")).lowerBound
    let end = try #require(text.range(of: "guards:")).upperBound
    let tool = try Tool(suite: text.replacingCharacters(in: begin..<end, with: runs))
    let outcome = try tool.run("check", "tiny")
    #expect(outcome.code == 78, "\(outcome.complaints)")
    #expect(
      outcome.complaints.contains("does not stay inside the folder of suites [SUITE-RUN-004]"),
      "\(outcome.complaints)")
  }
}
