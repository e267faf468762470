import Foundation
import Testing

@Suite(.serialized) struct CleanTests {
  @Test("clean shows the cache, frees what is named, and leaves what another process works on")
  func cleaning() throws {
    let tool = try Tool(suite: tinySuite(users: 400, epochs: 40))
    #expect(try tool.run("clean").code == 0)
    let process = tool.process(["run", "tiny/hstu", "--checkpoint-every", "0"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, try tool.latestStep() == 0 { usleep(1000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let cache = tool.folder + "/cache/repro"
    let shown = try tool.run("clean")
    #expect(shown.code == 0 && shown.output.contains("checkpoints  1"), "\(shown.output)")
    #expect(try tool.latestStep() > 0)
    let lock = try #require(
      FileManager.default.contentsOfDirectory(atPath: cache + "/locks").first)
    let descriptor = open("\(cache)/locks/\(lock)", O_RDWR | O_CLOEXEC)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let busy = try tool.run("clean", "checkpoints")
    #expect(
      busy.code == 75
        && busy.complaints.contains("not removed because another process is using them: 1"))
    #expect(try tool.latestStep() > 0)
    close(descriptor)
    let freed = try tool.run("clean", "checkpoints", "audits", "downloads", "prepared")
    #expect(freed.code == 0 && freed.output.contains("freed"), "\(freed.complaints)")
    #expect(try tool.latestStep() == 0)
    #expect(FileManager.default.fileExists(atPath: tool.folder + "/suites/tiny.yaml"))
    #expect(try tool.run("clean", "everything").code == 64)
  }

  @Test("a link in the cache's place is not followed")
  func links() throws {
    let tool = try Tool()
    let cache = tool.folder + "/cache/repro"
    let precious = tool.folder + "/precious"
    for folder in [cache, precious] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try Data("x".utf8).write(to: URL(fileURLWithPath: precious + "/file"))
    try FileManager.default.createSymbolicLink(
      atPath: cache + "/checkpoints", withDestinationPath: precious)
    let outcome = try tool.run("clean", "checkpoints")
    #expect(outcome.code == 73 && outcome.complaints.contains("which is not followed"))
    #expect(FileManager.default.fileExists(atPath: precious + "/file"))
  }

  @Test("the next run removes what killed processes left, and nothing that is young or of others")
  func leftovers() throws {
    let tool = try Tool()
    let temporary = tool.folder + "/tmp"
    let records = tool.folder + "/reports/tiny/records"
    let old = "\(temporary)/repro-\(UUID().uuidString)"
    let young = "\(temporary)/repro-\(UUID().uuidString)"
    let other = "\(temporary)/repro-mine"
    for folder in [old, young, other, records] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    for folder in [old, other] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: folder)
    }
    let drafts = ["reports/tiny", "reports/tiny/records", "data/repro/weights/tiny"].map {
      "\(tool.folder)/\($0)/.x.json.\(UUID().uuidString).part"
    }
    for draft in drafts {
      let url = URL(fileURLWithPath: draft)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: url)
    }
    let held = drafts[1] + ".held.\(UUID().uuidString).part"
    try Data("x".utf8).write(to: URL(fileURLWithPath: held))
    let descriptor = open(held, O_RDWR | O_CLOEXEC)
    #expect(flock(descriptor, LOCK_EX) == 0)
    _ = try tool.run(["run", "tiny/random"], with: ["TMPDIR": temporary])
    close(descriptor)
    let manager = FileManager.default
    #expect(drafts.filter(manager.fileExists) == [])
    #expect([old, young, other, held].map(manager.fileExists) == [false, true, true, true])
    // Checkpoints of a cell that has its record.
    _ = try tool.run("run", "tiny/hstu")
    let lock = try #require(
      manager.contentsOfDirectory(atPath: tool.folder + "/cache/repro/locks").sorted().last)
    for lock in try manager.contentsOfDirectory(atPath: tool.folder + "/cache/repro/locks") {
      try manager.createDirectory(
        atPath: tool.folder + "/cache/repro/checkpoints/\(lock.dropLast(5))",
        withIntermediateDirectories: true)
    }
    #expect(!lock.isEmpty)
    _ = try tool.run("run", "tiny/hstu")
    _ = try tool.run("run", "tiny/random")
    let left = try manager.contentsOfDirectory(atPath: tool.folder + "/cache/repro/checkpoints")
    #expect(left == [])
  }
}
