/// A member with items, one a line, all of which are candidates, whether or not an event knows them.
public struct ItemFile: Hashable, Sendable {
  package var form: ColumnsLayout.Form?
  package var separator: String?
  package var quotes: ColumnsLayout.Quotes?
  package var comment: String?
  package var skip: Int?
  package var encoding: ColumnsLayout.Encoding?
  package var header: Bool?
  package var columns: [String]?
  package var item = ""

  package init() {}

  /// An item file of these settings.
  package init(_ change: (inout Self) -> Void) { change(&self) }

  /// The settings that read its lines.
  ///
  /// - Parameter ids: what the events call items by.
  package func asColumns(ids: ColumnsLayout.IDs) -> ColumnsLayout {
    ColumnsLayout {
      ($0.form, $0.separator, $0.quotes, $0.comment) = (form, separator, quotes, comment)
      ($0.skip, $0.encoding, $0.header, $0.columns) = (skip, encoding, header, columns)
      ($0.item, $0.ids) = (item, ids)
    }
  }
}

extension ItemFile: CheckedPart {
  package static let fields: [Field<Self>] = [
    .word("form", \.form, absent: "text", "How a line says its item."),
    .text(
      "separator", \.separator, absent: "comma; blanks in lists", "What divides fields.",
      FieldSeparator.form),
    .word("quotes", \.quotes, absent: "none", "What double quotes around a field mean."),
    .text(
      "comment", \.comment, absent: "there are none", "How a line begins that is passed over."),
    .size("skip", \.skip, absent: "none", "Lines at its head that are passed over.", unit: "count"),
    .word("encoding", \.encoding, absent: "utf-8", "How letters are written as bytes."),
    .flag(
      "header", \.header, absent: "yes, unless `columns` stands here",
      "Whether its first line names the columns."),
    .list(
      "columns", \.columns,
      absent:
        "the header names them; without one, columns are called by their places, \"1\", \"2\", …",
      "The columns' names in order.", of: .text(.any)),
    .text("item", \.item, "Column of the item, called as in the events.", .place),
  ]

  package var relations: [Complaint] {
    // Events have users; items need none.
    asColumns(ids: .names).relations.filter { $0.path != "user" }
  }
}
