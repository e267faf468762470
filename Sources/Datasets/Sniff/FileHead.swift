internal import Archives
package import Foundation

/// The beginning of a file, unpacked.
package struct FileHead: Sendable {
  /// The file's name, or its member's.
  package let name: String
  /// Its first bytes, at most so many that a screen shows a part of them.
  let bytes: [UInt8]
  /// Whether there are no more.
  let isWhole: Bool
  /// Bytes of the file as it lies there.
  let packedSize: Int
  /// Whether it lies there packed.
  let isPacked: Bool

  /// Bytes that are looked at.
  private static let most = 4 << 20

  /// The beginning of a file that was read elsewhere.
  package init(
    name: String, bytes: [UInt8], isWhole: Bool, packedSize: Int = 0, isPacked: Bool = false
  ) {
    self.name = name
    self.bytes = bytes
    self.isWhole = isWhole
    self.packedSize = packedSize
    self.isPacked = isPacked
  }

  /// The beginning of a file, plain or packed, or of a member of an archive.
  ///
  /// - Throws: `DataError` with a sentence for what is no file of rows; `ArchiveError`.
  package init(of url: URL, member: String? = nil) throws {
    let shown = url.lastPathComponent
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw DataError(dataset: shown, place: url.path, reason: "there is no such file")
    }
    guard !isFolder.boolValue else {
      throw DataError(
        dataset: shown, place: url.path, reason: "it is a folder; name one of its files")
    }
    guard let handle = try? FileHandle(forReadingFrom: url) else {
      throw DataError(dataset: shown, place: url.path, reason: "it cannot be read")
    }
    let start = [UInt8]((try? handle.read(upToCount: 512)) ?? Data())
    try? handle.close()
    guard !start.isEmpty else { throw DataError(dataset: shown, reason: "the file is empty") }
    let size = (try? FileManager.default.attributesOfItem(atPath: url.path))?[.size] as? NSNumber
    let limits = ArchiveLimits(unpacked: .max, ratio: .max)
    if member == nil { try Self.refuseArchive(at: url, limits, begins: start) }
    let isArchive = member != nil
    let archive = Archive(at: url, packing: isArchive ? .members : .single, limits: limits)
    struct Enough: Error {}
    var bytes: [UInt8] = []
    var isWhole = true
    do {
      try archive.read([member ?? shown]) { _, piece in
        bytes.append(contentsOf: piece)
        guard bytes.count < Self.most else { throw Enough() }
      }
    } catch is Enough {
      isWhole = false
    }
    let isPacked = isArchive || !bytes.starts(with: start.prefix(4))
    self.init(
      name: member ?? shown, bytes: bytes, isWhole: isWhole, packedSize: size?.intValue ?? 0,
      isPacked: isPacked)
  }

  /// Says what an archive of several files holds, and a tar of any.
  private static func refuseArchive(
    at url: URL, _ limits: ArchiveLimits, begins start: [UInt8]
  ) throws {
    let isZip = start.starts(with: Array("PK".utf8))
    // What is no archive at all is no error here.
    guard let all = try? Archive(at: url, limits: limits).files() else { return }
    let files = Archive.withoutAdditions(all)
    guard isZip ? files.count > 1 : !files.isEmpty else { return }
    throw DataError(
      dataset: url.lastPathComponent,
      reason: Archive.document(of: files)
        ?? "it is an archive of \(files.count) files: \(listed(files)); name one with `--member`")
  }

  /// The whole lines of it, as text.
  ///
  /// - Throws: `RowProblem` with a clause that says what it is, where it is no text.
  func lines() throws(RowProblem) -> [String] {
    let form = bytes.withUnsafeBytes { ForeignForm($0) }
    if let form { throw RowProblem(form.objection) }
    guard !bytes.isEmpty else { throw RowProblem("the file is empty") }
    guard bytes.contains(0x0a) || !bytes.dropLast().contains(0x0d) else {
      throw RowProblem(
        "its lines end in CR alone, as on old Macs; `tr '\\r' '\\n'` makes lines of them")
    }
    let text = bytes.prefix(wholeLines)
    guard !text.isEmpty else {
      throw RowProblem("its first line is longer than \(bytes.count) bytes")
    }
    let marked = text.starts(with: [0xef, 0xbb, 0xbf]) ? text.dropFirst(3) : text
    let isUTF8 = String(validating: marked, as: UTF8.self) != nil
    var left = 256 << 10
    return marked.split(separator: 0x0a, maxSplits: 400, omittingEmptySubsequences: true)
      .prefix(400).prefix { line in
        defer { left -= line.count }
        return left > 0
      }.map { line in
        let line = line.last == 0x0d ? line.dropLast() : line
        return isUTF8
          ? String(decoding: line, as: UTF8.self)
          : String(String.UnicodeScalarView(line.map { UnicodeScalar($0) }))
      }
  }

  /// Bytes up to the last line's end.
  var wholeLines: Int {
    isWhole ? bytes.count : (bytes.lastIndex(of: 0x0a) ?? -1) + 1
  }

  var isUTF8: Bool { String(validating: bytes.prefix(wholeLines), as: UTF8.self) != nil }
}
