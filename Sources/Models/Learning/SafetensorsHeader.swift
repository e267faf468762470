/// The header of a safetensors file, read by a parser of its own: it knows only the JSON that the
/// format allows, so that a hostile header can neither nest nor repeat a name.
package struct SafetensorsHeader {
  package struct Entry {
    package var name: String
    package var dtype: String
    package var shape: [Int]
    /// First byte in the data, and the byte after the last.
    package var begin: Int
    package var end: Int
  }

  /// What is wrong with a header, to follow "a header in which".
  package struct Problem: Error { package var reason: String }

  package var entries: [Entry] = []
  var metadata: [String: String] = [:]

  package static func parse(_ bytes: [UInt8]) -> Result<SafetensorsHeader, Problem> {
    var scanner = Scanner(bytes: bytes)
    do throws(Problem) {
      return .success(try scanner.header())
    } catch {
      return .failure(error)
    }
  }
}

extension SafetensorsHeader {
  fileprivate struct Scanner {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func header() throws(Problem) -> SafetensorsHeader {
      guard bytes.first == UInt8(ascii: "{") else {
        throw Problem(reason: "the first byte is not '{'")
      }
      var header = SafetensorsHeader()
      var names: Set<String> = []
      try members { (scanner, name) throws(Problem) in
        guard names.insert(name).inserted else {
          throw Problem(reason: "the name '\(name)' is given twice")
        }
        if name == "__metadata__" {
          header.metadata = try scanner.metadata()
        } else {
          header.entries.append(try scanner.entry(name))
        }
      }
      skipSpace()
      guard position == bytes.count else {
        throw Problem(reason: "something follows the closing '}' at byte \(position)")
      }
      return header
    }

    private mutating func metadata() throws(Problem) -> [String: String] {
      var texts: [String: String] = [:]
      try members { (scanner, name) throws(Problem) in
        let text = try scanner.string()
        guard texts.updateValue(text, forKey: name) == nil else {
          throw Problem(reason: "the metadata '\(name)' is given twice")
        }
      }
      return texts
    }

    private mutating func entry(_ name: String) throws(Problem) -> Entry {
      var dtype: String?
      var shape: [Int]?
      var offsets: [Int]?
      try members { (scanner, key) throws(Problem) in
        switch key {
        case "dtype" where dtype == nil: dtype = try scanner.string()
        case "shape" where shape == nil: shape = try scanner.integers()
        case "data_offsets" where offsets == nil: offsets = try scanner.integers()
        default:
          throw Problem(reason: "'\(name)' has an unknown or repeated member '\(key)'")
        }
      }
      guard let dtype, let shape, let offsets, offsets.count == 2 else {
        throw Problem(reason: "'\(name)' lacks its dtype, its shape or its two data_offsets")
      }
      return Entry(name: name, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// `{ "name": value, … }`; `body` reads each value.
    private mutating func members(
      _ body: (inout Scanner, String) throws(Problem) -> Void
    ) throws(Problem) {
      try expect("{")
      if accept("}") { return }
      repeat {
        let name = try string()
        try expect(":")
        try body(&self, name)
      } while accept(",")
      try expect("}")
    }

    private mutating func integers() throws(Problem) -> [Int] {
      try expect("[")
      if accept("]") { return [] }
      var numbers: [Int] = []
      repeat { numbers.append(try integer()) } while accept(",")
      try expect("]")
      return numbers
    }

    private mutating func integer() throws(Problem) -> Int {
      skipSpace()
      let first = position
      while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
      let digits = String(decoding: bytes[first..<position], as: UTF8.self)
      guard let value = Int(digits), String(value) == digits else {
        throw Problem(reason: "byte \(first) begins no whole number that can be counted with")
      }
      return value
    }

    private mutating func string() throws(Problem) -> String {
      try expect("\"")
      let first = position
      var text: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""):
          guard let result = String(validating: text, as: UTF8.self) else {
            throw Problem(reason: "the text at byte \(first) is not UTF-8")
          }
          return result
        case UInt8(ascii: "\\"): try escape(&text)
        case 0..<0x20: throw Problem(reason: "a control character stands at byte \(position - 1)")
        default: text.append(byte)
        }
      }
      throw Problem(reason: "the text at byte \(first) has no end")
    }

    private mutating func escape(_ text: inout [UInt8]) throws(Problem) {
      let place = position - 1
      guard position < bytes.count else { throw Problem(reason: "an escape is cut short") }
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
            throw Problem(reason: "the escape at byte \(place) is half a character")
          }
          unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(unit) else {
          throw Problem(reason: "the escape at byte \(place) is half a character")
        }
        text.append(contentsOf: String(Character(scalar)).utf8)
      default: throw Problem(reason: "byte \(place) begins an unknown escape")
      }
    }

    private mutating func hexadecimal(_ place: Int) throws(Problem) -> UInt32 {
      let digits = bytes[position..<min(position + 4, bytes.count)]
      guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw Problem(reason: "the escape at byte \(place) lacks its four digits") }
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

    private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
      guard accept(character) else {
        throw Problem(reason: "'\(character)' is missing at byte \(position)")
      }
    }
  }
}
