internal import Foundation

/// Cuts a stream of bytes into lines, whatever pieces it comes in. Lines end in LF or CR LF; the
/// last one may end with the file. A mark of UTF-8 before the first line is no part of it.
struct LineSplitter {
  /// Bytes of a line, at most. Nothing longer is kept.
  static let longest = 1 << 20

  private var rest: [UInt8] = []
  private(set) var number = 0

  /// Takes the next piece: `body` gets each line that ends in it, and its number from 1.
  mutating func feed(
    _ piece: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    var remaining = piece
    while let base = remaining.baseAddress, !remaining.isEmpty {
      guard let found = memchr(base, 0x0a, remaining.count) else { break }
      let count = UnsafeRawPointer(found) - base
      let line = UnsafeRawBufferPointer(rebasing: remaining[..<count])
      number += 1
      if rest.isEmpty {
        try emit(line, body)
      } else {
        try keep(line)
        let whole = rest
        rest.removeAll(keepingCapacity: true)
        try whole.withUnsafeBytes { try emit($0, body) }
      }
      remaining = UnsafeRawBufferPointer(rebasing: remaining[(count + 1)...])
    }
    if !remaining.isEmpty {
      number += 1
      try keep(remaining)
      number -= 1
    }
  }

  /// Gives the last line, where the file does not end in a line break.
  mutating func finish(_ body: (UnsafeRawBufferPointer, Int) throws -> Void) throws {
    guard !rest.isEmpty else { return }
    number += 1
    let whole = rest
    rest = []
    try whole.withUnsafeBytes { try emit($0, body) }
  }

  private mutating func keep(_ piece: UnsafeRawBufferPointer) throws {
    guard rest.count + piece.count <= Self.longest else {
      throw RowProblem("it is longer than \(Self.longest) bytes")
    }
    rest.append(contentsOf: piece)
  }

  private func emit(
    _ line: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    let hasReturn = line.last == 0x0d
    let text = hasReturn ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    try body(number == 1 ? try withoutMark(text) : text, number)
  }
}

/// A file's first bytes without the mark (BOM) by which some programs say that they write UTF-8.
///
/// - Throws: `RowProblem` where the mark says that it is UTF-16.
func withoutMark(_ line: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
  if line.starts(with: [0xff, 0xfe]) || line.starts(with: [0xfe, 0xff]) {
    throw RowProblem("the file is UTF-16 text; only ASCII and UTF-8 are read")
  }
  return line.starts(with: [0xef, 0xbb, 0xbf])
    ? UnsafeRawBufferPointer(rebasing: line.dropFirst(3)) : line
}

/// What is wrong with a line; its file and number are added by who knows them.
package struct RowProblem: Error {
  package let reason: String
  init(_ reason: String) { self.reason = reason }
}
