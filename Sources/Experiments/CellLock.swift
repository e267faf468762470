import Foundation
public import Suites

/// One process at a time on one cell. The lock is the system's own on an open file, so it ends with
/// the process that holds it, however that ends.
public final class CellLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock of a file, which is made where it is missing.
  ///
  /// - Parameters:
  ///   - path: the lock's file; it stays, empty.
  ///   - waits: whether to wait for a process that holds it.
  /// - Returns: nil where another process holds the lock and `waits` is false.
  public static func take(_ path: String, waits: Bool = false) throws(StorageError) -> CellLock? {
    try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw StorageError(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    fchmod(descriptor, 0o644)
    while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw StorageError(path: path, reason: String(cString: strerror(code)).lowercased())
    }
    return CellLock(descriptor: descriptor)
  }
}
