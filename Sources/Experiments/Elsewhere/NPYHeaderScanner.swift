internal import Datasets

/// The header of an NPY file, a Python dictionary of three members, read by a parser of its own that
/// knows nothing else of Python.
struct NPYHeaderScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func header() throws -> (type: String, isColumnFirst: Bool, shape: [Int]) {
    var (type, isColumnFirst, shape): (String?, Bool?, [Int]?)
    try expect("{")
    while !accept("}") {
      let key = try text()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try text()
      case "fortran_order" where isColumnFirst == nil: isColumnFirst = try flag()
      case "shape" where shape == nil: shape = try numbers()
      default:
        throw ForeignRow.Problem("its header has the unknown or repeated key '\(key.prefix(40))'")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard position == bytes.count, let type, let isColumnFirst, let shape else {
      throw ForeignRow.Problem(
        "its header does not consist of 'descr', 'fortran_order' and 'shape'")
    }
    return (type, isColumnFirst, shape)
  }

  private mutating func text() throws -> String {
    try expect("'")
    let first = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "'") { position += 1 }
    let text = bytes[first..<position]
    guard text.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
      throw ForeignRow.Problem("its header holds a text that is not plain")
    }
    position = min(position + 1, bytes.count)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func flag() throws -> Bool {
    skipBlanks()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw ForeignRow.Problem("its header's 'fortran_order' is neither True nor False")
  }

  private mutating func numbers() throws -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    while !accept(")") {
      skipBlanks()
      let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
      guard (1...18).contains(digits.count), numbers.count < 8 else {
        throw ForeignRow.Problem("its header's 'shape' is not a few whole numbers")
      }
      numbers.append(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
      position += digits.count
      if !accept(",") {
        try expect(")")
        break
      }
    }
    return numbers
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0a {
      position += 1
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard accept(character) else {
      throw ForeignRow.Problem("its header lacks a '\(character)' at byte \(position)")
    }
  }
}
