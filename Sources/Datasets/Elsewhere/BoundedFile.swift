internal import Foundation
package import Suites

/// A plain file of results, of at most so many bytes, opened once: what is looked at is what is read,
/// whatever lies under its name by then. No link is followed, and no pipe is waited for.
package final class BoundedFile: Sendable {
  /// Its name, as people are told it.
  package let name: String
  /// Bytes in it.
  package let size: Int
  private let descriptor: Int32

  /// Why a file is not read, as the end of a sentence.
  package struct Objection: Error {
    package let reason: String
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - limit: bytes at most; checked before anything is read.
  ///   - rows: what the limit follows from, for the refusal: `943 rows`.
  package init(_ path: String, name: String, limit: Int, rows: String) throws(Objection) {
    descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    self.name = name
    guard descriptor >= 0 else {
      let code = errno
      size = 0
      throw Objection(
        reason: code == ELOOP
          ? "it is a link, which is not followed"
          : "it cannot be read: \(String(cString: strerror(code)).lowercased())")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      size = 0
      throw Objection(reason: "it is not a plain file")
    }
    size = Int(status.st_size)
    guard size <= limit else {
      throw Objection(reason: "it has \(size) bytes, more than the \(limit) allowed for \(rows)")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// So many bytes from a place; fewer where the file ends there.
  package func bytes(at offset: Int, count: Int) -> [UInt8] {
    let count = max(0, min(count, size - offset))
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var done = 0
      while done < count {
        let got = pread(
          descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { break }
        done += got
      }
      filled = done
    }
  }

  /// All bytes, piece by piece.
  package func pieces(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    var offset = 0
    while offset < size {
      let piece = bytes(at: offset, count: 1 << 18)
      // A file that shrank meanwhile ends here.
      guard !piece.isEmpty else { return }
      offset += piece.count
      try piece.withUnsafeBytes(body)
    }
  }

  /// SHA-256 of all bytes.
  package var digest: Digest {
    var digest = IncrementalDigest()
    pieces { piece in digest.update(piece) }
    return digest.finished()
  }
}
