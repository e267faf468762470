public import Foundation

/// Writes a file whole or not at all: to a neighbour first, flushed to the disk, then renamed.
///
/// A reader sees the old bytes or the new ones, and a process killed half-way leaves the old. The
/// folder is made when it is missing. Files are 0644 and new folders 0755, whatever the user's mask;
/// a link under the file's name is replaced, not followed. The neighbour has a name that no other
/// process can have, and is locked while it is written: `removeAbandonedDrafts(in:)` takes the others.
///
/// - Throws: `StorageError` where the folder or the file cannot be written.
public func writeWhole(_ bytes: Data, to path: String) throws(StorageError) {
  let place = URL(fileURLWithPath: path)
  let folder = place.deletingLastPathComponent().path
  try makeFolder(folder)
  let (neighbour, descriptor) = try openDraft(of: place.lastPathComponent, in: folder)
  var failure: Int32 = fchmod(descriptor, 0o644) == 0 ? 0 : errno
  bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty, failure == 0 {
      let written = write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        failure = errno
        return
      }
      rest = rest.dropFirst(written)
    }
  }
  if failure == 0, fsync(descriptor) != 0 { failure = errno }
  // Renamed while it is locked, so that nobody takes it for an abandoned draft.
  if failure == 0, rename(neighbour, path) != 0 { failure = errno }
  if close(descriptor) != 0, failure == 0 { failure = errno }
  guard failure == 0 else {
    unlink(neighbour)
    throw StorageError(path: path, code: failure)
  }
}

/// Makes a folder and those above it, 0755 each; one that is there is left alone.
public func makeFolder(_ path: String) throws(StorageError) {
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
    guard isFolder.boolValue else { throw StorageError(path: path, code: ENOTDIR) }
    return
  }
  let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
  if parent != path { try makeFolder(parent) }
  guard mkdir(path, 0o755) == 0 else {
    // Another process may have been faster.
    guard errno == EEXIST else { throw StorageError(path: path, code: errno) }
    return
  }
  guard chmod(path, 0o755) == 0 else { throw StorageError(path: path, code: errno) }
}

/// Makes a folder of the cache, and refuses one that is a link: nothing is written through it. The
/// cache itself may be one.
///
/// - Throws: `StorageError`.
public func makeFolder(_ name: String, inCache cache: String) throws(StorageError) {
  try makeFolder(cache)
  let path = "\(cache)/\(name)"
  if isLink(path) {
    throw StorageError(path: path, reason: "it is a link out of the cache, which is not followed")
  }
  try makeFolder(path)
}

/// True where a folder lies under that path, or a link that leads to one.
package func isFolder(_ path: String) -> Bool {
  var isDirectory: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    && isDirectory.boolValue
}

/// True where a symbolic link lies under that path, wherever it leads.
public func isLink(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// A file or folder that cannot be written: which, and the system's reason.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file or folder.
  public var path: String
  /// Why, in the system's words.
  public var reason: String

  /// A file or folder that cannot be written.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// A file or folder that cannot be written, by the number of the system's error.
  package init(path: String, code: Int32) {
    self.init(path: path, reason: String(cString: strerror(code)).lowercased())
  }

  /// One sentence without its full stop.
  public var description: String { "\(path) cannot be written: \(reason)" }
}
