internal import Foundation
internal import Suites

/// Holds one object of the cache against other processes, and other tasks of this one. The lock goes
/// with the process that holds it, however that ends; where the file system knows no locks, a file
/// beside it is held instead.
final class FetchLock {
  private let own: OwnFile
  private let held: ExclusiveFile?

  /// Waits until nobody else has the object; `waiting` is told once if somebody has.
  init(_ name: String, in folder: CacheFolder, waiting: () -> Void) throws(DataError) {
    own = try folder.open(name + ".lock")
    if flock(own.descriptor, LOCK_EX | LOCK_NB) == 0 {
      held = nil
      return
    }
    if meansNoLocks(errno) {
      held = try Self.file(name + ".lock.held", in: folder, waiting: waiting)
      return
    }
    waiting()
    while flock(own.descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw folder.refused(folder.file(name + ".lock"), errno) }
    }
    held = nil
  }

  private static func file(
    _ name: String, in folder: CacheFolder, waiting: () -> Void
  ) throws(DataError) -> ExclusiveFile {
    let place = folder.file(name)
    var isTold = false
    while true {
      do throws(StorageError) {
        let owner = ExclusiveFile.Owner(of: name)
        if let held = try ExclusiveFile.take(place.path, for: owner) { return held }
      } catch {
        throw folder.refused(place, error.reason)
      }
      if !isTold { waiting() }
      isTold = true
      sleep(1)
    }
  }
}
