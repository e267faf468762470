internal import Foundation
internal import Suites

/// What a file's bytes are: how many, and their digests.
struct FileDigests: Hashable {
  let size: Int
  /// 64 hexadecimal digits.
  let sha256: String
  /// 32 hexadecimal digits; publishers still print it.
  let md5: String

  /// Reads a file once.
  init(of url: URL, dataset: String) throws(DataError) {
    guard let handle = try? FileHandle(forReadingFrom: url) else {
      throw DataError(dataset: dataset, place: url.path, reason: "it cannot be read")
    }
    defer { try? handle.close() }
    try self.init(reading: handle, url.path, dataset)
  }

  /// Reads what is left of an open file once, or as much of it as any use is.
  init(
    reading handle: FileHandle, _ path: String, _ dataset: String, atMost limit: Int = .max
  ) throws(DataError) {
    var sha256 = IncrementalDigest()
    var md5 = IncrementalMD5()
    var size = 0
    do {
      while size <= limit, let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        size += piece.count
        sha256.update(piece)
        md5.update(piece)
      }
    } catch {
      throw DataError(
        dataset: dataset, place: path, reason: "it cannot be read (\(systemReason(error)))")
    }
    self.md5 = md5.finished()
    self.sha256 = sha256.finished().hex
    self.size = size
  }

  /// How these bytes differ from the published ones; nil where nothing published contradicts.
  func difference(from file: PublishedFile) -> String? {
    if let wanted = file.size, wanted != size { return "it has \(size) bytes, not \(wanted)" }
    if let wanted = file.sha256, wanted != sha256 {
      return "its SHA-256 is \(sha256), not \(wanted)"
    }
    if let wanted = file.md5, wanted != md5 { return "its MD5 is \(md5), not \(wanted)" }
    return nil
  }

  /// True where a published digest says so. A size alone proves nothing.
  func proves(_ file: PublishedFile) -> Bool {
    (file.sha256 != nil || file.md5 != nil) && difference(from: file) == nil
  }
}
