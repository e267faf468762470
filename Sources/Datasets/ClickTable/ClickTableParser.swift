/// Reads the lines of one tile of text into rows. Knows nothing of files, blocks or threads.
struct ClickTableParser: Sendable {
  let layout: ClickTableLayout

  /// What a tile held.
  struct Parsed: Sendable {
    var rows: ClickRows
    /// Lines in the tile, malformed ones included.
    var lines: Int
    /// Lines that are not rows, counted from the tile's first line as 1.
    var malformed: [MalformedLine]
  }

  /// Reads every line of `range`.
  ///
  /// - Parameter text: bytes that `range` lies in.
  /// - Precondition: the last byte of the range is a newline, so that every field ends before it.
  func parse(_ text: [UInt8], _ range: Range<Int>) -> Parsed {
    precondition(range.isEmpty || text[range.upperBound - 1] == newline, "A line has no end.")
    let bytes = text.span
    let rows = text.withUnsafeBufferPointer { text in
      text[range].reduce(0) { $0 &+ ($1 == newline ? 1 : 0) }
    }
    var readNumbers = [Double](repeating: .nan, count: rows * layout.numbers)
    var readTokens = [UInt32](repeating: 0, count: rows * layout.tokens)
    var readFlags = [UInt32](repeating: 0, count: rows)
    var malformed: [MalformedLine] = []
    var kept = 0
    do {
      var numbers = readNumbers.mutableSpan
      var tokens = readTokens.mutableSpan
      var flags = readFlags.mutableSpan
      var start = range.lowerBound
      for line in 0..<rows {
        var cursor = Cursor(position: start)
        do {
          flags[kept] = try row(
            bytes, &cursor, &numbers, kept * layout.numbers, &tokens, kept * layout.tokens)
          kept += 1
          start = cursor.position + 1
        } catch {
          var end = start
          while bytes[end] != newline { end += 1 }
          malformed.append(describe(error, bytes, start..<end, line + 1))
          for i in 0..<layout.numbers { numbers[kept * layout.numbers + i] = .nan }
          for i in 0..<layout.tokens { tokens[kept * layout.tokens + i] = 0 }
          start = end + 1
        }
      }
    }
    if kept < rows {
      readNumbers.removeLast((rows - kept) * layout.numbers)
      readTokens.removeLast((rows - kept) * layout.tokens)
      readFlags.removeLast(rows - kept)
    }
    return Parsed(
      rows: ClickRows(numbers: readNumbers, tokens: readTokens, flags: readFlags), lines: rows,
      malformed: malformed)
  }

  /// Reads one line; leaves the cursor at its newline or at the limit.
  @inline(__always)
  private func row(
    _ bytes: Span<UInt8>, _ cursor: inout Cursor, _ numbers: inout MutableSpan<Double>,
    _ firstNumber: Int,
    _ tokens: inout MutableSpan<UInt32>, _ firstToken: Int
  ) throws(Fault) -> UInt32 {
    var flags: UInt32 = 0
    for _ in 0..<layout.leading {
      while !cursor.atEndOfField(bytes, layout.separator) { cursor.position += 1 }
      guard cursor.next(bytes) == layout.separator else { throw Fault(.columns, 0) }
    }
    switch cursor.next(bytes) {
    case UInt8(ascii: "0"): break
    case UInt8(ascii: "1"): flags = 1 << 31
    default: throw Fault(.label, 0)
    }
    for column in 0..<layout.numbers {
      try separator(bytes, &cursor, column)
      if cursor.atEndOfField(bytes, layout.separator) { continue }
      numbers[firstNumber + column] =
        switch layout.numberForm {
        case .whole: try whole(bytes, &cursor, 1 + column)
        case .decimal: try decimal(bytes, &cursor, 1 + column)
        }
    }
    for column in 0..<layout.tokens {
      try separator(bytes, &cursor, layout.numbers + column)
      if cursor.atEndOfField(bytes, layout.separator) { continue }
      let place = 1 + layout.numbers + column
      tokens[firstToken + column] =
        switch layout.tokenForm {
        case .hexadecimal: try hexadecimal(bytes, &cursor, place)
        case .index: try index(bytes, &cursor, place)
        case .hexadecimalOrMinusOne:
          cursor.passMinusOne(bytes, layout.separator)
            ? .max : try hexadecimal(bytes, &cursor, place)
        }
      flags |= 1 << UInt32(column)
    }
    if !cursor.skipCarriageReturn(bytes) { throw fault(after: layout.columns - 1, bytes, cursor) }
    return flags
  }

