import Foundation
import Testing

/// The emulator of one processor's instructions on another.
private let emulator = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .map { "\($0)/qemu-x86_64" }.first(where: FileManager.default.isExecutableFile)

@Suite(.enabled(if: emulator != nil, "qemu-x86_64 (package qemu-user) is needed"))
struct OldProcessorTests {
  @Test(
    "a processor without AVX2 gets a sentence and 69 from every command, doctor first",
    arguments: ["Nehalem", "SandyBridge"],
    ["doctor", "list", "check", "plan tiny", "run tiny", "fit x", "diff", "self-test", "--help"])
  func oldProcessor(processor: String, command: String) throws {
    let outcome = try run("-cpu \(processor) \(Tool.binary) \(command)")
    #expect(outcome.code == 69)
    #expect(
      outcome.words
        == "repro: This processor lacks AVX2, FMA or BMI2, which every command needs; Intel's have "
        + "had them since 2013, AMD's since 2015.\n")
  }

  @Test("a processor that has them gets its answer, under the same emulator")
  func newProcessor() throws {
    let outcome = try run("-cpu max \(Tool.binary) --help")
    #expect(outcome.code == 0, "\(outcome.words)")
    #expect(!outcome.words.contains("repro: "), "\(outcome.words)")
  }

  private func run(_ arguments: String) throws -> (code: Int32, words: String) {
    let tool = try Tool()
    let process = tool.process(arguments.split(separator: " ").map(String.init))
    process.executableURL = URL(fileURLWithPath: emulator ?? "/nowhere/qemu-x86_64")
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let words = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    // The emulator says of its own what it lacks.
    let lines = String(decoding: words, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).filter { !$0.hasPrefix("qemu-x86_64: warning: ") }
    return (process.terminationStatus, lines.joined(separator: "\n"))
  }
}
