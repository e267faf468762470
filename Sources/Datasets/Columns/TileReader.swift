internal import Foundation
internal import Suites

/// Reads the lines of one tile of text. Knows nothing of files, blocks or threads.
struct TileReader {
  let plan: ColumnsPlan
  let bytes: UnsafeRawBufferPointer
  let isPython: Bool
  var tile = ColumnTile()
  /// Values of the line that is read, by their slots.
  var pieces: [Piece]

  /// - Parameter bytes: text that the tile is a part of.
  init(_ plan: ColumnsPlan, _ bytes: UnsafeRawBufferPointer) {
    self.plan = plan
    self.bytes = bytes
    isPython = plan.layout.form == .python
    pieces = Array(repeating: .absent, count: plan.slots)
    tile.sides = Array(repeating: [], count: plan.sides.count)
  }

  /// Reads every line of a range, or up to the first that is not as it must be.
  ///
  /// - Precondition: the range ends in the end of a line.
  mutating func read(_ range: Range<Int>) -> ColumnTile {
    let longest = ColumnsPlan.longestLine(plan.layout)
    var start = range.lowerBound
    while start < range.upperBound {
      let stop = plan.endOfLine(bytes, from: start, to: range.upperBound)
      let end = stop > start && bytes[stop - 1] == 0x0d ? stop - 1 : stop
      do throws(RowProblem) {
        guard stop - start <= longest else { throw Self.tooLong(longest, plan) }
        try line(start, end)
      } catch {
        tile.problem = (tile.lines + 1, error.reason)
        return tile
      }
      tile.lines += 1
      if plan.layout.quotes == .acrossLines {
        var inner = bytes.first(0x0a, from: start, to: stop)
        while inner < stop {
          tile.lines += 1
          inner = bytes.first(0x0a, from: inner + 1, to: stop)
        }
      }
      start = stop + 1
    }
    return tile
  }

  static func tooLong(_ longest: Int, _ plan: ColumnsPlan?) -> RowProblem {
    RowProblem(
      "it is longer than \(longest) bytes"
        + (plan?.layout.quotes == .acrossLines ? ", or a quote is not closed" : ""))
  }

  /// Fields of a line of text.
  mutating func countFields(_ start: Int, _ end: Int) throws(RowProblem) -> Int {
    try divide(start, end)
  }

  private mutating func line(_ start: Int, _ end: Int) throws(RowProblem) {
    if start == end {
      if plan.refusesEmptyLines { throw RowProblem("the line is empty") }
      return
    }
    if let comment = plan.comment, bytes.holds(comment, at: start, to: end) { return }
    tile.records += 1
    switch plan.layout.form ?? .text {
    case .text:
      let count = try divide(start, end)
      guard count == plan.count else {
        throw RowProblem("there are \(count) fields, not \(plan.count ?? 0)")
      }
      if plan.within == nil { try event() } else { try events() }
    case .json, .python:
      try object(start, end)
    case .lists:
      try list(start, end)
    }
  }

  /// Finds the fields of a line and keeps those that are asked for.
  ///
  /// - Returns: how many there are.
  private mutating func divide(_ start: Int, _ end: Int) throws(RowProblem) -> Int {
    switch plan.divider {
    case .blanks:
      var column = 0
      var place = blank(start, end)
      while place < end {
        let stop = bytes.first(0x20, or: 0x09, from: place, to: end)
        keep(column, place, stop)
        column += 1
        place = blank(stop, end)
      }
      return column
    case .bytes(let separator):
      let isQuoted = plan.layout.quotes == .inLine || plan.layout.quotes == .acrossLines
      var column = 0
      var place = start
      while true {
        if isQuoted, place < end, bytes[place] == quote {
          let piece = try quoted(place, end)
          place = piece.end + 1
          guard place == end || bytes.holds(separator, at: place, to: end) else {
            throw RowProblem("there is text after a closing quote")
          }
          keep(column, piece)
        } else {
          let stop = endOfField(separator, place, end)
          if isQuoted, bytes.first(quote, from: place, to: stop) < stop {
            throw RowProblem("a quote stands in the middle of a field")
          }
          keep(column, place, stop)
          place = stop
        }
        column += 1
        guard place < end else { return column }
        place += separator.count
      }
    }
  }

