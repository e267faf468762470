import Foundation
import Testing

@Suite struct OpenFilesTests {
  @Test(
    "too few open files are refused in a sentence; a soft limit is raised", arguments: [8, 12, 63])
  func few(_ count: Int) throws {
    let tool = try Tool()
    func run(_ limit: String) throws -> (code: Int32, complaints: String) {
      let process = tool.process([])
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "\(limit); exec \"$0\" list", Tool.binary]
      let path = tool.folder + "/complaints"
      try Data().write(to: URL(fileURLWithPath: path))
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try process.run()
      process.waitUntilExit()
      return (process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8))
    }
    let refused = try run("ulimit -n \(count)")
    #expect(refused.code == 69)
    #expect(
      refused.complaints
        == "repro: At most \(count) files can be open at once here, and 64 are needed: see "
        + "`ulimit -n`.\n")
    let raised = try run("ulimit -S -n \(count)")
    #expect(raised.code == 0, "\(raised.complaints)")
  }
}
