import Foundation
import Suites
import TestSupport
import Testing

@Suite(.serialized) struct BadRecordTests {
  private static let text = tinySuite().replacing("seeds: [1]", with: "seeds: [1, 2]")

  private static func filled() throws -> (Tool, RecordFolder) {
    let tool = try Tool(suite: text)
    let suite = try SuiteFile(yaml: text, file: "tiny.yaml").suite
    let records = RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
    for run in try Plan(suite).runs {
      try records.write(LittleSuite.record(run, suite, quality: 1))
    }
    return (tool, records)
  }

  private static func git(_ tool: Tool, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "user.email=t@example.org", "-c", "user.name=T"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: tool.folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }

  @Test("every command names what is no record, in a folder and in a revision, and does its work")
  func everyCommand() throws {
    let (tool, records) = try Self.filled()
    let whole = try Data(contentsOf: URL(fileURLWithPath: records.file(of: "hstu.2")))
    try Data("junk".utf8).write(to: URL(fileURLWithPath: records.file(of: "hstu.1")))
    try Data().write(to: URL(fileURLWithPath: records.file(of: "sasrec.1")))
    try whole.prefix(900).write(to: URL(fileURLWithPath: records.file(of: "fuxi.1")))
    try (Data("<<<<<<< ours\n".utf8) + whole).write(
      to: URL(fileURLWithPath: records.file(of: "random.1")))
    try Data("x".utf8).write(to: URL(fileURLWithPath: records.path + "/notes.txt"))
    let reasons = [
      "hstu.1.json cannot be used: it is not a record", "sasrec.1.json cannot be used: it is empty",
      "fuxi.1.json cannot be used: it is not a record",
      "random.1.json cannot be used: it has conflict markers",
      "notes.txt cannot be used: it is not named <run>.<seed>.json",
    ]
    try Self.git(tool, "init", "-q")
    try Self.git(tool, "add", "suites", "reports")
    try Self.git(tool, "commit", "-q", "-m", "numbers")
    // What git cannot hold.
    try FileManager.default.removeItem(atPath: records.file(of: "popularity.1"))
    #expect(mkfifo(records.file(of: "popularity.1"), 0o644) == 0)
    try FileManager.default.createDirectory(
      atPath: records.file(of: "popularity.2.json"), withIntermediateDirectories: true)
    let list = try tool.run("list")
    #expect(list.code == 0 && list.output.contains("5/10 cells"), "\(list.output)")
    let plan = try tool.run("plan", "tiny")
    #expect(plan.code == 0 && plan.output.contains("to run: its record is refused: it is empty"))
    #expect(plan.output.contains("to run: its record is refused: it is a pipe"))
    let report = try tool.run("report", "tiny")
    #expect(report.code == 65)
    #expect(report.output.contains("## Refused records") && report.output.contains("Every seed: "))
    #expect(report.output.contains("- sasrec.1.json cannot be used: it is empty"))
    let diff = try tool.run("diff", "HEAD")
    for outcome in [list, plan, report, diff] {
      for reason in reasons {
        #expect(outcome.complaints.contains(reason), "\(reason): \(outcome.complaints)")
      }
      #expect(outcome.complaints.contains("popularity.1.json cannot be used: it is a pipe"))
      #expect(outcome.complaints.contains("popularity.2.json.json cannot be used: it is a folder"))
    }
    for reason in reasons {
      #expect(diff.complaints.contains("HEAD:reports/tiny/records/" + reason))
    }
  }

  @Test("run computes the cell of a bad record again, to the same bytes, and keeps the file aside")
  func again() throws {
    let tool = try Tool(suite: Self.text)
    _ = try tool.run("run", "tiny/random")
    let records = RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
    let before = try [1, 2].map { try tool.outcome("random.\($0)") }
    try Data("junk".utf8).write(to: URL(fileURLWithPath: records.file(of: "random.1")))
    let run = try tool.run("run", "tiny/random")
    #expect(
      run.complaints.contains(
        "tiny/random.1: the file found in place of its record is kept in "
          + "\(records.file(of: "random.1")).bad"), "\(run.complaints)")
    #expect(!run.complaints.contains("tiny/random.2: "))
    #expect(try [1, 2].map { try tool.outcome("random.\($0)") } == before)
    #expect(
      try String(contentsOfFile: records.file(of: "random.1") + ".bad", encoding: .utf8) == "junk")
    // A record copied to another seed: neither can be told from the copy, so both are made again.
    var copy = try #require(try records.record(of: "random.1"))
    copy.run.seed = 2
    try records.write(copy)
    #expect(try tool.run("plan", "tiny/random").output.contains("it has the ranks of random.2"))
    let second = try tool.run("run", "tiny/random")
    for cell in ["random.1", "random.2"] {
      #expect(
        second.complaints.contains("tiny/\(cell): the file found in place of its record is kept"))
    }
    #expect(try [1, 2].map { try tool.outcome("random.\($0)") } == before)
    #expect(records.reading().refusals == [])
  }

  @Test("plan and run agree that a diverged cell is not run again")
  func diverged() throws {
    let tool = try Tool(suite: tinySuite(rate: "1e37"))
    let run = try tool.run("run", "tiny/hstu")
    #expect(run.complaints.contains("tiny/hstu.1: diverged at step "), "\(run.complaints)")
    let plan = try tool.run("plan", "tiny/hstu")
    #expect(plan.output.contains("diverged at step "))
    #expect(plan.output.contains("1 cell, 0 cached, 1 diverged, 0 to run"), "\(plan.output)")
    #expect(try tool.run("plan", "tiny/hstu", "--shards", "2").output == "")
    #expect(try tool.run("plan", "tiny/hstu", "--json").output.contains("\"status\": \"diverged\""))
    #expect(try !tool.run("run", "tiny/hstu").complaints.contains("diverged at step"))
  }
}