  /// The first byte from a place on that is no blank.
  @inline(__always)
  func blank(_ start: Int, _ end: Int) -> Int {
    var place = start
    while place < end, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
    return place
  }

  @inline(__always)
  private func endOfField(_ separator: [UInt8], _ start: Int, _ end: Int) -> Int {
    var place = bytes.first(separator[0], from: start, to: end)
    while separator.count > 1, place < end, !bytes.holds(separator, at: place, to: end) {
      place = bytes.first(separator[0], from: place + 1, to: end)
    }
    return place
  }

  /// What stands between quotes, the first of them at `start`.
  private func quoted(_ start: Int, _ end: Int) throws(RowProblem) -> Piece {
    var place = start + 1
    var form = Piece.Form.plain
    while true {
      let stop = bytes.first(quote, from: place, to: end)
      guard stop < end else { throw RowProblem("a quote is not closed") }
      guard stop + 1 < end, bytes[stop + 1] == quote else {
        return Piece(start: start + 1, end: stop, form: form)
      }
      form = .doubled
      place = stop + 2
    }
  }

  @inline(__always)
  private mutating func keep(_ column: Int, _ start: Int, _ end: Int) {
    keep(column, Piece(start: start, end: end, form: .plain))
  }

  @inline(__always)
  private mutating func keep(_ column: Int, _ piece: Piece) {
    guard column < plan.slotOfColumn.count else { return }
    let slot = plan.slotOfColumn[column]
    if slot >= 0 { pieces[slot] = piece }
  }

  /// A user and its items.
  private mutating func list(_ start: Int, _ end: Int) throws(RowProblem) {
    var isFirst = plan.layout.user != nil
    var place = start
    while place < end {
      let piece: Piece
      switch plan.divider {
      case .blanks:
        place = blank(place, end)
        guard place < end else { return }
        let stop = bytes.first(0x20, or: 0x09, from: place, to: end)
        piece = Piece(start: place, end: stop, form: .plain)
        place = stop
      case .bytes(let separator):
        let stop = endOfField(separator, place, end)
        piece = Piece(start: place, end: stop, form: .plain)
        place = stop + separator.count
      }
      if isFirst {
        pieces[plan.user] = piece
        isFirst = false
      } else {
        pieces[plan.item] = piece
        try event()
      }
    }
  }

  /// The items that stand in one field.
  private mutating func events() throws(RowProblem) {
    let all = pieces[plan.item]
    guard all.form != .absent, !all.isEmpty, let within = plan.within else { return try event() }
    var place = all.start
    while place < all.end {
      let stop: Int
      switch within {
      case .blanks:
        place = blank(place, all.end)
        guard place < all.end else { return }
        stop = bytes.first(0x20, or: 0x09, from: place, to: all.end)
      case .bytes(let separator): stop = endOfField(separator, place, all.end)
      }
      pieces[plan.item] = Piece(start: place, end: stop, form: all.form)
      try event()
      place = stop
      if case .bytes(let separator) = within { place += separator.count }
    }
  }
}

let quote = UInt8(ascii: "\"")

extension ColumnsPlan {
  /// Where the line that begins at a place ends: at its line break, or at `to`. A line goes on where
  /// a quote is open and may be.
  func endOfLine(_ bytes: UnsafeRawBufferPointer, from: Int, to: Int) -> Int {
    guard layout.quotes == .acrossLines,
      !(comment.map { bytes.holds($0, at: from, to: to) } ?? false)
    else { return bytes.first(0x0a, from: from, to: to) }
    var isOpen = false
    var place = from
    while true {
      place = bytes.first(quote, or: 0x0a, from: place, to: to)
      guard place < to else { return to }
      if bytes[place] == quote {
        isOpen.toggle()
      } else if !isOpen {
        return place
      }
      place += 1
    }
  }
}
