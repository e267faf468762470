internal import Foundation

/// A file of the cache, opened so that nothing which others put in its place is written through or
/// believed: no link is followed, and it is a plain file of this user under one name alone.
final class OwnFile {
  /// Why a file is not taken, as the end of a sentence.
  struct Objection: Error {
    let reason: String
  }

  let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Opens a file.
  ///
  /// - Parameter flags: for `open(2)`, besides those that keep it from being led elsewhere.
  static func opened(_ path: String, _ flags: Int32) throws(Objection) -> OwnFile {
    // Without waiting: a pipe would keep us until somebody writes.
    let descriptor = open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else {
      let code = errno
      throw Objection(
        reason: code == ELOOP
          ? "it is a link, which is not followed" : String(cString: strerror(code)))
    }
    let own = OwnFile(descriptor: descriptor)
    if let reason = own.objection { throw Objection(reason: reason) }
    return own
  }

  deinit { close(descriptor) }

  /// The bytes, mapped where they can be: what is read is the file that was looked at, whatever lies
  /// under its path by now.
  func contents(mapped: Bool) throws -> Data {
    #if os(Linux)
      let descriptors = "/proc/self/fd"
    #else
      let descriptors = "/dev/fd"
    #endif
    let place = URL(fileURLWithPath: "\(descriptors)/\(descriptor)")
    return try Data(contentsOf: place, options: mapped ? .alwaysMapped : .mappedIfSafe)
  }

  private var objection: String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return String(cString: strerror(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { return "it is not a plain file" }
    guard status.st_uid == geteuid() else { return "it belongs to another user" }
    guard status.st_nlink <= 1 else { return "it has another name elsewhere, a hard link" }
    return nil
  }
}
