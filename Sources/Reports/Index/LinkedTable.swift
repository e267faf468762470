/// A table of which some cells lead to suites' reports.
struct LinkedTable: Hashable, Sendable {
  /// A part of a cell.
  enum Piece: Hashable, Sendable {
    /// Words, with the marks that `InlineText` knows.
    case text(String)
    /// Words that lead to a suite's report; the folder of the suites' folders as seen from the page,
    /// of our own making: empty, or ending in a slash.
    case report(String, suite: String, folder: String)
    /// Words that lead to the page of a question over several suites; the folder of reports as seen from
    /// the page, of our own making.
    case question(String, id: String, folder: String)
  }

  /// Titles of columns.
  var titles: [String]
  /// Which columns hold numbers.
  var numeric: [Bool]
  /// Cells, each of pieces that follow each other.
  var rows: [[[Piece]]]
}
