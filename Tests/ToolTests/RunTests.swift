import Foundation
import Suites
import Testing

@Suite struct RunTests {
  static let trained = ["sasrec.1", "hstu.1", "fuxi.1"]

  @Test("a suite runs once; the second time every cell is recorded and nothing is computed")
  func journey() throws {
    let tool = try Tool()
    let first = try tool.run("run", "tiny")
    #expect(first.complaints.contains("tiny/fuxi.1: hr@10 "))
    let records = try FileManager.default.contentsOfDirectory(
      atPath: tool.folder + "/reports/tiny/records")
    #expect(
      records.sorted()
        == ["fuxi.1.json", "hstu.1.json", "popularity.1.json", "random.1.json", "sasrec.1.json"])
    let second = try tool.run("run", "tiny")
    #expect(!second.complaints.contains("hr@10"))
    // Checkpoints are gone with the record, weights stay.
    let checkpoints = tool.folder + "/cache/repro/checkpoints"
    #expect((try? FileManager.default.contentsOfDirectory(atPath: checkpoints)) ?? [] == [])
    #expect(
      FileManager.default.fileExists(
        atPath: tool.folder + "/data/repro/weights/tiny/hstu.1.safetensors"))
  }

  @Test("a record says what its data held, and one that does not say it counts as well")
  func counts() throws {
    let tool = try Tool()
    _ = try tool.run("run", "tiny/popularity", "--no-report")
    let folder = RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
    var record = try #require(try folder.record(of: "popularity.1"))
    let counts = try #require(record.circumstances.data)
    #expect(counts.users == 60 && counts.candidates == 120 && counts.rows > 6 * 60)
    #expect(counts.neighbours == counts.rows - 60 && counts.first < counts.last)
    let file = tool.folder + "/reports/tiny/records/popularity.1.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    record.circumstances.data = nil
    let older = try CanonicalJSON.pretty(record)
    #expect(older != text && !older.contains("coldLastItems"))
    try older.write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try tool.run("plan", "tiny/popularity").output.contains("1 cached, 0 to run"))
    let audit = try tool.run("audit", "tiny/popularity", "--cells", "1")
    #expect(audit.code == 0, "\(audit.output)\(audit.complaints)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == older)
  }

  @Test("outcomes are the same bytes on 1, 2, 3 and 5 workers, in every process, however it hashes")
  func workers() throws {
    let tool = try Tool()
    for workers in [1, 2, 3, 5] {
      let run = try tool.run(
        ["run", "tiny", "--workers", "\(workers)", "--reports", "r\(workers)"],
        with: workers == 3 ? ["SWIFT_DETERMINISTIC_HASHING": "1"] : [:])
      #expect(run.complaints.contains("tiny/fuxi.1: hr@10 "), "\(run.complaints)")
    }
    for cell in Self.trained + ["popularity.1", "random.1"] {
      let outcome = try tool.outcome(cell, reports: "r1")
      #expect(outcome.contains("\"finished\""))
      for workers in [2, 3, 5] {
        #expect(try tool.outcome(cell, reports: "r\(workers)") == outcome, "\(cell) on \(workers)")
      }
    }
  }

  @Test("a repeat is compared with its record; other bytes leave the record and give 20")
  func again() throws {
    let tool = try Tool()
    _ = try tool.run("run", "tiny/hstu")
    let same = try tool.run("run", "tiny/hstu", "--again")
    #expect(same.code != 20, "\(same.complaints)")
    let file = tool.folder + "/reports/tiny/records/hstu.1.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    // Nothing else in the record contradicts it: one that does is refused before it is compared.
    let forged = text.replacing(
      /"weightsDigest": "[0-9a-f]{64}"/,
      with: "\"weightsDigest\": \"\(String(repeating: "ab", count: 32))\"")
    #expect(forged != text)
    try forged.write(toFile: file, atomically: true, encoding: .utf8)
    let other = try tool.run("run", "tiny/hstu", "--again")
    #expect(other.code == 20)
    #expect(
      other.complaints.hasSuffix(
        "repro: tiny/hstu.1 came out differently from its record of the same computation; the record "
          + "is left as it was.\n"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == forged)
  }

  @Test("a weights file gives the ranks of its record, and is refused in another model")
  func evaluating() throws {
    let tool = try Tool(suite: tinySuite(read: "best-on-test"))
    _ = try tool.run("run", "tiny/trained")
    let weights = tool.folder + "/data/repro/weights/tiny/hstu.1.safetensors"
    let evaluated = try tool.run("evaluate", "tiny/hstu", "--weights", weights, "--json")
    #expect(evaluated.code == 0, "\(evaluated.complaints)")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
    let metrics = try #require(document["metrics"] as? [String: Double])
    let record = try #require(
      JSONSerialization.jsonObject(
        with: Data(
          contentsOf: URL(fileURLWithPath: tool.folder + "/reports/tiny/records/hstu.1.json")))
        as? [String: Any])
    let result = (record["outcome"] as? [String: Any])?["result"] as? [String: Any]
    #expect(result?["metrics"] as? [String: Double] == metrics)
    #expect(result?["weightsDigest"] as? String == document["weightsDigest"] as? String)

    let other = try tool.run("evaluate", "tiny/fuxi", "--weights", weights)
    #expect(other.code == 65)
    #expect(other.output == "")
    #expect(other.complaints.hasPrefix("repro: \(weights)"))
  }

  @Test(
    "what cannot be done is said in one sentence, with its code",
    arguments: [
      (["run", "nothing"], 78, "there is no suite 'nothing'; there are tiny."),
      (["run", "tiny/nothing"], 64, "The suite 'tiny' has no run, group or claim 'nothing'"),
      (["run", "tiny", "--seeds", "7"], 78, "The suite 'tiny' has no such cell of the seeds 7"),
      (["run", "tiny", "--cell", "hstu.7"], 78, "The suite 'tiny' has no such cell 'hstu.7'"),
      (["run", "tiny", "--seeds", "one"], 64, "--seeds takes whole numbers separated by commas"),
      (["run", "tiny", "--workers", "0"], 64, "--workers must be at least 1, not 0."),
      (["run", "tiny", "--data", "ml-1m"], 64, "--data takes id=path, not 'ml-1m'."),
      (
        ["run", "tiny", "--reports", "suites/tiny.yaml"], 73,
        "suites/tiny.yaml cannot be written: not a directory."
      ),
      (["run", "tiny", "--reports", "/proc/reports"], 73, "/proc/reports cannot be written: "),
      (
        ["run", "tiny/hstu", "--cache", "/proc/cache"], 73,
        "/proc/cache cannot be written: "
      ),
      (["evaluate", "tiny/hstu"], 64, "Missing expected argument '--weights"),
      (
        ["evaluate", "tiny/hstu", "--weights", "missing"], 65,
        "repro: missing is not there or cannot be read."
      ),
      (
        ["evaluate", "tiny/hstu", "--weights", "suites/tiny.yaml"], 65,
        "it is not a safetensors file."
      ),
      (["evaluate", "tiny", "--weights", "w"], 64, "One run is evaluated at a time; `repro plan"),
    ] as [([String], Int32, String)])
  func errors(arguments: [String], code: Int32, sentence: String) throws {
    let outcome = try Tool().run(arguments)
    #expect(outcome.code == code, "\(outcome.complaints)")
    #expect(outcome.complaints.contains(sentence), "\(outcome.complaints)")
    #expect(outcome.output == "")
  }

  @Test("the version is said, and it is the one to cite and the one that the changes are of")
  func version() throws {
    let said = try Tool().run("--version")
    #expect(said.code == 0 && said.complaints == "")
    let lines = said.output.split(separator: "\n")
    let release = try #require(lines.first?.wholeMatch(of: /(\d+\.\d+\.\d+) \(.+\)/)?.1)
    #expect(
      lines.dropFirst().map { $0.prefix { $0 != ":" } }
        == ["engine", "compiler", "scalar", "matrix library", "processor", "features"])
    #expect(lines[1] == "engine: \(Run.currentEngine)" && lines[2].contains(": Swift "))
    #expect(lines[4].contains(/: OpenBLAS \d\S+, kernels \w+$/))
    let citation = try String(contentsOfFile: Tool.package + "/CITATION.cff", encoding: .utf8)
    #expect(citation.contains("\nversion: \(release)\n"))
    let changes = try String(contentsOfFile: Tool.package + "/CHANGELOG.md", encoding: .utf8)
    #expect(
      changes.firstMatch(of: /\n## (\S+)/)?.1.trimmingCharacters(in: .punctuationCharacters)
        == String(release))
  }

  @Test("help names every option of run and evaluate")
  func help() throws {
    let tool = try Tool()
    let run = try tool.run("run", "--help")
    #expect(run.code == 0)
    for option in [
      "--data", "--seeds", "--cell", "--workers", "--again", "--json", "--offline",
      "--until-decided", "--at-most <seeds>",
    ] {
      #expect(run.output.contains(option))
    }
    #expect(try tool.run("evaluate", "--help").output.contains("--weights <file>"))
  }
}
