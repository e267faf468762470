import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

/// Two suites of one kind, `tiny` and `other`, with a claim each, and records of both.
private struct Bench {
  let tool: Tool

  init(filled: [String] = ["tiny", "other"]) throws {
    tool = try Tool(suite: Self.suite("tiny", runs: "[hstu, sasrec]"))
    try Self.suite("other", runs: "[sasrec, hstu]")
      .write(toFile: tool.folder + "/suites/other.yaml", atomically: true, encoding: .utf8)
    for name in filled {
      let suite = try SuiteFile(path: "\(tool.folder)/suites/\(name).yaml").suite
      for run in try Plan(suite).runs {
        try RecordFolder(reports: tool.folder + "/reports", suite: name)
          .write(
            LittleSuite.record(run, suite, quality: run.name == "hstu" ? 1.2 : 0.6, users: 200))
      }
    }
    // The made-up records are of other rows than the generator's: where its file is gone, they stand.
    try FileManager.default.removeItem(atPath: tool.folder + "/suites/datasets/planted-time.yaml")
  }

  private static func suite(_ name: String, runs: String) -> String {
    tinySuite().replacing("seeds: [1]", with: "seeds: [1, 2, 3]")
      .replacing("name: tiny", with: "name: \(name)")
      .replacing("A tiny suite", with: "The \(name) suite")
      .replacing(
        "claims: []",
        with: """
          claims:
            - {kind: order, id: order, runs: \(runs), metric: ndcg@10,
               statement: {place: Table 1, grade: primary}, printed: []}
            - {kind: order, id: lead, runs: [fuxi, sasrec], metric: ndcg@10,
               statement: {place: Table 2, grade: primary}, printed: []}
          """)
  }
}

