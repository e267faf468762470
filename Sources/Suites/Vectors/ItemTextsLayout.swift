/// A table of items and what is written about them.
package struct ItemTextsLayout: LayoutEntry {
  /// What characters the bytes are.
  package enum Encoding: String, Word {
    case utf8 = "utf-8"
    case latin1 = "latin-1"
  }

  package static let kind = "item-texts"
  package static let meaning =
    "A line for each item with its id and a text about it. Vectors of items are made from it; it holds no "
    + "rows to train on."
  package static let rows = RowKind.texts

  package var id = 0
  package var text = 0
  package var separator: String?
  package var header: Bool?
  package var encoding: Encoding?

  package static let fields: [Field<Self>] = [
    .size("id", \.id, "Column of the ids, from 1.", unit: "count", in: 1...1000),
    .size("text", \.text, "Column of the texts, from 1.", unit: "count", in: 1...1000),
    .text(
      "separator", \.separator, absent: "a tab", "What divides columns.",
      TextForm("1 to 16 bytes", pattern: "^.{1,16}$")),
    .flag("header", \.header, absent: "false", "Whether the first line names the columns."),
    .word("encoding", \.encoding, absent: "utf-8", "What characters the bytes are."),
  ]

  package init() {}

  package var relations: [Complaint] {
    separator.map { (1...16).contains($0.utf8.count) } ?? true
      ? [] : [("separator", "a separator must have 1 to 16 bytes")]
  }
}
