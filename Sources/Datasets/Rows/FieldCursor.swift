internal import Foundation

/// Reads the fields of one line from left to right; every problem names the field.
struct FieldCursor {
  /// Largest id of a user or an item: counts and embeddings are tables with a row for each id up to
  /// the largest, and one row of nonsense must not fill the memory. MovieLens 32M ends at 330,975.
  static let largestID = 10_000_000

  /// Largest rating: MovieLens and Amazon end at 5, others at 100. What is larger stands in the
  /// wrong column.
  static let largestRating: Float = 1_000

  private let line: UnsafeRawBufferPointer
  private let separator: UInt8
  private var position = 0

  init(_ line: UnsafeRawBufferPointer, separator: UInt8) {
    self.line = line
    self.separator = separator
  }

  /// An id, from 1 up.
  mutating func id(_ name: StaticString, isLast: Bool = false) throws -> Int32 {
    let value = try integer(name, isLast: isLast)
    guard (1...Self.largestID).contains(value) else {
      throw RowProblem("the field '\(name)' is \(value), not an id from 1 to \(Self.largestID)")
    }
    return Int32(value)
  }

  /// A time in seconds since 1970, up to the year 9999.
  mutating func time(_ name: StaticString, isLast: Bool = false) throws -> Int64 {
    let value = try integer(name, isLast: isLast)
    guard value <= 253_402_300_799 else {
      throw RowProblem("the field '\(name)' is \(value), beyond the year 9999")
    }
    return Int64(value)
  }

  /// A number without sign.
  mutating func integer(_ name: StaticString, isLast: Bool = false) throws -> Int {
    let start = position
    var value = 0
    while position < line.count {
      let digit = line[position] &- 0x30
      guard digit < 10 else { break }
      guard position - start < 18 else { throw refused(name, start, "a number this long") }
      value = value &* 10 &+ Int(digit)
      position += 1
    }
    guard position > start else { throw refused(name, start, "a whole number") }
    try end(name, start, "a whole number", isLast)
    return value
  }

  /// Passes the separator, or makes sure of the line's end.
  private mutating func end(
    _ name: StaticString, _ start: Int, _ wanted: StaticString, _ isLast: Bool
  ) throws {
    if position == line.count {
      guard !isLast else { return }
      throw RowProblem("the line ends after the field '\(name)'; fields are missing")
    }
    guard line[position] == separator else { throw refused(name, start, wanted) }
    guard !isLast else { throw RowProblem("there is more after the last field '\(name)'") }
    position += 1
  }

  private func refused(_ name: StaticString, _ start: Int, _ wanted: StaticString) -> RowProblem {
    if start >= line.count { return RowProblem("the field '\(name)' is missing") }
    var stop = start
    while stop < line.count, stop < start + 40, line[stop] != separator { stop += 1 }
    let shown = line[start..<stop].map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
    return RowProblem(
      "the field '\(name)' is '\(String(decoding: shown, as: UTF8.self))', not \(wanted)")
  }
}

/// True for a name that is written as it is read: no quote, no blank, no control, nothing that is
/// not seen, no letter in two spellings, and UTF-8. What stands there is who is meant, so nothing that the
/// eye passes over may tell two names apart.
func isPlainName(_ name: UnsafeRawBufferPointer) -> Bool {
  if name.allSatisfy({ (0x21..<0x7f).contains($0) && $0 != 0x22 }) { return true }
  guard let text = String(validating: name, as: UTF8.self) else { return false }
  let isSeen = text.unicodeScalars.allSatisfy { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
      .lineSeparator, .paragraphSeparator:
      false
    default: scalar != "\""
    }
  }
  return isSeen && text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(name)
}
