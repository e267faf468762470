internal import Determinism
internal import Suites

/// Reads a member by columns as its bytes come: fills a block, cuts it into tiles at ends of lines, and
/// reads the tiles in parallel. Which bytes come together and how many workers there are changes nothing.
struct ColumnsStream {
  /// A line that is not as it must be.
  struct Problem: Error {
    let line: Int
    let reason: String
  }

  /// How much is read at a time, in bytes.
  struct Sizes: Sendable {
    var block = 16 << 20
    var tile = 256 << 10
  }

  private let layout: ColumnsLayout
  private let refusesEmptyLines: Bool
  /// Whether its lines say items rather than events.
  private let holdsItems: Bool
  private let sides: Bool
  private let sizes: Sizes
  /// Bytes that were not read yet; a line begins with the first.
  private var text: [UInt8] = []
  /// Lines before them.
  private(set) var lines = 0
  private var plan: ColumnsPlan?
  private var isFresh = true
  private var toSkip: Int
  /// Whether a byte came.
  private(set) var isEmpty = true

  init(
    _ layout: ColumnsLayout, refusesEmptyLines: Bool, holdsItems: Bool = false,
    sides: Bool = false, sizes: Sizes = Sizes()
  ) {
    self.layout = layout
    self.refusesEmptyLines = refusesEmptyLines
    self.holdsItems = holdsItems
    self.sides = sides && !holdsItems
    self.sizes = sizes
    toSkip = self.layout.skip ?? 0
  }

  /// Takes the next bytes.
  mutating func feed(
    _ bytes: UnsafeRawBufferPointer, into rows: inout ColumnRows
  ) throws(Problem) {
    var rest = bytes[...]
    while !rest.isEmpty {
      isEmpty = false
      let taken = rest.prefix(sizes.block - text.count)
      text.append(contentsOf: UnsafeRawBufferPointer(rebasing: taken))
      rest = rest.dropFirst(taken.count)
      if text.count >= sizes.block { try readBlock(isLast: false, into: &rows) }
    }
  }

  /// Ends the member, whose last line may lack its end.
  mutating func finish(into rows: inout ColumnRows) throws(Problem) {
    if isEmpty { throw Problem(line: 0, reason: "the file is empty") }
    if text.last != newline { text.append(newline) }
    try readBlock(isLast: true, into: &rows)
    if plan == nil { throw Problem(line: 0, reason: "no line of it names the columns") }
  }

  private mutating func readBlock(isLast: Bool, into rows: inout ColumnRows) throws(Problem) {
    var start = 0
    do throws(RowProblem) {
      if isFresh {
        isFresh = false
        start = try text.lend { text throws(RowProblem) in
          if let form = ForeignForm(text) { throw RowProblem(form.objection) }
          return text.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        }
      }
      start = try readHead(from: start, isLast: isLast)
    } catch {
      throw Problem(line: lines + 1, reason: error.reason)
    }
    guard let plan else { return }
    var cuts = cuts(from: start, plan)
    // A quote that is open at the end is complained of where it begins.
    if isLast, cuts[cuts.count - 1] < text.count { cuts.append(text.count) }
    let tiles = mapTiles(cuts.count - 1) { [text, cuts] index in
      text.withUnsafeBytes { text in
        var reader = TileReader(plan, text)
        return reader.read(cuts[index]..<cuts[index + 1])
      }
    }
    for tile in tiles {
      if let problem = tile.problem {
        throw Problem(line: lines + problem.line, reason: problem.reason)
      }
      lines += tile.lines
    }
    let isTaken =
      holdsItems ? rows.append(items: tiles, of: text, plan) : rows.append(tiles, of: text, plan)
    guard isTaken else {
      throw Problem(line: lines, reason: "at most \(Int32.max) rows can be read")
    }
    let end = cuts[cuts.count - 1]
    let longest = ColumnsPlan.longestLine(layout)
    if text.count - end > longest {
      throw Problem(line: lines + 1, reason: TileReader.tooLong(longest, plan).reason)
    }
    text.removeSubrange(..<end)
  }

  /// What the whole lines of a text say, read as one tile.
  mutating func sampled(_ text: [UInt8]) throws(Problem) -> (tile: ColumnTile, text: [UInt8]) {
    self.text = text.last == newline ? text : text + [newline]
    var start = 0
    do throws(RowProblem) {
      if text.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
      start = try readHead(from: start, isLast: true)
    } catch {
      throw Problem(line: lines + 1, reason: error.reason)
    }
    guard let plan else { throw Problem(line: 0, reason: "no line of it names the columns") }
    let tile = self.text.withUnsafeBytes { text in
      var reader = TileReader(plan, text)
      // A line may go on inside quotes beyond what is looked at.
      var end = start
      var place = start
      while place < text.count {
        place = plan.endOfLine(text, from: place, to: text.count) + 1
        if place <= text.count { end = place }
      }
      return reader.read(start..<end)
    }
    if let problem = tile.problem {
      throw Problem(line: lines + problem.line, reason: problem.reason)
    }
    return (tile, self.text)
  }