@Suite struct TargetTests {
  @Test("without a suite, run and plan say what there is and what to type, and leave with 64")
  func offer() throws {
    let bench = try Bench(filled: [])
    try "name: [".write(
      toFile: bench.tool.folder + "/suites/broken.yaml", atomically: true, encoding: .utf8)
    for command in ["run", "plan"] {
      let outcome = try bench.tool.run(command)
      #expect(outcome.code == 64 && outcome.output == "")
      let lines = outcome.complaints.split(separator: "\n").map(String.init)
      try #require(lines.count == 6, "\(outcome.complaints)")
      #expect(lines[0] == "repro: Which suite? Choose one of these:")
      #expect(
        lines[1] == "  repro \(command) broken            it cannot be read: repro check broken")
      #expect(lines[2] == "  repro \(command) other   15 cells  The other suite (2025)")
      #expect(lines[3] == "  repro \(command) tiny    15 cells  The tiny suite (2025)")
      #expect(lines[4].hasPrefix("  repro \(command) --all"))
      #expect(lines[5].hasPrefix("For a part of a suite, write SUITE/NAME"))
    }
  }

  @Test("all suites are run in one call, one screen says how, and the worst ending is the code")
  func all() throws {
    let tool = try Bench().tool
    let outcome = try tool.run("run", "--all")
    // `other` states the order the other way round.
    #expect(outcome.code == 10, "\(outcome.complaints)")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count < 24 && outcome.complaints.contains("reports/other/report.md"))
    #expect(
      lines.contains { $0.hasPrefix("other  15/15") && $0.hasSuffix("not-replicated (10)") },
      "\(outcome.output)")
    #expect(outcome.output.contains("✕ NOT-REPLICATED  other/order  "))
    #expect(
      outcome.output.hasSuffix(
        "\n1 of 2 suites met their policy; the worst ending is not-replicated, 10\n"))
    let document = try JSONDecoder().decode(
      JSONValue.self, from: Data(try tool.run("run", "--all", "--json").output.utf8))
    #expect(document["ending"]?.text == "not-replicated")
    #expect(document["suites"]?.elements?.map { $0["name"]?.text } == ["other", "tiny"])
    #expect(
      document["suites"]?.elements?.map { $0["ending"]?.text } == ["not-replicated", "success"])
  }

  @Test("a suite that cannot be run keeps no other from being judged, and its code counts")
  func oneFails() throws {
    // Nothing of `other` is recorded, and its data set is gone.
    let tool = try Bench(filled: ["tiny"]).tool
    let outcome = try tool.run("run", "other", "tiny/order")
    #expect(outcome.code == 78, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("repro: other: "))
    #expect(outcome.complaints.contains("planted-time.yaml: no data set is called"))
    #expect(outcome.output.contains("\ntiny   6/6"), "\(outcome.output)")
    #expect(outcome.output.contains("● 1 REPLICATED") && outcome.output.contains("bad-suite (78)"))
  }

  @Test("several parts of one suite are one piece of work")
  func parts() throws {
    let tool = try Bench().tool
    let one = try tool.run("run", "tiny/hstu", "tiny/sasrec", "suites/tiny.yaml/random", "--json")
    #expect(one.code == 0, "\(one.complaints)")
    let plan = try tool.run("plan", "tiny/hstu", "tiny/sasrec", "other/fuxi", "--seeds", "2,3")
    #expect(plan.output.contains("6 cells, 6 cached"), "\(plan.output)")
    #expect(plan.output.contains("\nother/fuxi.3 "), "\(plan.output)")
    let suite = try SuiteFile(path: tool.folder + "/suites/tiny.yaml").suite
    func selection(_ name: String) throws -> RunSelection {
      try #require(RunSelection(suite, name: name))
    }
    // A claim that reads runs of both parts, and of none alone, belongs to them together.
    let both = try selection("sasrec").union(try selection("hstu"), in: suite)
    #expect(both.runs == ["sasrec", "hstu"] && both.claims == ["order"] && !both.isOfClaims)
    // Two claims stay two claims, though a third one reads no other runs.
    let claims = try selection("order").union(try selection("lead"), in: suite)
    #expect(claims.runs == ["sasrec", "hstu", "fuxi"] && claims.claims == ["order", "lead"])
    #expect(claims.isOfClaims)
  }

  @Test("of a claim that is run, its verdict alone is said, and what the verdict means")
  func claim() throws {
    let tool = try Bench().tool
    for command in ["run", "report"] {
      let outcome = try tool.run(command, "other/order")
      #expect(outcome.code == 10)
      #expect(outcome.output.hasPrefix("# The other suite\n\n| Claim |"), "\(outcome.output)")
      #expect(outcome.output.contains("`order`") && !outcome.output.contains("`lead`"))
      #expect(
        outcome.output.hasSuffix(
          "- ✕ **NOT-REPLICATED** Something else than the published number or statement came out.\n"
        ))
      #expect(try tool.run(command, "other/order", "--markdown").output.contains("`lead`"))
    }
  }

  @Test(
    "of several endings the worst is a signal, then a broken repeat, then trouble, then findings")
  func worst() {
    let order: [Ending] = [
      .success, .nothingMeasured, .inconclusive, .notReplicated, .usage, .badData, .unavailable,
      .licence, .badSuite, .brokenRepeat, .interrupted,
    ]
    for (less, more) in zip(order, order.dropFirst()) {
      #expect(Ending.worst(of: [less, more]) == more && Ending.worst(of: [more, less]) == more)
    }
    #expect(Ending.worst(of: []) == .success)
  }

  @Test(
    "what cannot be asked for together is refused in a sentence",
    arguments: [
      (["run", "--all", "tiny"], 64, "--all means every suite, so no suite can be named with it."),
      (["run", "--all", "--profile", "huge"], 64, "has a run in the profile huge."),
      (["run", "tiny", "other", "--seeds", "9"], 78, "has no such cell of the seeds 9"),
      (["run", "tiny", "nothing"], 78, "there is no suite 'nothing'"),
      (["run", "--all", "--cell", "fuxi.9"], 78, "has no such cell 'fuxi.9'"),
      (["run", "tiny/fuxi", "--until-decided"], 64, "name 'tiny' without '/fuxi'"),
    ] as [([String], Int32, String)])
  func refusals(arguments: [String], code: Int32, words: String) throws {
    let outcome = try Bench(filled: []).tool.run(arguments)
    #expect(outcome.code == code && outcome.output == "", "\(outcome.complaints)")
    #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
  }
}
