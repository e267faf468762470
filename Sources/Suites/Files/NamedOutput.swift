public import Foundation

/// Writes to a path that the user named.
///
/// A plain file is written whole and renamed into place. A link, a pipe, a device, or a file with a
/// second name is what the user meant: it is written into and stays what it is.
///
/// - Throws: `StorageError` where it cannot be written.
public func writeNamed(_ bytes: Data, to path: String) throws(StorageError) {
  var status = stat()
  let isThere = lstat(path, &status) == 0
  let isPlain = status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
  guard isThere, !isPlain else { return try writeWhole(bytes, to: path) }
  try pour(bytes, into: path, O_TRUNC)
}

/// Adds to the end of a file that somebody else made and may be adding to; makes it where there is
/// none. A link, a pipe or a device stays what it is.
///
/// - Throws: `StorageError` where it cannot be written.
public func appendNamed(_ bytes: Data, to path: String) throws(StorageError) {
  try pour(bytes, into: path, O_APPEND | O_CREAT)
}

private func pour(_ bytes: Data, into path: String, _ flags: Int32) throws(StorageError) {
  // A pipe that nobody reads is refused instead of waited for.
  let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags, 0o644)
  guard descriptor >= 0 else {
    guard errno != ENXIO else {
      throw StorageError(path: path, reason: "it is a pipe that nobody reads")
    }
    throw StorageError(path: path, code: errno)
  }
  var failure: Int32 = fcntl(descriptor, F_SETFL, flags & O_APPEND) == 0 ? 0 : errno
  // A reader that leaves is a failure like any other, and no signal.
  let handler = signal(SIGPIPE, SIG_IGN)
  bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty, failure == 0 {
      let written = write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 {
        if errno != EINTR { failure = errno }
      } else {
        rest = rest.dropFirst(written)
      }
    }
  }
  signal(SIGPIPE, handler)
  if close(descriptor) != 0, failure == 0 { failure = errno }
  guard failure == 0 else { throw StorageError(path: path, code: failure) }
}
