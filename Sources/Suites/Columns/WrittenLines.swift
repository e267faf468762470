/// How lines of text are divided and read, whatever they hold.
package protocol WrittenLines {
  var form: ColumnsLayout.Form? { get set }
  var separator: String? { get set }
  var quotes: ColumnsLayout.Quotes? { get set }
  var comment: String? { get set }
  var skip: Int? { get set }
  var encoding: ColumnsLayout.Encoding? { get set }
  var header: Bool? { get set }
  var columns: [String]? { get set }
}

extension WrittenLines {
  /// The fields that say so.
  ///
  /// - Parameter form: what `form` means, a sentence.
  static func lineFields(form: String) -> [Field<Self>] {
    [
      .word("form", \.form, absent: "text", form),
      .text(
        "separator", \.separator, absent: "comma; blanks in lists", "What divides fields.",
        FieldSeparator.form),
      .word("quotes", \.quotes, absent: "none", "What double quotes around a field mean."),
      .text(
        "comment", \.comment, absent: "there are none", "How a line begins that is passed over."),
      .size(
        "skip", \.skip, absent: "none", "Lines at the head of each member that are passed over.",
        unit: "count"),
      .word("encoding", \.encoding, absent: "utf-8", "How letters are written as bytes."),
      .flag(
        "header", \.header, absent: "yes, unless `columns` stands here",
        "Whether the first line of each member names the columns."),
      .list(
        "columns", \.columns,
        absent:
          "the header names them; without one, columns are called by their places, \"1\", \"2\", …",
        "The columns' names in order.", of: .text(.any)),
    ]
  }

  /// Takes these settings of other lines.
  mutating func takeLines(of other: some WrittenLines) {
    (form, separator, quotes, comment) = (other.form, other.separator, other.quotes, other.comment)
    (skip, encoding, header, columns) = (other.skip, other.encoding, other.header, other.columns)
  }
}
