internal import Suites

/// A column of a table for machines: its name, what it holds, and how that follows from a row.
struct TableColumn<Row>: Sendable {
  /// What stands in its cells.
  enum Kind: String {
    /// Words, which may come from a suite or a record.
    case text
    /// A number in the digits that give it back exactly.
    case number
    /// A whole number.
    case count
    /// `true` or `false`.
    case flag
  }

  let name: String
  let kind: Kind
  /// A line without a full stop.
  let meaning: String
  /// As comma-separated values have it; empty where nothing is known.
  let cell: @Sendable (Row) -> String

  static func text(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> String?
  ) -> TableColumn {
    TableColumn(name: name, kind: .text, meaning: meaning) { value($0).map(ForeignText.cell) ?? "" }
  }

  static func number(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> Double?
  ) -> TableColumn {
    TableColumn(name: name, kind: .number, meaning: meaning) { value($0).map { "\($0)" } ?? "" }
  }

  static func count(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> Int?
  ) -> TableColumn {
    TableColumn(name: name, kind: .count, meaning: meaning) { value($0).map { "\($0)" } ?? "" }
  }

  static func flag(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (Row) -> Bool?
  ) -> TableColumn {
    TableColumn(name: name, kind: .flag, meaning: meaning) { value($0).map { "\($0)" } ?? "" }
  }
}

/// A table of comma-separated values: a line of names, then one for each row, each with its line end.
func commaSeparated<Row>(_ rows: [Row], _ columns: [TableColumn<Row>]) -> String {
  columns.map(\.name).joined(separator: ",") + "\n"
    + rows.map { row in columns.map { $0.cell(row) }.joined(separator: ",") + "\n" }.joined()
}