  /// What is wrong when a field of `column` did not end where it should.
  private func fault(after column: Int, _ bytes: Span<UInt8>, _ cursor: Cursor) -> Fault {
    if cursor.atEndOfLine(bytes) || cursor.peek(bytes) == layout.separator {
      return Fault(.columns, column)
    }
    if column == 0 { return Fault(.label, column) }
    return Fault(column <= layout.numbers ? .number : .token, column)
  }

  /// What stands in a line, in words that can be printed.
  private func describe(
    _ fault: Fault, _ bytes: Span<UInt8>, _ line: Range<Int>, _ number: Int
  ) -> MalformedLine {
    if line.count > layout.maximalLine {
      return MalformedLine(
        line: number, reason: .length,
        description: "is longer than the \(layout.maximalLine) bytes a row can have")
    }
    var columns = 1
    var field = line.lowerBound..<line.lowerBound
    for index in line where bytes[index] == layout.separator {
      if columns == layout.leading + fault.column { field = index + 1..<index + 1 }
      columns += 1
    }
    if columns != layout.columns {
      return MalformedLine(
        line: number, reason: .columns,
        description: "has \(columns) columns instead of \(layout.columns)")
    }
    var end = field.lowerBound
    while end < line.upperBound, bytes[end] != layout.separator { end += 1 }
    field = field.lowerBound..<end
    var quoted = ""
    for index in field.prefix(24) {
      let byte = bytes[index]
      quoted +=
        (0x20..<0x7f).contains(byte)
        ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    if field.count > 24 { quoted += "…" }
    let wanted =
      switch fault.column {
      case 0: "a label, 0 or 1"
      case ...layout.numbers:
        layout.numberForm == .whole
          ? "a whole number of up to 18 digits" : "a number of up to 1e18"
      default:
        layout.tokenForm == .index
          ? "an index below 2³²" : "a token of up to 8 hexadecimal digits"
      }
    return MalformedLine(
      line: number, reason: fault.reason == .columns ? .columns : fault.reason,
      description: "has '\(quoted)' in column \(layout.name(ofColumn: fault.column)), which is not "
        + wanted)
  }

  @inline(__always)
  private func separator(_ bytes: Span<UInt8>, _ cursor: inout Cursor, _ column: Int) throws(Fault)
  {
    guard cursor.peek(bytes) == layout.separator else { throw fault(after: column, bytes, cursor) }
    cursor.position += 1
  }

  @inline(__always)
  private func whole(_ bytes: Span<UInt8>, _ cursor: inout Cursor, _ column: Int) throws(Fault)
    -> Double
  {
    let negative = cursor.peek(bytes) == UInt8(ascii: "-")
    if negative { cursor.position += 1 }
    let start = cursor.position
    var value = 0
    while let digit = cursor.digit(bytes), cursor.position - start < 18 {
      value = value &* 10 &+ digit
      cursor.position += 1
    }
    if cursor.position == start || cursor.digit(bytes) != nil { throw Fault(.number, column) }
    return Double(negative ? -value : value)
  }

  @inline(__always)
  private func hexadecimal(_ bytes: Span<UInt8>, _ cursor: inout Cursor, _ column: Int)
    throws(Fault) -> UInt32
  {
    if let value = cursor.eightHexadecimalDigits(bytes), cursor.peek(bytes, 8) == layout.separator {
      cursor.position += 8
      return value
    }
    let start = cursor.position
    var value: UInt32 = 0
    while let digit = cursor.hexadecimalDigit(bytes), cursor.position - start < 8 {
      value = value << 4 | digit
      cursor.position += 1
    }
    if cursor.position == start || cursor.hexadecimalDigit(bytes) != nil {
      throw Fault(.token, column)
    }
    return value
  }

  private func index(_ bytes: Span<UInt8>, _ cursor: inout Cursor, _ column: Int) throws(Fault)
    -> UInt32
  {
    let start = cursor.position
    var value = 0
    while let digit = cursor.digit(bytes), cursor.position - start < 10 {
      value = value * 10 + digit
      cursor.position += 1
    }
    guard cursor.position > start, let token = UInt32(exactly: value) else {
      throw Fault(.token, column)
    }
    return token
  }

  /// A decimal number: exact products of powers of ten where they suffice, the system's own reading
  /// (correctly rounded too) elsewhere.
  private func decimal(_ bytes: Span<UInt8>, _ cursor: inout Cursor, _ column: Int) throws(Fault)
    -> Double
  {
    let start = cursor.position
    while !cursor.atEndOfField(bytes, layout.separator) {
      switch cursor.peek(bytes) {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        cursor.position += 1
      default: throw Fault(.number, column)
      }
      if cursor.position - start > 32 { throw Fault(.number, column) }
    }
    var text = ""
    for index in start..<cursor.position {
      text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
    }
    // Models compute in 32 bits: what is larger than a whole number can be is infinite there.
    guard let value = Double(text), value.magnitude <= 1e18 else { throw Fault(.number, column) }
    return value
  }
}

private let newline = UInt8(ascii: "\n")

/// What stopped a line, and at which column.
private struct Fault: Error {
  var reason: MalformedLine.Reason
  var column: Int

