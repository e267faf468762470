internal import Foundation

/// Holds one object of the cache against other processes, and other tasks of this one. The lock goes
/// with the process that holds it, however that ends.
final class FetchLock {
  private let descriptor: Int32

  /// Waits until nobody else has the object; `waiting` is told once if somebody has.
  init(_ name: String, in folder: CacheFolder, waiting: () -> Void) throws(DataError) {
    let place = folder.file(name + ".lock")
    descriptor = open(place.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw folder.refused(place, errno) }
    fchmod(descriptor, 0o644)
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    waiting()
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw folder.refused(place, errno) }
    }
  }

  deinit { close(descriptor) }
}
