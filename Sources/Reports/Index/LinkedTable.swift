/// A table of which some cells lead to suites' reports.
struct LinkedTable: Hashable, Sendable {
  /// A part of a cell.
  enum Piece: Hashable, Sendable {
    /// Words, with the marks that `InlineText` knows.
    case text(String)
    /// Words that lead to a page of the folder of reports. The folder as seen from here is of our own
    /// making: empty, or ending in a slash; the place is the names of folders, if any, and of the page.
    case page(String, folder: String, place: [String])

    /// Words that lead to a suite's report.
    static func report(_ words: String, suite: String, folder: String) -> Piece {
      .page(words, folder: folder, place: [suite, "report"])
    }
  }

  /// Titles of columns.
  var titles: [String]
  /// Which columns hold numbers.
  var numeric: [Bool]
  /// Cells, each of pieces that follow each other.
  var rows: [[[Piece]]]
}
