public import Foundation

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

  /// Reads the bytes of a file: UTF-8, fields between commas, quotes doubled inside quotes, lines
  /// ended by LF or CR LF; empty lines are passed over.
  public init(_ data: Data, file: String) throws(FitError) {
    guard var text = String(data: data, encoding: .utf8) else {
      throw FitError(subject: file, reason: "the file is not UTF-8 text")
    }
    if text.hasPrefix("\u{feff}") { text.removeFirst() }
    var header: [String] = []
    var rows: [Row] = []
    var line = 0
    for row in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      line += 1
      if row.allSatisfy(\.isWhitespace) { continue }
      guard let fields = Self.fields(row) else {
        throw FitError(subject: file, place: "line \(line)", reason: "a quote is not closed")
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
          reason: "\(fields.count) fields stand where the header has \(header.count)")
      }
      rows.append(Row(line: line, fields: fields))
    }
    guard !header.isEmpty else { throw FitError(subject: file, reason: "the file is empty") }
    self.file = file
    self.header = header
    self.rows = rows
  }

  /// The fields of one line; nil where a quote is left open.
  private static func fields(_ row: Substring) -> [String]? {
    var fields: [String] = []
    var field = ""
    var quoted = false
    var characters = row.makeIterator()
    var next = characters.next()
    while let character = next {
      next = characters.next()
      if character == "\"" {
        if quoted, next == "\"" {
          field.append("\"")
          next = characters.next()
        } else {
          quoted.toggle()
        }
      } else if character == ",", !quoted {
        fields.append(field.trimmingCharacters(in: .whitespaces))
        field = ""
      } else {
        field.append(character)
      }
    }
    fields.append(field.trimmingCharacters(in: .whitespaces))
    return quoted ? nil : fields
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
      guard let number = Double(row.fields[column]), number.isFinite else {
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
    var keys: [[String]] = []
    var parts: [[String]: [Row]] = [:]
    for row in rows {
      let key = columns.map { row.fields[$0] }
      if parts[key] == nil { keys.append(key) }
      parts[key, default: []].append(row)
    }
    return keys.map { ($0, CSVTable(file: file, header: header, rows: parts[$0] ?? [])) }
  }

  private init(file: String, header: [String], rows: [Row]) {
    self.file = file
    self.header = header
    self.rows = rows
  }
}
