internal import Determinism

/// Rows of a click table, block by block.
///
/// A block is cut at a line's end and into tiles of about `tile` bytes, again at line ends, by the
/// text alone; tiles are read on all workers and handed on in order. So memory is bounded by
/// `block`, whatever the file holds, and rows do not depend on the number of workers.
public struct ClickTableStream {
  private let parser: ClickTableParser
  private let strict: Bool
  private let dataset: String
  private let file: String
  private let block: Int
  private let tile: Int
  /// One block and a byte, `count` of them filled.
  private var text: [UInt8]
  private var count = 0
  private var lines = 0
  private var headerPending: Bool
  private var isFresh = true
  private var dropping = false
  /// Lines left out so far; always none where every line must be a row.
  public private(set) var skipped = SkippedLines()

  /// A stream that has read nothing.
  ///
  /// - Parameters:
  ///   - strict: whether a line that is not a row is an error. Otherwise it is counted.
  ///   - dataset: the data set's id, for messages.
  ///   - file: the file's name, for messages.
  ///   - block: bytes read before they are parsed.
  ///   - tile: bytes one worker parses at a time.
  public init(
    layout: ClickTableLayout, strict: Bool, dataset: String, file: String,
    block: Int = 8 << 20, tile: Int = 256 << 10
  ) {
    precondition(block > layout.maximalLine, "A block must hold the longest line.")
    parser = ClickTableParser(layout: layout)
    self.strict = strict
    self.dataset = dataset
    self.file = file
    self.block = block
    self.tile = tile
    headerPending = layout.header
    text = Array(repeating: 0, count: block + 1)
  }

  /// Takes the next bytes of the file.
  ///
  /// - Returns: the rows of the blocks that they fill, tile by tile.
  /// - Throws: ``DataError`` at the first line that is not a row, where every line must be one.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) throws -> [ClickRows] {
    var rows: [ClickRows] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let taken = rest.prefix(block - count)
      text.replaceSubrange(count..<count + taken.count, with: taken)
      count += taken.count
      rest = rest.dropFirst(taken.count)
      if count == block { rows += try parsedBlock(ended: false) }
    }
    return rows
  }

  /// Ends the file, whose last line may lack its end.
  ///
  /// - Returns: the rows that are left.
  public mutating func finish() throws -> [ClickRows] {
    if count > 0, text[count - 1] != newline {
      text[count] = newline
      count += 1
    }
    return count > 0 ? try parsedBlock(ended: true) : []
  }

  private mutating func parsedBlock(ended: Bool) throws -> [ClickRows] {
    var start = 0
    if dropping {
      guard let end = text[..<count].firstIndex(of: newline) else {
        count = 0
        return []
      }
      dropping = false
      start = end + 1
    }
    if isFresh {
      isFresh = false
      start = try lengthOfMark()
    }
    var end = count
    while end > start, text[end - 1] != newline { end -= 1 }
    if headerPending, end > start {
      let stop = text[start..<end].firstIndex(of: newline) ?? end - 1
      try check(header: text[start..<stop])
      start = stop + 1
      headerPending = false
      lines += 1
    }
    let rows = try parse(start..<end)
    var carried = count - end
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
    count = carried
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

  /// Bytes of the mark by which some programs say that they write UTF-8; the file goes on after it.
  private func lengthOfMark() throws -> Int {
    do {
      return try text[..<count].withUnsafeBytes { $0.count - (try withoutMark($0)).count }
    } catch let problem as RowProblem {
      throw DataError(dataset: dataset, place: "\(file), line 1", reason: problem.reason)
    }
  }

  /// A first line that names other columns, or is a row, is no header: leaving it out would lose a
  /// row, or take columns for one another.
  private func check(header: ArraySlice<UInt8>) throws {
    let names = parser.layout.headerNames
    let wanted = names.joined(separator: String(UnicodeScalar(parser.layout.separator)))
    let line = header.last == UInt8(ascii: "\r") ? header.dropLast() : header
    guard line.elementsEqual(wanted.utf8) else {
      throw DataError(
        dataset: dataset, place: "\(file), line 1",
        reason:
          "the header is not '\(names[0]),\(names[1]),…,\(names[names.count - 1])', the names "
          + "of the \(names.count) columns in their order")
    }
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
