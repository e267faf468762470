internal import Foundation

/// Holds one object of the cache against other processes, and other tasks of this one. The lock goes
/// with the process that holds it, however that ends.
final class FetchLock {
  private let own: OwnFile

  /// Waits until nobody else has the object; `waiting` is told once if somebody has.
  init(_ name: String, in folder: CacheFolder, waiting: () -> Void) throws(DataError) {
    own = try folder.open(name + ".lock")
    if flock(own.descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    waiting()
    while flock(own.descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw folder.refused(folder.file(name + ".lock"), errno) }
    }
  }
}
