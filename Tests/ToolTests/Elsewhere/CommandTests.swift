import Foundation
import Suites
import Testing

/// Commands of suites: started where that is allowed, in an empty folder, within a limit, and told to
/// nobody else.
@Suite struct CommandTests {
  /// A training that ranks by the row's number.
  private static let script = """
    set -e
    ls -a > "$3/folder.txt"
    env > "$3/environment.txt"
    awk -F, -v seed="$2" 'NR == 1 { print "user,item,rank" }
      NR > 1 { print $2 "," $3 "," 1 + (NR + seed) % 50 }' "$1/test.csv" > "$3/ranks.csv"
    sum=$(sed -n 's/.*"checksum": "\\([0-9a-f]*\\)".*/\\1/p' "$1/split.json")
    echo "trained with seed $2"
    printf '{"format": 1, "kind": "ranks", "seed": %s, "split": "%s", ' "$2" "$sum" > "$3/result.json"
    printf '"made_by": {"program": "awk"}, "file": "ranks.csv"}' >> "$3/result.json"

    """

  private func made(_ script: String = script, more: String = "") throws -> ElsewhereTool {
    let made = try ElsewhereTool(
      results: "{kind: ranks}",
      more: #"      command: [/bin/sh, train.sh, "{data}", "{seed}", "{out}"]"# + "\n" + more,
      seeds: "1, 2")
    try script.write(
      toFile: made.tool.folder + "/suites/train.sh", atomically: false, encoding: .utf8)
    return made
  }

  /// The only folder of a started command in the cache, with its log.
  private func logs(_ made: ElsewhereTool) throws -> [String] {
    let root = made.tool.folder + "/cache/repro/elsewhere"
    return try FileManager.default.subpathsOfDirectory(atPath: root).filter {
      $0.hasSuffix("log.txt")
    }.map { try String(contentsOfFile: "\(root)/\($0)", encoding: .utf8) }.sorted()
  }

