public import Foundation
internal import Suites

/// A small table of text from a CSV file: a header, then rows of as many fields.
public struct CSVTable: Hashable, Sendable {
  /// One line of the file.
  public struct Row: Hashable, Sendable {
    /// Counted from 1.
    public let line: Int
    /// As many as the header has.
    public let fields: [String]
  }

  /// The file, as it was named.
  public let file: String
  /// Column names, in order.
  public let header: [String]
  /// In the order of the file.
  public let rows: [Row]

  /// Reads a file.
  ///
  /// - Throws: ``FitError`` naming the line of whatever is wrong.
  public init(path: String) throws(FitError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FitError(subject: path, reason: "there is no such file, or it cannot be read")
    }
    try self.init(data, file: path)
  }

  /// Reads the bytes of a file: UTF-8, fields between commas, blanks around a field left out, a
  /// field in quotes as it stands and quotes doubled inside, lines ended by LF or CR LF; empty
  /// lines are passed over. A field does not go on in the next line, and has no control character.
  public init(_ data: Data, file: String) throws(FitError) {
    guard var text = String(data: data, encoding: .utf8) else {
      throw FitError(subject: file, reason: "the file is not UTF-8 text")
    }
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    var header: [String] = []
    var rows: [Row] = []
    var line = 0
    for row in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      let row = row.last == "\r" ? row.dropLast() : row
      if row.allSatisfy({ $0 == " " || $0 == "\t" }) { continue }
      let fields: [String]
      do throws(RowProblem) { fields = try Self.fields(row) } catch {
        throw FitError(subject: file, place: "line \(line)", reason: error.reason)
      }
      if header.isEmpty {
        header = fields
        if let twice = fields.first(where: { name in fields.count { $0 == name } > 1 }) {
          throw FitError(
            subject: file, place: "line \(line)", reason: "two columns are called '\(twice)'")
        }
        continue
      }
      guard fields.count == header.count else {
        throw FitError(
          subject: file, place: "line \(line)",
          reason: "there are \(fields.count) fields, but the header has \(header.count)")
      }
      rows.append(Row(line: line, fields: fields))
    }
    guard !header.isEmpty else { throw FitError(subject: file, reason: "the file is empty") }
    self.file = file
    self.header = header
    self.rows = rows
  }

  /// What is wrong with a line, as the end of a sentence.
  private struct RowProblem: Error { let reason: String }

  /// The fields of one line.
  private static func fields(_ row: Substring.UnicodeScalarView) throws(RowProblem) -> [String] {
    var fields: [String] = []
    var rest = row
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      var field = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest.removeFirst()
        while true {
          guard let scalar = rest.popFirst() else {
            throw RowProblem(reason: "a quote is not closed")
          }
          if scalar != "\"" {
            field.append(scalar)
          } else if rest.first == "\"" {
            field.append(rest.removeFirst())
          } else {
            break
          }
        }
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.isEmpty || rest.first == "," else {
          throw RowProblem(reason: "there is text after a closing quote")
        }
      } else {
        let text = rest.prefix { $0 != "," }
        guard !text.contains("\"") else {
          throw RowProblem(reason: "a quote stands in the middle of a field")
        }
        rest = rest[text.endIndex...]
        field.append(contentsOf: text)
        while field.last == " " || field.last == "\t" { field.removeLast() }
      }
      guard !field.contains(where: { $0.properties.generalCategory == .control }) else {
        throw RowProblem(reason: "there is a control character in field \(fields.count + 1)")
      }
      fields.append(String(field))
      guard !rest.isEmpty else { return fields }
      rest.removeFirst()
    }
  }

  /// A finite number in decimal digits: `-1`, `0.5`, `.5`, `2e-3`. No hexadecimal digits, no words.
  private static func number(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// Where a column stands.
  ///
  /// - Throws: ``FitError`` that names the columns there are.
  public func column(_ name: String) throws(FitError) -> Int {
    guard let index = header.firstIndex(of: name) else {
      throw FitError(
        subject: file,
        reason: "there is no column '\(name)'; there are \(header.joined(separator: ", "))")
    }
    return index
  }

  /// The numbers of a column, one a row.
  ///
  /// - Throws: ``FitError`` naming the line of what is not a finite number.
  public func numbers(_ name: String) throws(FitError) -> [Double] {
    let column = try column(name)
    var numbers: [Double] = []
    for row in rows {
      guard let number = Self.number(row.fields[column]) else {
        throw FitError(
          subject: file, place: "line \(row.line)",
          reason: "'\(row.fields[column])' in column '\(name)' is not a number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The table cut into parts that agree in some columns, in the order they first occur.
  public func groups(by names: [String]) throws(FitError) -> [(key: [String], table: CSVTable)] {
    var columns: [Int] = []
    for name in names { columns.append(try column(name)) }
    return rows.grouped { row in columns.map { row.fields[$0] } }
      .map { ($0.key, CSVTable(file: file, header: header, rows: $0.elements)) }
  }

  private init(file: String, header: [String], rows: [Row]) {
    self.file = file
    self.header = header
    self.rows = rows
  }
}
