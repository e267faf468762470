public import Foundation

/// A downloaded file that wraps others. Members are streamed to whoever reads them; nothing is ever
/// unpacked to disk, so nothing can be written outside a folder or left half done.
///
/// Every header that is passed is checked by `EntryCheck`, whether or not its member is read.
/// Readers are those built into libarchive: zip and tar, with gzip, bzip2, xz or zstandard around them; no
/// outside program is ever started.
public struct Archive: Sendable {
  /// How the members are wrapped.
  public enum Packing: Hashable, Sendable {
    /// A zip or tar with named members.
    case members
    /// One file, plain or compressed or alone in a zip; it is read under the name that is asked for.
    case single
  }

  /// Where the archive lies.
  public let url: URL
  /// How the members are wrapped.
  public let packing: Packing
  /// How much it may unpack to.
  public let limits: ArchiveLimits
  /// Members that may be archives themselves, by their paths: they are handed on as bytes, unopened.
  public let nested: Set<String>
  /// The bytes, where they lie in memory.
  let contents: Data?

  /// An archive; nothing is opened yet.
  public init(
    at url: URL, packing: Packing = .members, limits: ArchiveLimits, nested: Set<String> = []
  ) {
    self.url = url
    self.packing = packing
    self.limits = limits
    self.nested = nested
    contents = nil
  }

  /// An archive that was a member of another.
  ///
  /// - Parameter name: what to call it in errors.
  public init(_ contents: Data, called name: String, limits: ArchiveLimits) {
    url = URL(fileURLWithPath: name)
    packing = .members
    self.limits = limits
    nested = []
    self.contents = contents
  }

  /// Paths of all members that are files, in the archive's order.
  public func files() throws(ArchiveError) -> [String] {
    let reader = try ArchiveReader(self)
    var paths: [String] = []
    while let entry = try reader.next() {
      if entry.isFile, packing == .members { paths.append(entry.path) }
    }
    return paths
  }

  /// Streams members in the archive's order: `body` gets a member's name and its next bytes, at
  /// most 256 KiB at a time.
  ///
  /// The whole archive is passed, so that a hostile member after the last one wanted is found too.
  /// What `body` was given counts only once this returns.
  ///
  /// - Throws: `ArchiveError` where it is damaged, hostile or lacks a member; what `body` throws.
  public func read(
    _ members: [String], _ body: (String, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if packing == .single, let inner = try fileAloneInZip() {
      let zip = Archive(at: url, limits: limits)
      return try zip.read([inner]) { try body(members.first ?? $0, $1) }
    }
    let reader = try ArchiveReader(self)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var missing = Set(members)
    while let entry = try reader.next() {
      let name = packing == .single ? (members.first ?? entry.path) : entry.path
      guard entry.isFile, missing.remove(name) != nil else { continue }
      var isFirst = true
      while true {
        let bytes = try reader.data(into: buffer)
        if bytes.isEmpty { break }
        if isFirst, !nested.contains(name), let kind = archiveSignature(bytes) {
          throw ArchiveError(
            archive: url.path, entry: name,
            reason: "it is itself \(kind); nested archives are not opened")
        }
        isFirst = false
        try body(name, bytes)
      }
    }
    if let lacking = members.first(where: missing.contains) {
      throw ArchiveError(archive: url.path, entry: lacking, reason: "there is no such member")
    }
  }
}

extension Archive {
  /// The path of the one file in a zip; nil for what is no zip.
  ///
  /// - Throws: `ArchiveError` where there is none, or more than one.
  private func fileAloneInZip() throws(ArchiveError) -> String? {
    guard let handle = FileHandle(forReadingAtPath: url.path) else { return nil }
    let start = try? handle.read(upToCount: 4)
    try? handle.close()
    guard start == Data([0x50, 0x4b, 0x03, 0x04]) else { return nil }
    let files = Self.withoutAdditions(try Archive(at: url, limits: limits).files())
    guard files.count == 1 else {
      if let document = Self.document(of: files) {
        throw ArchiveError(archive: url.path, reason: document)
      }
      let names = files.prefix(5).map(printable).joined(separator: ", ")
      throw ArchiveError(
        archive: url.path,
        reason: "it is a zip archive of \(files.count) files"
          + (files.isEmpty ? "" : ": \(names)\(files.count > 5 ? ", …" : "")")
          + "; `packing: archive` reads the members named under 'members'")
    }
    return files[0]
  }
}

extension Archive {
  /// Files without what macOS adds to a zip, which is nobody's data.
  public static func withoutAdditions(_ files: [String]) -> [String] {
    files.filter { !$0.hasPrefix("__MACOSX/") && !$0.hasSuffix(".DS_Store") }
  }

  /// What a zip of these files is, where it is a document of another program, as the end of a sentence
  /// with the way to rows; nil for others.
  public static func document(of files: [String]) -> String? {
    if files.contains("xl/workbook.xml") || files.contains("xl/workbook.bin") {
      return "it is an Excel workbook, not lines of text; save its sheet as CSV"
    }
    if files.contains("mimetype"), files.contains("content.xml") {
      return "it is an OpenDocument file, not lines of text; save its sheet as CSV"
    }
    if !files.isEmpty, files.allSatisfy({ $0.hasSuffix(".npy") }) {
      return
        "it is NumPy's archive of arrays, not lines of text; write them as text first: NumPy's `savetxt`"
    }
    return nil
  }
}

/// The kind of archive that bytes begin, if they do.
func archiveSignature(_ bytes: UnsafeRawBufferPointer) -> String? {
  let signatures: [(offset: Int, bytes: [UInt8], kind: String)] = [
    (0, [0x50, 0x4b, 0x03, 0x04], "a zip archive"), (0, [0x1f, 0x8b, 0x08], "a gzip file"),
    (0, [0x42, 0x5a, 0x68, 0x31], "a bzip2 file"), (0, [0x42, 0x5a, 0x68, 0x39], "a bzip2 file"),
    (0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "an xz file"),
    (0, [0x28, 0xb5, 0x2f, 0xfd], "a zstandard file"),
    (0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7-zip archive"),
    (0, [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], "a rar archive"),
    (257, [0x75, 0x73, 0x74, 0x61, 0x72], "a tar archive"),
  ]
  return signatures.first { signature in
    bytes.count >= signature.offset + signature.bytes.count
      && zip(bytes[signature.offset...], signature.bytes).allSatisfy(==)
  }?.kind
}
