internal import Foundation

/// A line of a table of results, cut into its fields.
package struct ForeignRow {
  /// The fields, quotes taken off.
  package let fields: [[UInt8]]
  /// Its line, from 1.
  package let line: Int

  /// What is wrong with it, as the end of a sentence.
  package struct Problem: Error {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
  }

  /// A whole number, from 0.
  package func whole(_ place: Int, _ name: String) throws -> Int {
    let field = fields[place]
    guard (1...18).contains(field.count), field.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw Problem("the \(name) '\(shown(place))' is not a whole number from 0 up")
    }
    return field.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// A finite decimal number.
  package func number(_ place: Int, _ name: String) throws -> Double {
    let field = fields[place]
    let isDecimal = field.allSatisfy { byte in
      (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
    }
    guard isDecimal, field.count <= 100,
      let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite
    else { throw Problem("the \(name) '\(shown(place))' is not a finite number") }
    return value
  }

  /// The field as text.
  package func text(_ place: Int) -> String { String(decoding: fields[place], as: UTF8.self) }

  /// A field's beginning, what is not ASCII left out.
  package func shown(_ place: Int) -> String {
    String(
      decoding: fields[place].prefix(40).map {
        (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?")
      },
      as: UTF8.self)
  }
}

extension ResultsFolder {
  /// Reads a table: its header, then each row.
  ///
  /// - Parameter header: the names of the columns; commas or tabs divide them, and so the rows.
  /// - Throws: ``ResultsError`` that names file and line.
  package func table(
    _ file: BoundedFile, _ header: [String], _ body: (ForeignRow) throws -> Void
  ) throws {
    var separator: UInt8?
    try lines(file) { line, number in
      if let separator {
        try body(try Self.row(line, number, by: separator, count: header.count))
      } else {
        separator = try Self.separator(line, of: header)
      }
    }
    if separator == nil {
      throw refusal(
        file, "it is empty, but the header '\(header.joined(separator: ","))' is needed")
    }
  }

  /// Reads rows without a header, of fields between blanks.
  ///
  /// - Throws: ``ResultsError`` that names file and line.
  package func blankRows(
    _ file: BoundedFile, count: Int, _ body: (ForeignRow) throws -> Void
  ) throws {
    try lines(file) { line, number in
      let fields = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map { Array($0) }
      guard fields.count == count else {
        throw ForeignRow.Problem(
          "it has \(fields.count) fields between blanks, but \(count) are needed")
      }
      try body(ForeignRow(fields: fields, line: number))
    }
  }

  /// The first line of a file, at most 4096 bytes of it.
  package func firstLine(_ file: BoundedFile) -> String {
    let head = file.bytes(at: 0, count: 4096)
    return String(decoding: head.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
  }

  private func lines(
    _ file: BoundedFile, _ body: (UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    var splitter = LineSplitter()
    do {
      try file.pieces { try splitter.feed($0, body) }
      try splitter.finish(body)
    } catch let problem as ForeignRow.Problem {
      throw refusal(file, line: splitter.number, problem.reason)
    } catch let problem as RowProblem {
      throw refusal(file, line: splitter.number, problem.reason)
    }
  }

  private static func separator(
    _ line: UnsafeRawBufferPointer, of header: [String]
  ) throws -> UInt8 {
    for separator in [UInt8(ascii: ","), UInt8(ascii: "\t")] {
      // A quote that ends before a tab is none of a table with commas.
      let fields = try? delimitedFields(line, by: separator, quoted: true)
      if fields?.map({ String(decoding: $0, as: UTF8.self) }) == header { return separator }
    }
    let row = ForeignRow(fields: [Array(line.prefix(60))], line: 1)
    throw ForeignRow.Problem(
      "the header is '\(row.shown(0))', but '\(header.joined(separator: ","))' is needed, with "
        + "commas or tabs")
  }

  private static func row(
    _ line: UnsafeRawBufferPointer, _ number: Int, by separator: UInt8, count: Int
  ) throws -> ForeignRow {
    let fields = try delimitedFields(line, by: separator, quoted: true)
    guard fields.count == count else {
      throw ForeignRow.Problem("it has \(fields.count) fields, but the header has \(count)")
    }
    return ForeignRow(fields: fields, line: number)
  }
}
