import Experiments
import Foundation
import Suites
import Testing

/// A cell as what other programs have computed.
@Suite struct CellTests {
  @Test("without a report a cell leaves with 0 when its record is there, whatever the claims say")
  func noReport() throws {
    let tool = try Tool()
    let annotated = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": tool.folder + "/summary"]
    let arguments = ["run", "tiny", "--cell", "tiny/hstu.1", "--no-report"]
    let first = try tool.run(arguments, with: annotated)
    #expect(first.code == 0 && first.output == "", "\(first.complaints)")
    #expect(first.complaints.contains("tiny/hstu.1: hr@10 "))
    #expect(!first.complaints.contains("::error"))
    let manager = FileManager.default
    #expect(!manager.fileExists(atPath: tool.folder + "/summary"))
    #expect(try manager.contentsOfDirectory(atPath: tool.folder + "/reports/tiny") == ["records"])
    // Again it is there, and nothing is computed; the cell's name says the suite.
    let again = try tool.run("run", "--cell", "tiny/hstu.1", "--no-report")
    #expect(again.code == 0 && again.complaints == "")
    // With a report the same cell leaves with what is judged: nothing.
    #expect(try tool.run("run", "tiny", "--cell", "hstu.1").code == 14)
  }

  @Test("a named cell is meant whatever its profile, unless another one is asked for")
  func hiddenProfile() throws {
    let tool = try Tool()
    let path = tool.folder + "/suites/tiny.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let run = "group: baselines\n    profile: smoke"
    #expect(text.contains(run))
    try text.replacing(run, with: "group: baselines\n    profile: large", maxReplacements: 1)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let named = ["run", "tiny", "--cell", "popularity.1", "--no-report"]
    let refused = try tool.run(named + ["--profile", "smoke"])
    #expect(refused.code == 78 && refused.complaints.contains("has no such cell 'popularity.1'"))
    let computed = try tool.run(named)
    #expect(computed.code == 0, "\(computed.complaints)")
    #expect(try tool.outcome("popularity.1").contains("hr@10"))
  }

  @Test("a cell's name may stand in a file, and names of other suites are refused")
  func names() throws {
    let tool = try Tool()
    try "tiny/popularity.1\nmore\n".write(
      toFile: tool.folder + "/7", atomically: true, encoding: .utf8)
    #expect(try tool.run("run", "tiny", "--cell", "@7", "--no-report").code == 0)
    let records = tool.folder + "/reports/tiny/records"
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: records) == ["popularity.1.json"])
    let gone = try tool.run("run", "tiny", "--cell", "@8", "--no-report")
    #expect(gone.code == 64 && gone.complaints.contains("--cell @8: there is no such file"))
    let other = try tool.run("run", "tiny", "--cell", "other/hstu.1")
    #expect(other.code == 64)
    #expect(other.complaints == "repro: --cell other/hstu.1 is not a cell of the suite 'tiny'.\n")
  }

  @Test(
    "what makes no sense beside --no-report is refused", arguments: ["--json", "--until-decided"])
  func exclusive(option: String) throws {
    let outcome = try Tool().run("run", "tiny", "--no-report", option)
    #expect(
      outcome.code == 64
        && outcome.complaints.contains("--no-report cannot be combined with --json"))
  }

  @Test("kernels are chosen by name, and those that are not there are refused with 69")
  func kernels() throws {
    let tool = try Tool()
    let run = try tool.run(
      "run", "tiny", "--cell", "hstu.1", "--no-report", "--kernels", "Haswell")
    #expect(run.code == 0, "\(run.complaints)")
    #expect(try tool.outcome("hstu.1").contains("Haswell Float"))
    let other = try tool.run("run", "tiny", "--cell", "hstu.1", "--kernels", "Abacus")
    #expect(other.code == 69 && other.complaints.contains("has no kernels 'Abacus'"))
  }

  @Test("events are lines of JSON from the beginning of a cell to its end")
  func events() throws {
    let tool = try Tool()
    let run = try tool.run(
      "run", "tiny", "--cell", "hstu.1", "--no-report", "--events", "log", "--checkpoint-every", "0"
    )
    #expect(run.code == 0, "\(run.complaints)")
    let text = try String(contentsOfFile: tool.folder + "/log", encoding: .utf8)
    let lines = try text.split(separator: "\n").map {
      try #require(
        JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
    let words = lines.compactMap { $0["event"] as? String }
    #expect(words.first == "begin" && words.last == "end")
    #expect(words.count { $0 == "epoch" } == 3 && words.contains("checkpoint"))
    #expect(lines.allSatisfy { $0["cell"] as? String == "tiny/hstu.1" && $0["elapsed"] != nil })
    let step = try #require(lines.last { $0["event"] as? String == "step" })
    #expect(step["step"] as? Int == step["steps"] as? Int)
    #expect(((step["loss"] as? Double) ?? 0) > 0 && ((step["rate"] as? Double) ?? 0) > 0)
    let metrics = lines.last?["metrics"] as? [String: Double]
    #expect(metrics?.keys.sorted() == ["hr@10", "mrr", "ndcg@10"])
    #expect(lines.last?["state"] as? String == "finished")
    // A second process adds to it; a place that takes nothing is refused before anything is trained.
    _ = try tool.run("run", "tiny", "--cell", "sasrec.1", "--no-report", "--events", "log")
    let longer = try String(contentsOfFile: tool.folder + "/log", encoding: .utf8)
    #expect(longer.hasPrefix(text) && longer.count > text.count)
    #expect(try tool.run("run", "tiny", "--cell", "fuxi.1", "--events", "no/log").code == 73)
  }

  @Test("a plan says what each cell needs, and who holds it")
  func needs() throws {
    let tool = try Tool()
    func cells() throws -> [String: [String: Any]] {
      let plan = try tool.run("plan", "tiny", "--json")
      let list = try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [[String: Any]]
      return Dictionary(
        (list ?? []).map { (($0["cell"] as? String) ?? "", $0) }, uniquingKeysWith: { $1 })
    }
    func needs(_ cell: [String: Any]?) throws -> [String: Any] {
      try #require(cell?["needs"] as? [String: Any])
    }
    let before = try cells()
    let costed = try needs(before["hstu.1"])
    // A worker beside the one of each shard has work too.
    #expect(costed["shards"] as? Int == 4 && costed["cores"] as? Int == 8)
    #expect(costed["secondsFrom"] as? String == "cost")
    #expect(((costed["memory"] as? Int) ?? 0) > 300 << 20)
    #expect(costed["numerics"] == nil)
    #expect(try needs(before["popularity.1"])["cores"] as? Int == 1)

    // Whoever works on a cell is named for as long as he does.
    let lock = tool.folder + "/cache/repro/locks/x.lock"
    let held = try #require(try CellLock.take(lock, for: "tiny/sasrec.1"))
    let holder = try cells()["sasrec.1"]
    #expect((holder?["holder"] as? [String: Any])?["process"] as? Int == Int(getpid()))
    let words = try #require(holder?["why"] as? String)
    #expect(words.hasPrefix("to run: no record; being computed by process \(getpid()) on "))
    withExtendedLifetime(held) {}

    _ = try tool.run("run", "tiny", "--cell", "hstu.1", "--no-report")
    let known = try needs(try cells()["hstu.1"])
    #expect(known["secondsFrom"] as? String == "records")
    #expect(known["memoryFrom"] as? String == "records")
    #expect((known["numerics"] as? String)?.hasSuffix(" Float") == true)
  }
}
