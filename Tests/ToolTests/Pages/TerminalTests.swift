import Foundation
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports
@testable import repro

/// What a terminal shows: the story in its width, colour where allowed, progress in one line.
@Suite struct TerminalTests {
  private let story: Story = {
    let suite = LittleSuite.suite()
    let records = LittleSuite.records(suite)
    return Report(suite, records, judge(suite, by: records)).story
  }()

  @Test("no line of the story is wider than the terminal", arguments: [1, 30, 80, 133, 240])
  func width(columns: Int) {
    let lines = HeadlineDisplay(story: story, columns: columns).lines
    for line in lines {
      #expect(line.map(\.text.count).reduce(0, +) <= max(columns, 25), "\(line)")
    }
    let text = lines.map { $0.map(\.text).joined() }.joined(separator: "\n")
    if columns >= 133 {
      #expect(text.hasPrefix("A little paper\n○ INCONCLUSIVE  HSTU: NDCG@10 (width 8)\n"))
      #expect(text.contains("printed 0.2800 · ours 0."))
      #expect(text.contains("\n\nOf the paper's 5 claims, 2 come out as published"))
    }
  }

  @Test("colour is ours alone, and forbidden by NO_COLOR, a dumb terminal and CI")
  func colour() {
    let piece = Console.Piece("a\u{1b}[2Jb", .good)
    #expect(piece.written(inColour: true) == "\u{1b}[32ma\u{fffd}[2Jb\u{1b}[0m")
    #expect(piece.written(inColour: false) == "a\u{fffd}[2Jb")
    #expect(Console.allowsColour(["TERM": "xterm"]) && Console.allowsColour(["NO_COLOR": ""]))
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb"), ("CI", "true")] {
      #expect(!Console.allowsColour([name: value]), "\(name)")
    }
  }

  @Test("text is cut to a width, and broken between words")
  func cutting() {
    #expect(
      ForeignText.line("abcdef", upTo: 6) == "abcdef"
        && ForeignText.line("abcdef", upTo: 5) == "abcd…" && ForeignText.line("abc", upTo: 0) == "…"
    )
    #expect(wrapped("one two three", 7) == ["one two", "three"])
    #expect(wrapped("immeasurably", 5) == ["imme…"])
  }

  @Test("the time left is that of the steps left at the pace so far")
  func timeLeft() {
    func left(_ step: Int, _ from: Int, _ seconds: Double) -> String? {
      ProgressPrinter.timeLeft(step: step, of: 1000, from: from, after: seconds)
    }
    #expect(left(100, 0, 5) == "45 s")
    // 200 steps in 100 s, 700 to go.
    #expect(left(300, 100, 100) == "5 min 50 s")
    #expect(left(10, 0, 100) == "2 h 45 min")
    #expect(left(100, 100, 5) == nil && left(1000, 0, 5) == "0 s")
  }

  private static let script = "/usr/bin/script"

  @Test(
    "on a terminal a report is its story, with --markdown the page, and progress keeps to one line",
    .enabled(if: FileManager.default.isExecutableFile(atPath: script)))
  func terminal() throws {
    let tool = try Tool()
    func say(_ arguments: String, _ variables: [String: String] = [:]) throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.script)
      process.arguments = ["-qc", "stty cols 60; \(Tool.binary) \(arguments)", "/dev/null"]
      process.currentDirectoryURL = URL(fileURLWithPath: tool.folder)
      var environment = ProcessInfo.processInfo.environment
      for name in ["CI", "NO_COLOR", "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS"] {
        environment[name] = nil
      }
      environment["TERM"] = "xterm"
      environment["XDG_CACHE_HOME"] = tool.folder + "/cache"
      environment["XDG_DATA_HOME"] = tool.folder + "/data"
      process.environment = environment.merging(variables) { $1 }
      let output = Pipe()
      process.standardOutput = output
      process.standardInput = FileHandle.nullDevice
      try process.run()
      let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(decoding: bytes, as: UTF8.self)
    }
    let run = try say("run tiny/hstu")
    for line in run.split(whereSeparator: \.isNewline)
    where line.contains("hstu.1:") && line.contains("step ") {
      #expect(line.replacing("\u{1b}[K", with: "").count < 60, "\(line)")
    }
    let report = try say("report tiny")
    #expect(report.contains("\u{1b}[1mA tiny suite\u{1b}[0m"), "\(report)")
    #expect(!report.contains("# A tiny suite") && report.contains("reports/tiny/report.md"))
    #expect(!(try say("report tiny", ["NO_COLOR": "1"])).contains("\u{1b}["))
    #expect(try say("report tiny --markdown").contains("# A tiny suite"))
  }
}
