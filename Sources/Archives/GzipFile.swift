internal import CArchive
internal import CZlib
internal import Foundation

/// A gzip file (RFC 1952) as the bytes in it, through zlib, which compares each member's checksum
/// and length. libarchive's own filter compares neither, so its readers are put behind this one.
final class GzipFile {
  private let file: gzFile
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)

  /// Opens a file; nil where it does not begin as a gzip file does, or cannot be read.
  init?(_ path: String) {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    let start = try? handle.read(upToCount: 2)
    try? handle.close()
    guard start == Data([0x1f, 0x8b]), let file = gzopen(path, "rb") else { return nil }
    self.file = file
    gzbuffer(file, 1 << 17)
  }

  deinit {
    gzclose(file)
    buffer.deallocate()
  }

  /// The next bytes, good until the next call: empty at the end, nil where the file is damaged.
  func next() -> UnsafeRawBufferPointer? {
    let count = gzread(file, buffer.baseAddress, UInt32(buffer.count))
    // A file cut short gives what there is, and says so only here.
    guard count >= 0, count > 0 || problem == nil else { return nil }
    return UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)])
  }

  /// What is wrong with the file, in zlib's words; nil where nothing is.
  var problem: String? {
    var code: Int32 = Z_OK
    guard let text = gzerror(file, &code), code != Z_OK, code != Z_STREAM_END else { return nil }
    // zlib puts the path in front.
    return String(cString: text).components(separatedBy: ": ").last
  }

  /// Makes libarchive read from here.
  ///
  /// - Returns: libarchive's status. This must outlive the reader.
  func open(_ reader: OpaquePointer) -> Int32 {
    archive_read_open(
      reader, Unmanaged.passUnretained(self).toOpaque(), nil,
      { reader, context, bytes in
        guard let context else { return -1 }
        let file = Unmanaged<GzipFile>.fromOpaque(context).takeUnretainedValue()
        guard let next = file.next() else {
          repro_archive_complain(reader, file.problem ?? "it cannot be read")
          return -1
        }
        bytes?.pointee = next.baseAddress
        return next.count
      }, nil)
  }
}