  init(_ reason: MalformedLine.Reason, _ column: Int) {
    self.reason = reason
    self.column = column
  }
}

/// A place in the bytes of one tile, never beyond its last newline.
private struct Cursor {
  var position: Int

  /// The byte here, or some bytes on.
  @inline(__always)
  func peek(_ bytes: Span<UInt8>, _ ahead: Int = 0) -> UInt8 { bytes[position &+ ahead] }

  @inline(__always)
  mutating func next(_ bytes: Span<UInt8>) -> UInt8 {
    let byte = peek(bytes)
    if byte != newline { position &+= 1 }
    return byte
  }

  @inline(__always)
  func digit(_ bytes: Span<UInt8>) -> Int? {
    let value = peek(bytes) &- UInt8(ascii: "0")
    return value < 10 ? Int(value) : nil
  }

  @inline(__always)
  func hexadecimalDigit(_ bytes: Span<UInt8>) -> UInt32? {
    let byte = peek(bytes)
    let value = byte &- UInt8(ascii: "0")
    if value < 10 { return UInt32(value) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? UInt32(letter) + 10 : nil
  }

  /// The value of the eight bytes here, if they are hexadecimal digits and another byte follows.
  @inline(__always)
  func eightHexadecimalDigits(_ bytes: Span<UInt8>) -> UInt32? {
    guard position &+ 9 <= bytes.count else { return nil }
    let text = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      .littleEndian
    // Eight bytes at once: adding 0x80 − c sets a byte's highest bit where it is at least c.
    let high: UInt64 = 0x8080_8080_8080_8080
    let each: UInt64 = 0x0101_0101_0101_0101
    guard text & high == 0 else { return nil }
    let lower = text | each &* 0x20
    let digits = (text &+ each &* 0x50) & ~(text &+ each &* 0x46)
    let letters = (lower &+ each &* 0x1f) & ~(lower &+ each &* 0x19) & high
    guard (digits | letters) & high == high else { return nil }
    // Nibbles are paired into bytes, bytes into halves, halves into the word; the first is highest.
    var word = (text & (each &* 0x0f)) &+ (letters >> 7) &* 9
    word = (word << 4 | word >> 8) & 0x00ff_00ff_00ff_00ff
    word = (word << 8 | word >> 16) & 0x0000_ffff_0000_ffff
    return UInt32(truncatingIfNeeded: word << 16 | word >> 32)
  }

  /// Passes `-1`, if it is the whole field.
  @inline(__always)
  mutating func passMinusOne(_ bytes: Span<UInt8>, _ separator: UInt8) -> Bool {
    guard peek(bytes) == UInt8(ascii: "-"), peek(bytes, 1) == UInt8(ascii: "1") else {
      return false
    }
    var after = self
    after.position &+= 2
    guard after.atEndOfField(bytes, separator) else { return false }
    self = after
    return true
  }

  /// Whether the line ends here: `\n` or `\r\n`.
  @inline(__always)
  func atEndOfLine(_ bytes: Span<UInt8>) -> Bool {
    let byte = peek(bytes)
    if byte == newline { return true }
    return byte == UInt8(ascii: "\r") && peek(bytes, 1) == newline
  }

  /// Goes to the newline if the line ends here.
  @inline(__always)
  mutating func skipCarriageReturn(_ bytes: Span<UInt8>) -> Bool {
    guard atEndOfLine(bytes) else { return false }
    if peek(bytes) != newline { position &+= 1 }
    return true
  }

  @inline(__always)
  func atEndOfField(_ bytes: Span<UInt8>, _ separator: UInt8) -> Bool {
    peek(bytes) == separator || atEndOfLine(bytes)
  }
}
