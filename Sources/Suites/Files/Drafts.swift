internal import Foundation

/// Makes the neighbour that a file is first written to: `.<name>.<UUID>.part`, created by this
/// process alone, whatever ids processes have, and locked until it is closed.
func openDraft(of name: String, in folder: String) throws(StorageError) -> (String, Int32) {
  while true {
    let draft = "\(folder)/.\(name).\(UUID().uuidString).part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StorageError(path: "\(folder)/\(name)", code: errno) }
    // Where the file system knows no locks, nobody can take the draft for an abandoned one either.
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (draft, descriptor) }
    // Somebody took it for an abandoned one before it was locked.
    close(descriptor)
  }
}

/// Removes drafts of a folder whose writer is gone, and none that is being written.
///
/// - Returns: how many there were.
@discardableResult
public func removeAbandonedDrafts(in folder: String) -> Int {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  var removed = 0
  for name in names where isDraft(name) {
    let path = "\(folder)/\(name)"
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { continue }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0, unlink(path) == 0 { removed += 1 }
  }
  return removed
}

/// Whether a name is one that `openDraft` gives.
private func isDraft(_ name: String) -> Bool {
  let parts = name.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count >= 4 && parts[0].isEmpty && parts.last == "part"
    && UUID(uuidString: String(parts[parts.count - 2])) != nil
}
