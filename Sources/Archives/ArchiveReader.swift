internal import CArchive
internal import Foundation

/// One pass through an archive. Owns libarchive's reader and frees it.
final class ArchiveReader {
  private let handle: OpaquePointer
  private let path: String
  private let limits: ArchiveLimits
  private let packedBytes: Int
  private let isSingle: Bool
  private let gzip: GzipFile?
  /// The archive's own bytes where they lie in memory; libarchive reads from there.
  private let contents: NSData?
  private var check: EntryCheck
  private var unpacked = 0
  private var current: String?

  init(_ archive: Archive) throws(ArchiveError) {
    path = archive.url.path
    limits = archive.limits
    isSingle = archive.packing == .single
    check = EntryCheck(archive: path, limits: limits, nested: archive.nested)
    contents = archive.contents.map { $0 as NSData }
    if let contents {
      packedBytes = contents.length
    } else {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { throw ArchiveError(archive: path, reason: "there is no such file") }
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      packedBytes = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
    guard let handle = archive_read_new() else {
      throw ArchiveError(archive: path, reason: "libarchive has no memory for a reader")
    }
    self.handle = handle
    switch archive.packing {
    case .members:
      // By its directory at the end only: a zip cut short has none, and two readings cannot differ.
      archive_read_support_format_zip_seekable(handle)
      archive_read_support_format_tar(handle)
    case .single:
      archive_read_support_format_raw(handle)
      archive_read_support_format_empty(handle)
    }
    if let contents {
      gzip = nil
      guard archive_read_open_memory(handle, contents.bytes, contents.length) == ARCHIVE_OK else {
        throw problem("it is damaged or not an archive")
      }
      return
    }
    gzip = GzipFile(path)
    if let gzip {
      guard gzip.open(handle) == ARCHIVE_OK else {
        throw problem("it is damaged or not an archive")
      }
      return
    }
    archive_read_support_filter_bzip2(handle)
    archive_read_support_filter_xz(handle)
    archive_read_support_filter_zstd(handle)
    guard archive_read_open_filename(handle, path, 1 << 18) == ARCHIVE_OK else {
      throw problem("it is damaged or not an archive")
    }
  }

  deinit { archive_read_free(handle) }

  /// The next member, checked; nil after the last.
  func next() throws(ArchiveError) -> Entry? {
    var raw: OpaquePointer?
    // libarchive converts names to the thread's locale; only UTF-8 takes them all.
    let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    let before = locale.map { uselocale($0) }
    defer {
      if let before { uselocale(before) }
      if let locale { freelocale(locale) }
    }
    let status = archive_read_next_header(handle, &raw)
    if status == ARCHIVE_EOF {
      try finishGzip()
      return nil
    }
    current = nil
    guard let raw, status == ARCHIVE_OK || status == ARCHIVE_WARN else {
      throw problem("it is damaged or not an archive")
    }
    let entry = Entry(raw)
    current = entry.path
    if status == ARCHIVE_WARN, !entry.hasPath { throw problem("its name is not UTF-8 text") }
    if !isSingle { try check(entry) }
    return entry
  }

  /// The current member's next bytes, in `buffer`; empty at its end.
  func data(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) -> UnsafeRawBufferPointer {
    let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw problem("its data are damaged") }
    unpacked += count
    if unpacked > limits.unpacked {
      throw ArchiveError(
        archive: path, entry: current,
        reason: "it unpacks to more than the \(limits.unpacked) bytes that are declared")
    }
    if unpacked > limits.ratioFrom, unpacked / max(packedBytes, 1) > limits.ratio {
      throw ArchiveError(
        archive: path, entry: current,
        reason: "it unpacks to more than \(limits.ratio) times its size")
    }
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  /// Reads a gzip file to its end, where its checksum stands: a tar ends before it.
  private func finishGzip() throws(ArchiveError) {
    guard let gzip else { return }
    var left = limits.unpacked
    while true {
      guard let bytes = gzip.next() else {
        throw ArchiveError(
          archive: path, reason: "its data are damaged (\(gzip.problem ?? "no reason given"))")
      }
      if bytes.isEmpty { return }
      left -= bytes.count
      guard left >= 0 else {
        throw ArchiveError(archive: path, reason: "it continues long after its last member")
      }
    }
  }

  private func problem(_ summary: String) -> ArchiveError {
    let detail = archive_error_string(handle).map { String(cString: $0) } ?? "no reason given"
    return ArchiveError(archive: path, entry: current, reason: "\(summary) (\(detail))")
  }
}

/// What a member's header says.
struct Entry {
  let path: String
  let hasPath: Bool
  let isFile: Bool
  let isFolder: Bool
  let isHardLink: Bool
  let isEncrypted: Bool
  let size: Int?

  init(_ raw: OpaquePointer) {
    let name =
      archive_entry_pathname_utf8(raw).flatMap { String(validatingCString: $0) }
      ?? archive_entry_pathname(raw).flatMap { String(validatingCString: $0) }
    path = name ?? ""
    hasPath = name != nil
    // The file-type macros are casts, which Swift does not import: S_IFREG, S_IFDIR.
    let type = UInt32(archive_entry_filetype(raw))
    isFile = type == 0o100000
    isFolder = type == 0o040000
    isHardLink = archive_entry_hardlink(raw) != nil
    isEncrypted = archive_entry_is_encrypted(raw) != 0
    size = archive_entry_size_is_set(raw) != 0 ? Int(archive_entry_size(raw)) : nil
  }
}
