import Foundation
import Suites
import Testing

@testable import Experiments

/// A file system without locks, as Lustre is mounted by default, and NFS without its lock service.
@Suite struct LocklessTests {
  static func noLocks(_ code: Int32) -> (Int32, Int32) -> Int32 {
    { _, _ in
      errno = code
      return -1
    }
  }

  @Test(
    "where flock fails for want of locks, a file with its owner is held instead",
    arguments: [ENOLCK, ENOSYS, EOPNOTSUPP])
  func byFile(code: Int32) throws {
    let scratch = try Scratch()
    let path = scratch.path + "/locks/cell.lock"
    func take() throws -> CellLock? {
      try CellLock.take(path, for: "s/r.1", by: Self.noLocks(code))
    }
    var first = try take()
    #expect(first?.isByFile == true)
    #expect(try take() == nil)
    let holders = CellLock.holders(in: scratch.path + "/locks")
    #expect(holders.map(\.subject) == ["s/r.1"] && holders.map(\.process) == [getpid()])
    first = nil
    #expect(CellLock.holders(in: scratch.path + "/locks") == [])
    #expect(try take() != nil)
  }

  @Test("any other reason is told, as before")
  func others() throws {
    let scratch = try Scratch()
    #expect(throws: StorageError.self) {
      try CellLock.take(scratch.path + "/cell.lock", by: Self.noLocks(EIO))
    }
  }

  @Test("a holder keeps its file beyond the patience of others; one that is silent loses it")
  func heartbeat() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/cell.held"
    let pace = ExclusiveFile.Pace(beat: 0.1, patience: 0.8)
    let owner = ExclusiveFile.Owner(of: "s/r.1")
    let alive = try #require(try ExclusiveFile.take(path, for: owner, pace: pace))
    usleep(1_600_000)
    #expect(try ExclusiveFile.take(path, for: .init(of: "s/r.1"), pace: pace) == nil)
    #expect(ExclusiveFile.holder(of: path, pace: pace) == owner)
    withExtendedLifetime(alive) {}

    // A machine that was switched off: its file stays, and nobody touches it.
    var silent = ExclusiveFile.Owner(of: "s/r.2")
    silent.host = "elsewhere"
    let other = scratch.path + "/other.held"
    try CanonicalJSON.compact(silent).write(toFile: other, atomically: false, encoding: .utf8)
    #expect(try ExclusiveFile.take(other, for: owner, pace: pace) == nil)
    usleep(1_000_000)
    #expect(ExclusiveFile.holder(of: other, pace: pace) == nil)
    #expect(try ExclusiveFile.take(other, for: owner, pace: pace) != nil)
  }

  @Test("a holder of this machine that is gone is not waited for")
  func gone() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/cell.held"
    var owner = ExclusiveFile.Owner(of: "s/r.1")
    // Above the largest number that a process can have.
    owner.process = 1 << 30
    try CanonicalJSON.compact(owner).write(toFile: path, atomically: false, encoding: .utf8)
    #expect(ExclusiveFile.holder(of: path) == nil)
    let taken = try ExclusiveFile.take(path, for: .init(of: "s/r.1"))
    #expect(taken != nil)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(left == ["cell.held"])
  }
}