  @Test("a command is started for the suite that is named alone")
  func allowed() throws {
    let made = try made()
    let refused = try made.tool.run("run", "tiny/theirs")
    #expect(refused.code == 77)
    #expect(
      refused.complaints.contains("is started only with --allow-commands tiny"),
      "\(refused.complaints)")
    #expect(!FileManager.default.fileExists(atPath: made.tool.folder + "/cache/repro/elsewhere"))
    let other = try made.tool.run("run", "tiny/theirs", "--allow-commands", "smoke")
    #expect(other.code == 64 && other.complaints.contains("'smoke', which was not asked for"))
    let outcome = try made.tool.run("run", "tiny/theirs", "--allow-commands", "tiny")
    #expect([0, 14].contains(outcome.code), "\(outcome.complaints)")
    let ranks = try [1, 2].map { try made.result("theirs.\($0)").ranks }
    for (seed, ranks) in zip([1, 2], ranks) {
      #expect(ranks == ranks.indices.map { Int32(1 + ($0 + 2 + seed) % 50) })
    }
    #expect(try made.record("theirs.1").circumstances.madeBy == Maker(program: "awk"))
    #expect(try logs(made) == ["trained with seed 1\n", "trained with seed 2\n"])
    // The folder was empty, and nothing of the user's was told but what is needed.
    let root = made.tool.folder + "/cache/repro/elsewhere"
    let files = try FileManager.default.subpathsOfDirectory(atPath: root)
    let folder = try #require(files.first { $0.hasSuffix("folder.txt") })
    #expect(try String(contentsOfFile: "\(root)/\(folder)", encoding: .utf8) == ".\n..\n")
    let environment = try String(
      contentsOfFile: "\(root)/" + folder.replacing("folder.txt", with: "environment.txt"),
      encoding: .utf8)
    #expect(environment.contains("LC_ALL=C\n") && !environment.contains("XDG_CACHE_HOME"))
    #expect(!environment.contains("HOME=\(NSHomeDirectory())\n"))
    // Neither the split nor the folder that it worked in is kept.
    #expect(!files.contains { $0.hasSuffix("train.csv") || $0.hasSuffix("/work") })
    // The same again gives the same bytes, and is not started where a record is there.
    #expect([0, 14].contains(try made.tool.run("run", "tiny/theirs").code))
    let again = try made.tool.run("run", "tiny/theirs", "--again", "--allow-commands", "tiny")
    #expect([0, 14].contains(again.code), "\(again.complaints)")
    let audit = try made.tool.run("audit", "tiny/theirs", "--cells", "1")
    #expect(audit.code == 14 && audit.output.contains("--again --allow-commands tiny`"))
  }

  @Test("another command is another run; another limit or place is the same one")
  func identity() throws {
    let made = try made()
    _ = try made.tool.run("run", "tiny/theirs", "--allow-commands", "tiny")
    let file = made.tool.folder + "/suites/tiny.yaml"
    let suite = try String(contentsOfFile: file, encoding: .utf8)
    func status(_ changed: String) throws -> String {
      try changed.write(toFile: file, atomically: false, encoding: .utf8)
      let plan = try made.tool.run("plan", "tiny/theirs")
      #expect(plan.code == 0, "\(plan.complaints)")
      return plan.output
    }
    let limited = suite.replacing(#""{out}"]"#, with: #""{out}"]"# + "\n      limit: 60")
      .replacing("{kind: ranks}", with: #"{kind: ranks, folder: "elsewhere/{seed}"}"#)
    #expect(try status(limited).contains("2 cached, 0 to run"))
    let other = suite.replacing(#""{seed}", "#, with: #""{seed}", --fast, "#)
    #expect(try status(other).contains("to run: changed command ("))
  }

  @Test("a command that fails, hangs, or brings nothing back is said in one sentence")
  func faults() throws {
    let cases = [
      ("echo no luck; exit 3\n", "", "the command '/bin/sh' exited with 3; its output is in"),
      ("sleep 600\n", "      limit: 1", "the command '/bin/sh' did not finish within 1 seconds"),
      ("true\n", "", "result.json: it cannot be read: no such file or directory"),
    ]
    for (script, more, sentence) in cases {
      let made = try made(script, more: more)
      let outcome = try made.tool.run("run", "tiny/theirs", "--allow-commands", "tiny")
      #expect(outcome.code == 65)
      let lines = outcome.complaints.split(separator: "\n").filter { $0.contains("Results of") }
      #expect(lines.count == 1 && lines[0].contains(sentence), "\(outcome.complaints)")
      if script.contains("luck") { #expect(try logs(made) == ["no luck\n"]) }
    }
  }

  @Test("a command that is interrupted ends with its children, and is started again the next time")
  func interrupted() throws {
    let made = try made("sleep 600 & echo $! > \"$3/../../child\"; wait\n")
    let process = made.tool.process(["run", "tiny/theirs", "--allow-commands", "tiny"])
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let root = made.tool.folder + "/cache/repro/elsewhere"
    var child: Int32?
    for _ in 0..<600 where child == nil {
      usleep(50_000)
      let files = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
      child = files.first { $0.hasSuffix("child") }.flatMap {
        (try? String(contentsOfFile: "\(root)/\($0)", encoding: .utf8)).flatMap {
          Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
      }
    }
    let pid = try #require(child)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    // Ended, or a zombie that init has not seen yet.
    let state = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ") Z"
    #expect(state.contains(") Z"), "\(state)")
    try Self.script.write(
      toFile: made.tool.folder + "/suites/train.sh", atomically: false, encoding: .utf8)
    let outcome = try made.tool.run("run", "tiny/theirs", "--allow-commands", "tiny")
    #expect([0, 14].contains(outcome.code), "\(outcome.complaints)")
    #expect(try made.result("theirs.2").users == made.result("theirs.1").users)
  }
}
