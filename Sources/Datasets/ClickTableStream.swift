internal import Determinism
internal import Foundation

/// Bytes that come one after the other: a file, or the member of an archive.
public protocol ByteSource {
  /// Writes up to `limit` bytes into `buffer`, from place `start` on, and gives how many; 0 only at
  /// the end.
  mutating func read(into buffer: inout [UInt8], from start: Int, upTo limit: Int) throws -> Int
}

/// Rows of a click table, block by block.
///
/// A block is cut at a line's end and into tiles of about `tile` bytes, again at line ends, by the
/// text alone; tiles are read on all workers and handed on in order. So memory is bounded by
/// `block`, whatever the file holds, and rows do not depend on the number of workers.
public struct ClickTableStream<Source: ByteSource> {
  private var source: Source
  private let parser: ClickTableParser
  private let strict: Bool
  private let dataset: String
  private let file: String
  private let block: Int
  private let tile: Int
  /// One block and a byte; what is carried over from the block before comes first.
  private var text: [UInt8]
  private var carried = 0
  private var ended = false
  private var lines = 0
  private var headerPending: Bool
  private var dropping = false
  /// Lines left out so far; always none where every line must be a row.
  public private(set) var skipped = SkippedLines()

  /// A stream over a source.
  ///
  /// - Parameters:
  ///   - strict: whether a line that is not a row is an error. Otherwise it is counted.
  ///   - dataset: the data set's id, for messages.
  ///   - file: the file's name, for messages.
  ///   - block: bytes read before they are parsed.
  ///   - tile: bytes one worker parses at a time.
  public init(
    _ source: Source, layout: ClickTableLayout, strict: Bool, dataset: String, file: String,
    block: Int = 8 << 20, tile: Int = 256 << 10
  ) {
    precondition(block > layout.maximalLine, "A block must hold the longest line.")
    self.source = source
    parser = ClickTableParser(layout: layout)
    self.strict = strict
    self.dataset = dataset
    self.file = file
    self.block = block
    self.tile = tile
    headerPending = layout.header
    text = Array(repeating: 0, count: block + 1)
  }

  /// The rows of the next block, tile by tile; `nil` at the end. A block may hold no row.
  ///
  /// - Throws: ``DataError`` at the first line that is not a row, where every line must be one;
  ///   what the source throws.
  public mutating func next() throws -> [ClickRows]? {
    guard !ended else { return nil }
    var count = carried
    while count < block {
      let read = try source.read(into: &text, from: count, upTo: block - count)
      if read == 0 {
        ended = true
        break
      }
      count += read
    }
    if ended, count > 0, text[count - 1] != newline {
      text[count] = newline
      count += 1
    }
    var start = 0
    if dropping {
      guard let end = text[..<count].firstIndex(of: newline) else {
        carried = 0
        return []
      }
      dropping = false
      start = end + 1
    }
    var end = count
    while end > start, text[end - 1] != newline { end -= 1 }
    if headerPending, end > start {
      start = (text[start..<end].firstIndex(of: newline) ?? end - 1) + 1
      headerPending = false
      lines += 1
    }
    let rows = try parse(start..<end)
    carried = count - end
    if carried > parser.layout.maximalLine {
      lines += 1
      try refuse(
        MalformedLine(
          line: lines, reason: .length,
          description: "is longer than the \(parser.layout.maximalLine) bytes a row can have"))
      carried = 0
      dropping = !ended
    }
    for index in 0..<carried { text[index] = text[end + index] }
    return rows
  }

  private mutating func parse(_ range: Range<Int>) throws -> [ClickRows] {
    var cuts = [range.lowerBound]
    while let start = cuts.last, start < range.upperBound {
      var cut = min(start + tile, range.upperBound)
      while cut < range.upperBound, text[cut - 1] != newline { cut += 1 }
      cuts.append(cut)
    }
    let parsed = mapTiles(cuts.count - 1) { [parser, cuts, text] index in
      parser.parse(text, cuts[index]..<cuts[index + 1])
    }
    for tile in parsed {
      for var malformed in tile.malformed {
        malformed.line += lines
        try refuse(malformed)
      }
      lines += tile.lines
    }
    return parsed.map(\.rows)
  }

  private mutating func refuse(_ malformed: MalformedLine) throws {
    if strict {
      throw DataError(
        dataset: dataset, place: "\(file), line \(malformed.line)",
        reason: "the line \(malformed.description)")
    }
    skipped.add(malformed)
  }
}

private let newline = UInt8(ascii: "\n")

/// The bytes of a file.
public final class FileBytes: ByteSource {
  private let descriptor: Int32
  private let path: String
  private let dataset: String

  /// Opens a file.
  ///
  /// - Throws: ``DataError`` where there is no such file, or it cannot be read.
  public init(path: String, dataset: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(
        dataset: dataset, place: path,
        reason: "the file cannot be opened: \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.dataset = dataset
  }

  deinit { close(descriptor) }

  /// Writes up to `limit` bytes into the buffer.
  public func read(into buffer: inout [UInt8], from start: Int, upTo limit: Int) throws -> Int {
    precondition(start + limit <= buffer.count, "The buffer is too short.")
    let count = buffer.withUnsafeMutableBytes {
      Foundation.read(descriptor, $0.baseAddress.map { $0 + start }, limit)
    }
    guard count >= 0 else {
      throw DataError(
        dataset: dataset, place: path,
        reason: "the file cannot be read: \(String(cString: strerror(errno)))")
    }
    return count
  }
}
