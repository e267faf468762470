public import Foundation

/// The bytes of a plain file; nil where nothing lies under that name.
///
/// Nothing else is opened: no link is followed, and no pipe or device is waited for.
///
/// - Throws: `RecordError` for anything but a plain file, one that is larger than `limit` bytes, and
///   one that cannot be read.
public func regularFile(_ path: String, limit: Int = 1 << 28) throws(RecordError) -> Data? {
  var status = stat()
  guard lstat(path, &status) == 0 else {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw RecordError(file: path, reason: "it cannot be read: \(reason(errno))")
  }
  try requireRegular(status, path, limit: limit)
  // Another file may lie there by now, so the one that was opened is asked again.
  let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw RecordError(file: path, reason: "it cannot be read: \(reason(errno))")
  }
  let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  guard fstat(descriptor, &status) == 0 else {
    throw RecordError(file: path, reason: "it cannot be read: \(reason(errno))")
  }
  try requireRegular(status, path, limit: limit)
  do {
    return try handle.read(upToCount: limit) ?? Data()
  } catch {
    throw RecordError(file: path, reason: "it cannot be read")
  }
}

private func requireRegular(_ status: stat, _ path: String, limit: Int) throws(RecordError) {
  let kind: String? =
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFLNK: "a link, which is not followed"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  if let kind { throw RecordError(file: path, reason: "it is \(kind)") }
  guard status.st_size <= limit else {
    throw RecordError(
      file: path, reason: "it has \(status.st_size) bytes, more than the \(limit) allowed")
  }
}

private func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
