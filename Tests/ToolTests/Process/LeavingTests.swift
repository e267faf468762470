import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

@Suite(.serialized) struct LeavingTests {
  @Test("a first signal stops work that asks, and leaves at once where nobody does")
  func firstSignal() {
    for number in Interruption.signals {
      #expect(Interruption.reaction(to: number, after: 0, isAwaited: true) == .stop)
      #expect(Interruption.reaction(to: number, after: 0, isAwaited: false) == .leave)
    }
  }

  @Test("a second signal leaves at once, except hang-ups and processor time, which come repeatedly")
  func secondSignal() {
    for before in Interruption.signals {
      for number in Interruption.signals {
        let repeats = number == before && (number == SIGHUP || number == SIGXCPU)
        #expect(
          Interruption.reaction(to: number, after: before, isAwaited: true)
            == (repeats ? .nothing : .leave))
      }
    }
  }

  @Test("every signal that is listened to has a code, 128 and its number, and every code a word")
  func codes() {
    #expect(Interruption.signals == [2, 15, 1, 10, 24])
    for number in Interruption.signals { #expect(Ending(rawValue: 128 + number) != nil) }
    #expect(Set(Ending.allCases.map(\.word)).count == Ending.allCases.count)
  }

  @Test("struck twice, a training leaves without waiting for its checkpoint")
  func twice() throws {
    let tool = try Tool(suite: tinySuite(users: 400, epochs: 40))
    let process = tool.process(["run", "tiny/hstu"])
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    _ = errors.fileHandleForReading.availableData
    // Both signals wait for the stopped process, so that no step comes between them.
    kill(process.processIdentifier, SIGSTOP)
    kill(process.processIdentifier, SIGTERM)
    kill(process.processIdentifier, SIGINT)
    kill(process.processIdentifier, SIGCONT)
    let rest = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect([130, 143].contains(process.terminationStatus), "\(rest)")
    #expect(!rest.contains("the same command resumes from here"), "\(rest)")
  }

  @Test("a hang-up that was ignored at the start stays ignored, as nohup wants it")
  func ignoredHangUp() throws {
    let tool = try Tool(suite: tinySuite(users: 400, epochs: 12))
    let errors = Pipe()
    let process = try bash(
      "trap '' HUP; exec \(Tool.binary) run tiny/hstu", in: tool, output: .nullDevice,
      errors: errors)
    _ = errors.fileHandleForReading.availableData
    kill(process.processIdentifier, SIGHUP)
    let rest = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus != 129)
    #expect(rest.contains("tiny/hstu.1: hr@10"), "\(rest)")
  }

  @Test(
    "struck at 40 moments of a download by https, the tool leaves by the signal's code, never by another",
    .enabled(if: TLSServer.canBeStarted, "the program openssl is needed"))
  func downloads() throws {
    let server = try TLSServer([
      "rows": TLSServer.answer("200 OK", body: String(repeating: "x", count: 64_000_000))
    ])
    let tool = try Tool(suite: rowsSuite())
    try """
    schema: 1
    id: rows
    title: Rows
    layout: movielens-1m
    file:
      urls: ["\(server.url("rows"))"]
      packing: archive
      sha256: \(Digest(of: "other").hex)
      grade: primary
      members: [{path: ml/movies.dat}, {path: ml/ratings.dat}]
      unpackedLimit: 100000000
    """.write(
      toFile: tool.folder + "/suites/datasets/rows.yaml", atomically: true, encoding: .utf8)
    var codes: [Int32: Int] = [:]
    for moment in 0..<40 {
      let number = moment.isMultiple(of: 2) ? SIGINT : SIGTERM
      let process = tool.process(
        ["fetch", "rows"], with: ["CURL_CA_BUNDLE": server.certificate.path])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32(20_000 + 4_000 * moment))
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      // Before it listens, the signal itself ends it; what came whole is not what was published.
      let isEnded = process.terminationReason == .uncaughtSignal
      let code = process.terminationStatus + (isEnded ? 128 : 0)
      #expect([128 + number, 65].contains(code), "\(moment): \(code)")
      codes[code, default: 0] += 1
    }
    #expect(codes[130, default: 0] > 2 && codes[143, default: 0] > 2, "\(codes)")
  }

  static let sayings = [
    ["list"], ["check"], ["plan", "tiny"], ["report", "tiny"], ["--help"], ["help", "run"],
    ["--generate-completion-script", "bash"], ["list", "--json"],
  ]

  @Test("a standard output that is full is named, 73", arguments: sayings)
  func fullOutput(arguments: [String]) throws {
    let tool = try Tool()
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let (code, complaints) = try run(tool, arguments, output: full)
    #expect(code == 73, "\(complaints)")
    #expect(
      complaints.hasSuffix(
        "repro: Standard output cannot be written: no space left on device.\n"), "\(complaints)")
  }

  @Test("a reader that went away ends the tool with 141, and it says nothing", arguments: sayings)
  func closedOutput(arguments: [String]) throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let (code, complaints) = try run(
      Tool(), arguments, output: pipe.fileHandleForWriting)
    #expect(code == 141, "\(complaints)")
    #expect(!complaints.contains("repro: "), "\(complaints)")
  }

  @Test("a run whose reader went away has its record, its report, and 141")
  func closedRun() throws {
    let tool = try Tool()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let (code, complaints) = try run(
      tool, ["run", "tiny/popularity"], output: pipe.fileHandleForWriting)
    #expect(code == 141, "\(complaints)")
    for file in ["records/popularity.1.json", "report.md"] {
      #expect(FileManager.default.fileExists(atPath: "\(tool.folder)/reports/tiny/\(file)"))
    }
  }

  @Test("a run whose progress nobody reads goes on")
  func closedProgress() throws {
    let tool = try Tool()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let process = tool.process(["run", "tiny/hstu"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = pipe.fileHandleForWriting
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(try tool.outcome("hstu.1").contains("\"finished\""))
  }

  /// MiB from where the system can load the tool at all; on the way from there to enough, nothing may
  /// hang or crash.
  @Test(
    "too little address space is one sentence and 75, before and while a model is trained",
    arguments: [160, 180, 200, 240, 300, 400, 500, 600, 700, 900])
  func addressSpace(mebibytes: Int) throws {
    let tool = try Tool()
    let begin = Date()
    for arguments in ["list", "run tiny/hstu --workers 2"] {
      let errors = Pipe()
      let process = try bash(
        "ulimit -v $((\(mebibytes) * 1024)); exec timeout 60 \(Tool.binary) \(arguments)", in: tool,
        output: .nullDevice, errors: errors)
      let words = String(
        decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      let code = process.terminationStatus
      #expect([0, 14, 75].contains(code), "\(arguments): \(code) \(words)")
      if code == 75 {
        #expect(words.contains("repro: The address space is "), "\(words)")
        #expect(words.split(separator: "\n").count(where: { $0.hasPrefix("repro: ") }) == 1)
      }
      if mebibytes <= 500, arguments != "list" { #expect(code == 75, "\(words)") }
    }
    #expect(Date().timeIntervalSince(begin) < 50)
  }

  @Test("a model that outgrows the address space ends with a sentence and 75")
  func outgrown() throws {
    // A layer's values take 20 × 16 × 400,000 × 4 bytes, 488 MiB.
    let tool = try Tool(suite: tinySuite().replacing("hidden: 16", with: "hidden: 400000"))
    let errors = Pipe()
    let process = try bash(
      "ulimit -v $((900 * 1024)); exec timeout 60 \(Tool.binary) run tiny/sasrec --workers 1",
      in: tool, output: .nullDevice, errors: errors)
    let words = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 75, "\(words)")
    #expect(
      words.contains("repro: There is no memory for ")
        || words.contains("repro: The address space is used up"), "\(words)")
  }

  @Test("the workers of a process held to one processor are one")
  func affinity() throws {
    let tool = try Tool()
    let process = try bash(
      "exec taskset -c 0 \(Tool.binary) run tiny/popularity", in: tool, output: .nullDevice,
      errors: Pipe())
    process.waitUntilExit()
    let record = try String(
      contentsOfFile: tool.folder + "/reports/tiny/records/popularity.1.json", encoding: .utf8)
    #expect(record.contains("\"workers\": 1"), "\(record)")
  }

  private func run(_ tool: Tool, _ arguments: [String], output: FileHandle) throws -> (
    Int32, String
  ) {
    let process = tool.process(arguments)
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let words = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return (process.terminationStatus, String(decoding: words, as: UTF8.self))
  }

  private func bash(
    _ script: String, in tool: Tool, output: FileHandle, errors: Pipe
  ) throws -> Process {
    let process = tool.process([])
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return process
  }
}
