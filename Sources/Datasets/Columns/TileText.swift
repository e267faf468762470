internal import Suites

// Texts that do not stand in a line as they are meant.

extension TileReader {
  /// A piece as it is meant, in UTF-8.
  ///
  /// - Throws: `RowProblem` where an escape is none.
  func rewritten(_ piece: Piece) throws(RowProblem) -> [UInt8] {
    let text = bytes.part(piece.range)
    switch piece.form {
    case .absent: return []
    case .plain: return encoded(Array(text))
    case .doubled:
      var written: [UInt8] = []
      var place = 0
      while place < text.count {
        written.append(text[place])
        place += text[place] == quote ? 2 : 1
      }
      return encoded(written)
    case .escaped: return try unescaped(text)
    }
  }

  /// Letters of the file's encoding as UTF-8.
  private func encoded(_ text: [UInt8]) -> [UInt8] {
    guard plan.layout.encoding == .latin1, text.contains(where: { $0 >= 0x80 }) else { return text }
    return text.flatMap { $0 < 0x80 ? [$0] : [0xc0 | $0 >> 6, 0x80 | $0 & 0x3f] }
  }

  /// A string of JSON or of Python without its escapes.
  private func unescaped(_ text: UnsafeRawBufferPointer) throws(RowProblem) -> [UInt8] {
    var written: [UInt8] = []
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == UInt8(ascii: "\\"), place < text.count else {
        written.append(byte)
        continue
      }
      let letter = text[place]
      place += 1
      switch letter {
      case UInt8(ascii: "n"): written.append(0x0a)
      case UInt8(ascii: "t"): written.append(0x09)
      case UInt8(ascii: "r"): written.append(0x0d)
      case UInt8(ascii: "b"): written.append(0x08)
      case UInt8(ascii: "f"): written.append(0x0c)
      case UInt8(ascii: "x") where plan.layout.form == .python:
        append(try scalar(text, &place, 2), to: &written)
      case UInt8(ascii: "U") where plan.layout.form == .python:
        append(try scalar(text, &place, 8), to: &written)
      case UInt8(ascii: "u"):
        var value = try scalar(text, &place, 4)
        if (0xd800..<0xdc00).contains(value),
          text.holds(Array("\\u".utf8), at: place, to: text.count)
        {
          var next = place + 2
          let low = try scalar(text, &next, 4)
          if (0xdc00..<0xe000).contains(low) {
            value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
            place = next
          }
        }
        append(value, to: &written)
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"):
        written.append(letter)
      default:
        guard plan.layout.form == .python else {
          throw RowProblem("a string has an escape that JSON does not know")
        }
        written += [UInt8(ascii: "\\"), letter]
      }
    }
    return written
  }

  /// The number that so many hexadecimal digits say.
  private func scalar(
    _ text: UnsafeRawBufferPointer, _ place: inout Int, _ digits: Int
  ) throws(RowProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard place < text.count, let digit = Character(UnicodeScalar(text[place])).hexDigitValue
      else { throw RowProblem("an escape in a string has no \(digits) hexadecimal digits") }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }

  /// A half of a character that lacks the other is the mark of what cannot be shown.
  private func append(_ value: UInt32, to written: inout [UInt8]) {
    written += Array(String(UnicodeScalar(value) ?? "\u{fffd}").utf8)
  }
}

extension TileReader {
  /// The fields of one line, as they are meant, cut at so many.
  static func texts(
    of line: UnsafeRawBufferPointer, _ layout: ColumnsLayout
  ) throws(RowProblem) -> [String] {
    var counting = layout
    (counting.user, counting.item, counting.columns) = (nil, "1", nil)
    let empty = try ColumnsPlan(counting, refusesEmptyLines: true, names: nil, sides: false)
    var counter = TileReader(empty, line)
    let count = try counter.countFields(0, line.count)
    // Every column is kept, by its place.
    counting.itemColumns = (1...max(1, min(count, 10_000))).map { "\($0)" }
    let plan = try ColumnsPlan(counting, refusesEmptyLines: true, names: nil, sides: true)
    var reader = TileReader(plan, line)
    _ = try reader.countFields(0, line.count)
    var texts: [String] = []
    for slot in plan.sides {
      texts.append(String(decoding: try reader.rewritten(reader.pieces[slot]), as: UTF8.self))
    }
    return texts
  }
}
