internal import Foundation
internal import Suites

/// Writes a CSV file of numbers, row by row, and takes its digest on the way.
struct TableWriter: ~Copyable {
  /// Rows so far.
  private(set) var rows = 0
  private let path: String
  private let handle: FileHandle
  private var digest = IncrementalDigest()
  private var buffer: [UInt8] = []
  private var isAtBeginning = true

  private static let block = 1 << 18

  /// Makes the file, with its header.
  ///
  /// - Throws: `StorageError` where it cannot be made.
  init(_ path: String, _ header: [String]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StorageError(path: path, code: errno) }
    fchmod(descriptor, 0o644)
    self.path = path
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    buffer.append(contentsOf: header.joined(separator: ",").utf8)
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Adds a whole number to the row.
  mutating func append(_ value: Int) {
    separate()
    buffer.append(contentsOf: String(value).utf8)
  }

  /// Adds a number to the row, the shortest decimal that stands for it; whole ones without a fraction.
  mutating func append(_ value: Float) {
    if value == value.rounded(), abs(value) < 1e15 { return append(Int(value)) }
    separate()
    buffer.append(contentsOf: "\(value)".utf8)
  }

  /// Ends the row.
  mutating func endRow() throws {
    buffer.append(UInt8(ascii: "\n"))
    isAtBeginning = true
    rows += 1
    if buffer.count >= Self.block { try flush() }
  }

  /// Writes what is left, and gives the digest of the whole file.
  consuming func finished() throws -> Digest {
    try flush()
    do { try handle.close() } catch { throw unwritable(error) }
    return digest.finished()
  }

  private mutating func separate() {
    if !isAtBeginning { buffer.append(UInt8(ascii: ",")) }
    isAtBeginning = false
  }

  private mutating func flush() throws {
    digest.update(buffer)
    do { try handle.write(contentsOf: Data(buffer)) } catch { throw unwritable(error) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func unwritable(_ error: any Error) -> StorageError {
    let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return StorageError(
      path: path, reason: (reason ?? error as NSError).localizedDescription.lowercased())
  }
}
