import Foundation
import Suites

/// What processes that were killed left behind, cleaned by the next run. Nothing that another
/// process is writing is touched: its drafts are locked, and its folders are young.
enum Leftovers {
  /// Seconds after which a folder of an outside program's input and output is nobody's any more:
  /// no such program is waited for that long.
  private static let age = 3600.0

  /// Cleans up in the folders that a run writes to.
  ///
  /// - Parameters:
  ///   - folders: folders of files that are written whole.
  ///   - parents: folders of such folders.
  static func remove(in folders: [String], below parents: [String]) {
    for folder in folders { removeAbandonedDrafts(in: folder) }
    for parent in parents where !isLink(parent) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
      for name in names where !isLink("\(parent)/\(name)") {
        removeAbandonedDrafts(in: "\(parent)/\(name)")
      }
    }
    removeScratch(in: FileManager.default.temporaryDirectory.path)
  }

  /// Removes our own folders `repro-<UUID>` of a folder for temporary files, once they are old.
  static func removeScratch(in folder: String, now: Date = Date()) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix("repro-") {
      guard UUID(uuidString: String(name.dropFirst(6))) != nil else { continue }
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
        status.st_uid == geteuid(),
        now.timeIntervalSince1970 - Double(status.written.tv_sec) > age
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}

extension stat {
  /// When the file was written last, since 1970.
  var written: timespec {
    #if canImport(Darwin)
      st_mtimespec
    #else
      st_mtim
    #endif
  }
}
