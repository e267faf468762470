import Foundation
import Testing

@Suite struct SameBytesTests {
  private struct Finding: Decodable {
    var subject: String
    var state: String
    var found: String
  }

  @Test("the doctor shows the same bytes over workers, tiles, processes, hashing and addresses")
  func doctor() throws {
    let tool = try Tool()
    let outcome = try tool.run("doctor", "--determinism", "--json")
    #expect(outcome.code == 0, "\(outcome.output) \(outcome.complaints)")
    let findings = try JSONDecoder().decode([Finding].self, from: Data(outcome.output.utf8))
    #expect(
      findings.map(\.subject)
        == ["workers", "tiles", "processes", "hashing", "addresses", "outcomes"])
    for finding in findings where finding.subject != "addresses" {
      #expect(finding.state == "ok", "\(finding.subject): \(finding.found)")
    }
    // A container may forbid to switch the randomisation off; then it says so.
    #expect(findings[4].state != "trouble", "\(findings[4].found)")
    #expect(findings[0].found.contains("on 1, 2, 3 and 5 workers"))
    #expect(findings[5].found.wholeMatch(of: /SHA-256 [0-9a-f]{64}, the same wherever .*/) != nil)
  }

  @Test("the digest that is compared is of what was computed")
  func digest() throws {
    let tool = try Tool()
    let one = try tool.run("self-test", "--workers", "1")
    #expect(one.code == 0 && one.output.count == 65)
    #expect(try tool.run("self-test", "--workers", "3").output == one.output)
    #expect(try tool.run("self-test", "--seed", "2").output != one.output)
  }

  @Test("a suite's outcomes are the same bytes where the system leaves every address in its place")
  func addresses() throws {
    let tool = try Tool()
    func run(_ reports: String, fixed: Bool) throws -> Int32 {
      let process = tool.process(["run", "tiny/trained", "--reports", reports, "--cache", reports])
      if fixed {
        process.arguments = ["-R", Tool.binary] + (process.arguments ?? [])
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setarch")
      }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    _ = try run("random", fixed: false)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/setarch"),
      // Where the container forbids it, setarch leaves with 1 before anything is started.
      try run("fixed", fixed: true) != 1
    else { return }
    for cell in RunTests.trained {
      let outcome = try tool.outcome(cell, reports: "random")
      #expect(outcome.contains("\"finished\""))
      #expect(try tool.outcome(cell, reports: "fixed") == outcome, "\(cell)")
    }
  }
}
