public import Foundation
public import Suites

/// One process at a time on one cell. The lock is the system's own on an open file, so it ends with
/// the process that holds it, however that ends. Where the file system knows no locks, a file beside
/// it is held instead (`ExclusiveFile`).
public final class CellLock: Sendable {
  private enum Hold: Sendable {
    case lock(Int32)
    case file(ExclusiveFile)
  }

  private let hold: Hold

  private init(_ hold: Hold) { self.hold = hold }

  deinit {
    guard case .lock(let descriptor) = hold else { return }
    // Whoever looks for holders asks only where something is written.
    ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// Whether the file system knows no locks, and a file is held instead.
  public var isByFile: Bool {
    if case .file = hold { true } else { false }
  }

  /// Takes the lock of a file, which is made where it is missing.
  ///
  /// - Parameters:
  ///   - path: the lock's file; it stays, empty.
  ///   - subject: what is held, for whoever asks who holds it.
  ///   - waits: whether to wait for a process that holds it.
  ///   - lock: `flock`, but for tests.
  /// - Returns: nil where another process holds the lock and `waits` is false.
  public static func take(
    _ path: String, for subject: String = "", waits: Bool = false,
    pace: ExclusiveFile.Pace = ExclusiveFile.Pace(), by lock: (Int32, Int32) -> Int32 = flock
  ) throws(StorageError) -> CellLock? {
    try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StorageError(path: path, code: errno) }
    fchmod(descriptor, 0o644)
    let owner = ExclusiveFile.Owner(of: subject)
    while lock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      if meansNoLocks(code) { return try byFile(path, owner, waits: waits, pace: pace) }
      throw StorageError(path: path, code: code)
    }
    // A name for those who ask; the lock holds without it.
    ftruncate(descriptor, 0)
    owner.write(to: descriptor)
    return CellLock(.lock(descriptor))
  }

  private static func byFile(
    _ path: String, _ owner: ExclusiveFile.Owner, waits: Bool, pace: ExclusiveFile.Pace
  ) throws(StorageError) -> CellLock? {
    while true {
      if let file = try ExclusiveFile.take(path + ".held", for: owner, pace: pace) {
        return CellLock(.file(file))
      }
      guard waits else { return nil }
      usleep(UInt32(min(1, pace.beat) * 1e6))
    }
  }

  /// Who holds what in a folder of locks, in the order of the files' names.
  public static func holders(in folder: String) -> [ExclusiveFile.Owner] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".lock.held") { return ExclusiveFile.holder(of: path) }
      guard name.hasSuffix(".lock"), let owner = ExclusiveFile.Owner.read(path) else { return nil }
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      // What a killed process wrote is still there, and its lock is not.
      let isFree = flock(descriptor, LOCK_SH | LOCK_NB) == 0
      return isFree || errno != EWOULDBLOCK ? nil : owner
    }
  }
}
