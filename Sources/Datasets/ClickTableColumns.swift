internal import Foundation
internal import Suites

/// A file of numbers of one type, mapped: pages are read when they are looked at, and given back
/// when memory is short.
public struct MappedColumn<Element: BitwiseCopyable & Sendable>: Sendable {
  private let bytes: Data
  /// Numbers in the file.
  public let count: Int

  /// Maps a file.
  ///
  /// - Parameter count: numbers that must be in it.
  init(_ file: URL, count: Int, dataset: String) throws {
    let bytes = count == 0 ? Data() : try Data(contentsOf: file, options: .alwaysMapped)
    guard bytes.count == count * MemoryLayout<Element>.stride else {
      throw DataError(
        dataset: dataset, place: file.path,
        reason: "the prepared column has \(bytes.count) bytes instead of "
          + "\(count * MemoryLayout<Element>.stride); delete its folder, it will be prepared again")
    }
    self.bytes = bytes
    self.count = count
  }

  /// The numbers, for the time of `body`.
  public func withElements<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBytes { try body($0.bindMemory(to: Element.self)) }
  }
}

/// Writes a file of numbers of one type, piece by piece, and digests them on the way.
final class ColumnWriter<Element: BitwiseCopyable> {
  private let handle: FileHandle
  private var digest = IncrementalDigest()
  private let dataset: String
  private(set) var count = 0

  init(_ file: URL, dataset: String) throws {
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o644]),
      let handle = FileHandle(forWritingAtPath: file.path)
    else {
      throw DataError(
        dataset: dataset, place: file.path, reason: "the file cannot be written",
        kind: .cannotWrite)
    }
    self.handle = handle
    self.dataset = dataset
  }

  func append(_ elements: [Element]) throws {
    let bytes = elements.withUnsafeBytes { Data($0) }
    digest.update(bytes)
    count += elements.count
    do { try handle.write(contentsOf: bytes) } catch {
      throw DataError(
        dataset: dataset, reason: "a prepared column cannot be written: \(error)",
        kind: .cannotWrite)
    }
  }

  /// Closes the file; gives the digest of what was written.
  func finished() throws -> Digest {
    try handle.close()
    var finished = IncrementalDigest()
    swap(&finished, &digest)
    return finished.finished()
  }
}
