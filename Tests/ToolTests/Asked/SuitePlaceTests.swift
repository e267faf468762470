import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

/// Where the tool finds its suites, and where reports then go.
@Suite struct SuitePlaceTests {
  @Test("suites are those that are named, else those here or above, else those installed")
  func order() throws {
    let root = try TemporaryFolder()
    func make(_ path: String) throws -> String {
      let folder = root.url.appendingPathComponent(path).path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return folder
    }
    let named = try make("named")
    let variable = try make("variable")
    let here = try make("clone/suites")
    let below = try make("clone/a/b")
    let installed = try make("prefix/share/repro/suites")
    _ = try make("prefix/suites")
    let tool = root.url.appendingPathComponent("prefix/bin/repro").path
    let built = root.url.appendingPathComponent("clone/.build/release/repro").path
    let nowhere = try make("nowhere")
    func place(
      _ option: String? = nil, _ variable: String? = nil, here: String, tool: String? = tool
    ) throws -> SuitePlace {
      try SuitePlace(option: option, variable: variable, here: here, tool: tool)
    }
    #expect(try place(named, variable, here: below).suites == named)
    #expect(try place(nil, variable, here: below).suites == variable)
    #expect(try place(nil, "", here: below).suites == here)
    let own = try place(here: nowhere)
    #expect(own.suites == installed && own.isInstalled)
    let clone = try place(here: nowhere, tool: built)
    #expect(clone.suites == here && !clone.isInstalled)
    #expect(throws: Failure.self) { try place(here: nowhere, tool: nil) }
    #expect(throws: SuiteError.self) { try place(nil, named + "/none", here: below) }
  }

  @Test("REPRO_SUITES names the suites from anywhere, and is named where it leads nowhere")
  func variable() throws {
    let tool = try Tool()
    let elsewhere = try TemporaryFolder().url.path
    func run(_ suites: String) throws -> Tool.Outcome {
      try tool.run(
        ["list", "--reports", elsewhere], with: ["REPRO_SUITES": suites])
    }
    #expect(try run(Tool.package + "/suites").output.contains("\nfuxi-alpha "))
    let lost = try run(elsewhere + "/none")
    #expect(lost.code == 78)
    #expect(lost.complaints.contains("no such folder of suites, and REPRO_SUITES names it."))
  }

  @Test("with installed suites, reports go to the folder that one stands in")
  func installed() throws {
    let tool = try Tool()
    let prefix = try TemporaryFolder()
    let manager = FileManager.default
    for folder in ["bin", "share/repro", "desk"] {
      try manager.createDirectory(
        at: prefix.url.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
    let binary = prefix.url.appendingPathComponent("bin/repro")
    try manager.copyItem(
      at: URL(fileURLWithPath: Tool.binary).resolvingSymlinksInPath(), to: binary)
    try manager.copyItem(
      atPath: tool.folder + "/suites", toPath: prefix.url.path + "/share/repro/suites")
    let process = tool.process(["run", "tiny/popularity"])
    process.executableURL = binary
    process.currentDirectoryURL = prefix.url.appendingPathComponent("desk")
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 14)
    #expect(
      manager.fileExists(
        atPath: prefix.url.path + "/desk/reports/tiny/records/popularity.1.json"))
    #expect(try manager.contentsOfDirectory(atPath: prefix.url.path + "/share/repro") == ["suites"])
  }
}
