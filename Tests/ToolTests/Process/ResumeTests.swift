import Foundation
import Testing

@Suite(.serialized) struct ResumeTests {
  /// Long enough to be struck many times.
  static func tool() throws -> Tool { try Tool(suite: tinySuite(epochs: 12)) }

  @Test("killed at 25 places and resumed each time, a training ends in the same bytes")
  func killing() throws {
    let tool = try Tool(suite: tinySuite(users: 100, epochs: 100, every: 10))
    let whole = try tool.run("run", "tiny/hstu", "--reports", "whole", "--cache", "other")
    #expect(whole.complaints.contains("tiny/hstu.1: hr@10"), "\(whole.complaints)")
    // Where a busy machine lets a training end before it is struck, that one must be whole too, and
    // the next begins anew.
    var steps: [[Int]] = [[]]
    var strikes = 0
    while strikes < 25, steps.count < 25 {
      let before = try tool.latestStep()
      let process = tool.process(["run", "tiny/hstu", "--checkpoint-every", "0"])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      // Every fifth at any time after the start, the others once some steps on; files half-written.
      if strikes.isMultiple(of: 5) {
        usleep(UInt32.random(in: 0...100_000))
      } else {
        while process.isRunning, try tool.latestStep() <= before { usleep(1000) }
        usleep(UInt32.random(in: 0...20_000))
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let record = tool.folder + "/reports/tiny/records/hstu.1.json"
      if process.terminationReason == .uncaughtSignal,
        !FileManager.default.fileExists(atPath: record)
      {
        strikes += 1
        steps[steps.count - 1].append(try tool.latestStep())
      } else {
        #expect(try tool.outcome("hstu.1") == tool.outcome("hstu.1", reports: "whole"))
        try FileManager.default.removeItem(atPath: tool.folder + "/reports")
        steps.append([])
      }
    }
    #expect(strikes == 25)
    #expect(steps.allSatisfy { $0 == $0.sorted() }, "\(steps)")
    #expect(steps.reduce(0) { $0 + Set($1).count } >= 20, "\(steps)")
    _ = try tool.run("run", "tiny/hstu")
    #expect(try tool.outcome("hstu.1") == tool.outcome("hstu.1", reports: "whole"))
  }

  @Test(
    "struck by a signal, a training writes a checkpoint, leaves in seconds, and goes on",
    arguments: [
      (SIGHUP, 129), (SIGINT, 130), (SIGUSR1, 138), (SIGTERM, 143), (SIGXCPU, 152),
    ] as [(Int32, Int32)])
  func stopping(signal: Int32, code: Int32) throws {
    let tool = try Tool(suite: tinySuite(users: 400, epochs: 40))
    let process = tool.process(["run", "tiny/hstu"])
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    // The first line of progress says that training is on its way.
    _ = errors.fileHandleForReading.availableData
    let begin = Date()
    kill(process.processIdentifier, signal)
    let rest = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == code, "\(rest)")
    #expect(Date().timeIntervalSince(begin) < 5)
    #expect(rest.contains("stopped; the same command resumes from here"))
    #expect(!FileManager.default.fileExists(atPath: tool.folder + "/reports/tiny/records"))
    let resumed = try tool.run("run", "tiny/hstu")
    #expect(resumed.complaints.contains("going on at step "), "\(resumed.complaints)")
    let whole = try tool.run("run", "tiny/hstu", "--reports", "whole", "--cache", "other")
    #expect(whole.complaints.contains("hr@10"), "\(whole.complaints)")
    #expect(try tool.outcome("hstu.1") == tool.outcome("hstu.1", reports: "whole"))
  }

  @Test("two processes on one suite share its cells and write each record once")
  func sharing() throws {
    let tool = try Self.tool()
    let processes = (0..<2).map { _ in tool.process(["run", "tiny"]) }
    let pipes = processes.map { process in
      let pipe = Pipe()
      process.standardError = pipe
      process.standardOutput = FileHandle.nullDevice
      return pipe
    }
    for process in processes { try process.run() }
    let texts = try pipes.map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    for process in processes { process.waitUntilExit() }
    for cell in ["sasrec.1", "hstu.1", "fuxi.1", "popularity.1", "random.1"] {
      let lines = texts.flatMap { $0.split(separator: "\n") }
        .filter { $0.hasPrefix("tiny/\(cell): hr@10") }
      #expect(lines.count == 1, "\(cell): \(texts)")
      #expect(try tool.outcome(cell).contains("\"finished\""))
    }
  }

  @Test("a loss that is no number is recorded as diverged, with its step, and the verdict says so")
  func divergence() throws {
    let claim = """
      claims:
        - {kind: order, id: order, runs: [hstu, popularity], metric: ndcg@10,
           statement: {place: Table 1, grade: primary}, printed: []}
      """
    // The first step takes every parameter to about 1e37, whose squares are infinite.
    let tool = try Tool(suite: tinySuite(rate: "1e37").replacing("claims: []", with: claim))
    let run = try tool.run("run", "tiny/order", "--checkpoint-every", "0")
    #expect(run.complaints.contains("tiny/hstu.1: diverged at step "), "\(run.complaints)")
    #expect(try tool.outcome("hstu.1").contains("\"state\": \"diverged\""))
    #expect(run.code == 14)
    #expect(run.output.contains("ERROR") && run.output.contains("hstu.1 diverged at step "))
    // What it was before is kept, and every number in it is one.
    #expect(run.complaints.contains("tiny/hstu.1: the last good checkpoint is kept in "))
    #expect(try tool.latestStep() >= 1)
    // It would diverge again, so it is not run again.
    #expect(try !tool.run("run", "tiny/hstu").complaints.contains("diverged at step"))
  }

  @Test("a checkpoint that is damaged is named, and the one before is gone on from")
  func damage() throws {
    let tool = try Tool(suite: tinySuite(users: 400, epochs: 40))
    let process = tool.process(["run", "tiny/hstu", "--checkpoint-every", "0"])
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    _ = errors.fileHandleForReading.availableData
    kill(process.processIdentifier, SIGTERM)
    _ = try errors.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    let root = tool.folder + "/cache/repro/checkpoints"
    let id = try #require(FileManager.default.contentsOfDirectory(atPath: root).first)
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(id)").sorted()
    let latest = try #require(files.last { $0.hasSuffix(".safetensors") })
    let path = "\(root)/\(id)/\(latest)"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: URL(fileURLWithPath: path))
    let resumed = try tool.run("run", "tiny/hstu")
    #expect(resumed.complaints.contains("cannot be used: its tensors are not what was"))
    #expect(resumed.complaints.contains("going on at step "))
    let whole = try tool.run("run", "tiny/hstu", "--reports", "whole", "--cache", "other")
    #expect(whole.complaints.contains("hr@10"))
    #expect(try tool.outcome("hstu.1") == tool.outcome("hstu.1", reports: "whole"))
  }
}