  /// Reads what stands before the events: lines that are passed over, and names of columns.
  ///
  /// - Returns: where the events begin.
  private mutating func readHead(from: Int, isLast: Bool) throws(RowProblem) -> Int {
    var start = from
    while plan == nil {
      let range = try text.lend { text throws(RowProblem) -> Range<Int>? in
        guard start < text.count else { return nil }
        let stop = endOfHeadLine(text, start)
        let longest = ColumnsPlan.longestLine(layout)
        guard stop < text.count, stop - start <= longest else {
          throw TileReader.tooLong(longest, nil)
        }
        return start..<stop
      }
      guard let range else { return start }
      let isPassed = isPassedOver(text[range])
      if toSkip > 0 || isPassed {
        toSkip -= toSkip > 0 ? 1 : 0
        lines += 1
        start = range.upperBound + 1
      } else if layout.hasHeader {
        try name(columnsBy: range)
        lines += 1 + (text[range].count { $0 == newline })
        start = range.upperBound + 1
      } else {
        try countColumns(of: range)
      }
    }
    return start
  }

  private func endOfHeadLine(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    let isSkipped = toSkip > 0 || isPassedOver(self.text[start...].prefix(8))
    guard layout.quotes == .acrossLines, !isSkipped else {
      return text.first(newline, from: start, to: text.count)
    }
    var isOpen = false
    var place = start
    while place < text.count, isOpen || text[place] != newline {
      if text[place] == quote { isOpen.toggle() }
      place += 1
    }
    return place
  }

  /// Comments, and lines without text where these say nothing.
  private func isPassedOver(_ line: ArraySlice<UInt8>) -> Bool {
    if let comment = layout.comment, line.starts(with: comment.utf8) { return true }
    return !refusesEmptyLines && (line.isEmpty || line.elementsEqual([0x0d]))
  }

  /// Takes the names of the columns from a line.
  private mutating func name(columnsBy range: Range<Int>) throws(RowProblem) {
    let line = text[range].last == 0x0d ? text[range].dropLast() : text[range]
    if line.isEmpty { throw RowProblem("the line is empty") }
    let fields = try fields(of: line)
    if let columns = layout.columns, columns.count != fields.count {
      throw RowProblem("there are \(fields.count) fields, not \(columns.count)")
    }
    plan = try ColumnsPlan(
      layout, refusesEmptyLines: refusesEmptyLines, names: layout.columns ?? fields, sides: sides)
  }

  /// Makes the plan of a member without a header, whose first line says how many columns there are.
  private mutating func countColumns(of range: Range<Int>) throws(RowProblem) {
    var plan = try ColumnsPlan(
      layout, refusesEmptyLines: refusesEmptyLines, names: layout.columns, sides: sides)
    if plan.count == nil, (layout.form ?? .text) == .text {
      let end = text[range].last == 0x0d ? range.upperBound - 1 : range.upperBound
      plan.count = try text.lend { text throws(RowProblem) in
        var reader = TileReader(plan, text)
        return try reader.countFields(range.lowerBound, end)
      }
      if let count = plan.count, plan.slotOfColumn.count > count {
        throw RowProblem("there are \(count) fields, no column \(plan.slotOfColumn.count)")
      }
    }
    self.plan = plan
  }

  private func fields(of line: ArraySlice<UInt8>) throws(RowProblem) -> [String] {
    var asked = ColumnsLayout()
    (asked.separator, asked.quotes, asked.encoding) = (
      layout.separator, layout.quotes, layout.encoding
    )
    asked.header = false
    return try line.lend { line throws(RowProblem) in
      try TileReader.texts(of: line, asked)
    }
  }

  /// Where tiles begin and end: `[tiles + 1]`. The last one ends with the last whole line.
  private func cuts(from start: Int, _ plan: ColumnsPlan) -> [Int] {
    text.withUnsafeBytes { text in
      var cuts = [start]
      var place = start
      let isAcross = layout.quotes == .acrossLines
      while place < text.count {
        // Nobody knows whether a line break in the middle of a text is inside quotes.
        let from = isAcross ? place : min(place + sizes.tile, text.count) - 1
        let end =
          isAcross
          ? plan.endOfLine(text, from: from, to: text.count)
          : text.first(newline, from: from, to: text.count)
        guard end < text.count else {
          if !isAcross {
            // The last tile ends with the last line break there is.
            let last = text[place...].lastIndex(of: newline)
            if let last { cuts.append(last + 1) }
          } else if place > cuts[cuts.count - 1] {
            cuts.append(place)
          }
          break
        }
        place = end + 1
        if !isAcross || place - cuts[cuts.count - 1] >= sizes.tile { cuts.append(place) }
      }
      if isAcross, place == text.count, place > cuts[cuts.count - 1] { cuts.append(place) }
      return cuts
    }
  }
}

private let newline = UInt8(ascii: "\n")
