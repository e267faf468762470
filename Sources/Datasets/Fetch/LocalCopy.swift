internal import Foundation
internal import Suites

extension Fetcher {
  /// Copies a file of this machine, as far as it is the one whose digest is published: what a suite
  /// points at may be anything, and its copy is read by more people than the file may be.
  ///
  /// - Throws: `Refusal` where it is another file, or none.
  func copy(_ url: String, to part: PartialFile) throws {
    guard
      file.sha256 != nil || file.md5 != nil
        || file.packing == .archive && file.members.allSatisfy(\.hasDigest)
    else {
      throw Refusal(
        kind: .badData,
        reason: "a file on this machine is copied only if its digest is published")
    }
    guard let path = Address.path(of: url) else {
      throw Refusal(kind: .unavailable, reason: "it does not name a file on this machine")
    }
    // Without waiting: a pipe would keep us until somebody writes.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Refusal(
        kind: .unavailable, reason: "it cannot be read (\(String(cString: strerror(errno))))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Refusal(kind: .unavailable, reason: "it is not a regular file")
    }
    guard status.st_size <= limit else {
      throw Refusal(
        kind: .badData, reason: "it has \(status.st_size) bytes, more than the \(limit) allowed"
      )
    }
    // Before a byte is copied.
    if let difference = try FileDigests(reading: handle, path, dataset, atMost: limit)
      .difference(from: file)
    {
      throw Refusal(kind: .badData, reason: difference)
    }
    try handle.seek(toOffset: 0)
    try part.begin(url, validator: nil)
    try part.narrow(to: permissions(status))
    while part.count <= limit, let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      try piece.withUnsafeBytes { try part.append($0) }
    }
    if let difference = try FileDigests(of: part.url, dataset: dataset).difference(from: file) {
      part.discardContents()
      throw Refusal(kind: .badData, reason: "it changed while it was being read: \(difference)")
    }
  }

  /// What the copy, which is ours and of our group, may be read by: no more than the file itself.
  private func permissions(_ status: stat) -> mode_t {
    let all = status.st_mode & 0o004
    let group = status.st_gid == getegid() ? status.st_mode & 0o040 : all << 3
    return 0o600 | group | all
  }
}
