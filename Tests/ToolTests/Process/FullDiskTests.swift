import Foundation
import Testing

/// A file system of a few kilobytes, where the machine lets one be made.
private final class TinyDisk: Sendable {
  let path: String

  init?(kilobytes: Int) {
    path = FileManager.default.temporaryDirectory.path + "/repro-disk-\(UUID().uuidString)"
    guard mkdir(path, 0o755) == 0 else { return nil }
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    umount(path)
    rmdir(path)
  }

  static let canBeMade = TinyDisk(kilobytes: 16) != nil
}

@Suite struct FullDiskTests {
  @Test(
    "a disk that is full is named, and what was written before is still whole",
    .enabled(if: TinyDisk.canBeMade, "mounting a tiny file system needs root"))
  func checkpoints() throws {
    let tool = try Tool(suite: tinySuite(users: 100, epochs: 40))
    // The tensors of one checkpoint take about 60 KiB: there is room for one, not for three.
    let disk = try #require(TinyDisk(kilobytes: 160))
    let full = try tool.run(
      "run", "tiny/hstu", "--cache", disk.path + "/cache", "--checkpoint-every", "0")
    #expect(full.code == 73, "\(full.complaints)")
    #expect(full.complaints.contains("cannot be written: no space left on device."))
    #expect(!FileManager.default.fileExists(atPath: tool.folder + "/reports/tiny/records"))
    let parts = FileManager.default.enumerator(atPath: disk.path)?.compactMap { $0 as? String }
    #expect(parts?.contains { $0.hasSuffix(".part") } == false, "\(parts ?? [])")
    // With its checkpoints moved to where there is room, it goes on from the last whole one.
    try FileManager.default.copyItem(atPath: disk.path + "/cache", toPath: tool.folder + "/room")
    let resumed = try tool.run("run", "tiny/hstu", "--cache", "room")
    #expect(resumed.complaints.contains("going on at step "), "\(resumed.complaints)")
    let whole = try tool.run("run", "tiny/hstu", "--reports", "whole", "--cache", "other")
    #expect(whole.complaints.contains("hr@10"))
    #expect(try tool.outcome("hstu.1") == tool.outcome("hstu.1", reports: "whole"))
  }

  @Test(
    "a record for which there is no room leaves no half of itself",
    .enabled(if: TinyDisk.canBeMade, "mounting a tiny file system needs root"))
  func records() throws {
    let tool = try Tool(suite: tinySuite(users: 8000))
    let disk = try #require(TinyDisk(kilobytes: 16))
    let full = try tool.run("run", "tiny/popularity", "--reports", disk.path)
    #expect(full.code == 73, "\(full.complaints)")
    #expect(full.complaints.contains("popularity.1.json cannot be written: no space left"))
    let left = try FileManager.default.contentsOfDirectory(atPath: disk.path + "/tiny/records")
    #expect(left == [])
  }
}
