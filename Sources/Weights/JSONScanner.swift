/// What is wrong with a piece of JSON, to follow "in which".
package struct JSONProblem: Error {
  /// The end of a sentence.
  package var reason: String

  package init(reason: String) { self.reason = reason }
}

/// JSON read from front to back by whoever knows what has to come: nothing is built that was not asked
/// for, and no input can nest deeper than its reader.
package struct JSONScanner {
  let bytes: [UInt8]
  private var position = 0

  /// The bytes of one document.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nothing but blanks may follow.
  package mutating func end() throws(JSONProblem) {
    skipSpace()
    guard position == bytes.count else {
      throw JSONProblem(reason: "something follows the closing '}' at byte \(position)")
    }
  }

  /// `{ "name": value, … }`; `body` reads each value.
  package mutating func members(
    _ body: (inout JSONScanner, String) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try expect("{")
    if accept("}") { return }
    repeat {
      let name = try string()
      try expect(":")
      try body(&self, name)
    } while accept(",")
    try expect("}")
  }

  /// The same with names by their bytes.
  package mutating func members(
    byBytes body: (inout JSONScanner, [UInt8]) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try expect("{")
    if accept("}") { return }
    repeat {
      let name = try text()
      try expect(":")
      try body(&self, name)
    } while accept(",")
    try expect("}")
  }

  /// `[ value, … ]`; `body` reads each value.
  package mutating func elements(
    _ body: (inout JSONScanner) throws(JSONProblem) -> Void
  ) throws(JSONProblem) {
    try expect("[")
    if accept("]") { return }
    repeat { try body(&self) } while accept(",")
    try expect("]")
  }

  /// Passes over a value that nobody asks for.
  ///
  /// - Parameter depth: how deep it may nest.
  package mutating func skip(depth: Int = 32) throws(JSONProblem) {
    guard depth > 0 else {
      throw JSONProblem(reason: "values are nested too deeply at byte \(position)")
    }
    skipSpace()
    switch position < bytes.count ? bytes[position] : 0 {
    case UInt8(ascii: "{"):
      try members(byBytes: { (scanner, _) throws(JSONProblem) in
        try scanner.skip(depth: depth - 1)
      })
    case UInt8(ascii: "["):
      try elements { (scanner) throws(JSONProblem) in try scanner.skip(depth: depth - 1) }
    case UInt8(ascii: "\""): _ = try text()
    default: _ = try word()
    }
  }

  /// `true`, `false`, `null` or a number, as written.
  package mutating func word() throws(JSONProblem) -> String {
    skipSpace()
    let first = position
    while position < bytes.count, isPartOfWord(bytes[position]) { position += 1 }
    guard first < position, position - first < 64 else {
      throw JSONProblem(reason: "no value begins at byte \(first)")
    }
    return String(decoding: bytes[first..<position], as: UTF8.self)
  }

  private func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// `[ whole number, … ]`.
  package mutating func integers() throws(JSONProblem) -> [Int] {
    try expect("[")
    if accept("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try integer()) } while accept(",")
    try expect("]")
    return numbers
  }

  /// A whole number from 0 on.
  package mutating func integer() throws(JSONProblem) -> Int {
    skipSpace()
    let first = position
    while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    let digits = String(decoding: bytes[first..<position], as: UTF8.self)
    guard let value = Int(digits), String(value) == digits else {
      throw JSONProblem(reason: "no whole number of usable size begins at byte \(first)")
    }
    return value
  }

  /// A text that must be UTF-8.
  package mutating func string() throws(JSONProblem) -> String {
    try expect("\"")
    let first = position
    guard let result = String(validating: try textAfterQuote(), as: UTF8.self) else {
      throw JSONProblem(reason: "the text at byte \(first) is not UTF-8")
    }
    return result
  }

  /// A text by its bytes: Swift takes two strings for equal whose accents are composed otherwise.
  package mutating func text() throws(JSONProblem) -> [UInt8] {
    try expect("\"")
    return try textAfterQuote()
  }

  private mutating func textAfterQuote() throws(JSONProblem) -> [UInt8] {
    let first = position
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): try escape(&text)
      case 0..<0x20:
        throw JSONProblem(reason: "there is a control character at byte \(position - 1)")
      default: text.append(byte)
      }
    }
    throw JSONProblem(reason: "the text at byte \(first) has no end")
  }

  private mutating func escape(_ text: inout [UInt8]) throws(JSONProblem) {
    let place = position - 1
    guard position < bytes.count else { throw JSONProblem(reason: "an escape is cut short") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var unit = try hexadecimal(place)
      if 0xd800..<0xdc00 ~= unit, bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        let low = try hexadecimal(place)
        guard 0xdc00..<0xe000 ~= low else {
          throw JSONProblem(reason: "the escape at byte \(place) is half a character")
        }
        unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(unit) else {
        throw JSONProblem(reason: "the escape at byte \(place) is half a character")
      }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: throw JSONProblem(reason: "an unknown escape begins at byte \(place)")
    }
  }

  private mutating func hexadecimal(_ place: Int) throws(JSONProblem) -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw JSONProblem(reason: "the escape at byte \(place) lacks its four digits") }
    position += 4
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONProblem) {
    guard accept(character) else {
      throw JSONProblem(reason: "'\(character)' is missing at byte \(position)")
    }
  }
}
