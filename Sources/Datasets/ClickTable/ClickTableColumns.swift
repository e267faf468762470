internal import Dispatch
internal import Foundation
internal import Suites
internal import Synchronization

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
    let bytes = try Self.mapped(file, isEmpty: count == 0, dataset: dataset)
    guard bytes.count == count * MemoryLayout<Element>.stride else {
      throw DataError(
        dataset: dataset, place: file.path,
        reason: "the prepared column has \(bytes.count) bytes instead of "
          + "\(count * MemoryLayout<Element>.stride); delete its folder, it will be prepared again")
    }
    self.bytes = bytes
    self.count = count
  }

  /// SHA-256 of the file's bytes.
  func digest() -> String { Digest(of: bytes).hex }

  private static func mapped(_ file: URL, isEmpty: Bool, dataset: String) throws -> Data {
    do {
      let own = try OwnFile.opened(file.path, O_RDONLY)
      return isEmpty ? Data() : try own.contents(mapped: true)
    } catch let objection as OwnFile.Objection {
      throw DataError(dataset: dataset, place: file.path, reason: objection.reason)
    }
  }

  /// The numbers, for the time of `body`.
  public func withElements<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBytes { try body($0.bindMemory(to: Element.self)) }
  }
}

/// Writes a file of numbers of one type, piece by piece, on a thread of its own: who makes the
/// pieces goes on meanwhile, a few of them ahead.
final class ColumnWriter<Element: BitwiseCopyable & Sendable>: Sendable {
  private struct Taken {
    var count = 0
    var failure: (any Error)?
  }

  private let handle: FileHandle
  private let dataset: String
  private let digests: Bool
  private let queue = DispatchQueue(label: "column")
  /// Pieces that may wait to be written.
  private let room = DispatchSemaphore(value: 8)
  private let taken = Mutex(Taken())
  private let digest = Mutex(IncrementalDigest())

  /// Makes the file.
  ///
  /// - Parameter digests: whether the digest of what is written will be asked for.
  init(_ file: URL, dataset: String, digests: Bool) throws {
    // Made here and nowhere else: what lies under its name already is not written into.
    let descriptor = open(
      file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw DataError(
        dataset: dataset, place: file.path,
        reason: "the file cannot be written (\(String(cString: strerror(errno))))",
        kind: .cannotWrite)
    }
    fchmod(descriptor, 0o644)
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.dataset = dataset
    self.digests = digests
  }

  /// Numbers taken so far.
  var count: Int { taken.withLock { $0.count } }

  /// Takes the next numbers.
  ///
  /// - Throws: ``DataError`` where earlier ones could not be written.
  func append(_ elements: [Element]) throws {
    try check()
    taken.withLock { $0.count += elements.count }
    room.wait()
    queue.async { [self] in
      defer { room.signal() }
      let bytes = elements.withUnsafeBytes { Data($0) }
      if digests { digest.withLock { $0.update(bytes) } }
      do { try handle.write(contentsOf: bytes) } catch {
        taken.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }

  /// Waits until everything is written, and closes the file.
  func close() throws {
    queue.sync {}
    try check()
    do { try handle.close() } catch { throw unwritable(error) }
  }

  /// Closes the file; gives the digest of what was written.
  func finished() throws -> Digest {
    precondition(digests, "No digest was made.")
    try close()
    return digest.withLock { digest in
      var finished = IncrementalDigest()
      swap(&finished, &digest)
      return finished.finished()
    }
  }

  private func check() throws {
    if let failure = taken.withLock({ $0.failure }) { throw unwritable(failure) }
  }

  private func unwritable(_ failure: any Error) -> DataError {
    DataError(
      dataset: dataset, reason: "a prepared column cannot be written: \(failure)",
      kind: .cannotWrite)
  }
}
