/// Lines of text that say events, and where in a line everything stands: CSV, TSV, JSON lines and the
/// like.
package struct ColumnsLayout: LayoutEntry, WrittenLines {
  package static let kind = "columns"
  package static let meaning =
    "Lines of text and where in them everything stands: CSV, TSV, JSON lines, lists of items. Every "
    + "member is read so, one after the other; the items that occur are the candidates."

  package var form: Form?
  package var separator: String?
  package var quotes: Quotes?
  package var comment: String?
  package var skip: Int?
  package var encoding: Encoding?
  package var header: Bool?
  package var columns: [String]?
  package var user: String?
  package var item = ""
  package var rating: String?
  package var decimals: Decimals?
  package var time: String?
  package var optional: Bool?
  package var ids = IDs.names
  package var timeUnit: TimeUnit?
  package var timePattern: String?
  package var atLeast: Double?
  package var keep: [String: [String]]?
  package var missing: Missing?
  package var within: String?
  package var userColumns: [String]?
  package var itemColumns: [String]?

  package static let fields: [Field<Self>] =
    lineFields(form: "How a line says its events.") + [
      .text(
        "user", \.user, absent: "in lists and lists of JSON, each line is a user of its own",
        "Column of the user.", .place),
      .text("item", \.item, "Column of the item.", .place),
      .text(
        "rating", \.rating, absent: "every event counts 1", "Column of the rating, 0 to 1000.",
        .place),
      .word("decimals", \.decimals, absent: "point", "What stands before a rating's decimals."),
      .text(
        "time", \.time, absent: "all are of one time; `ties` orders them", "Column of the time.",
        .place),
      .flag(
        "optional", \.optional, absent: "no",
        "Whether a header may lack the columns of rating and time, as if they were left out here."),
      .word("ids", \.ids, "What users and items are called by."),
      .word("timeUnit", \.timeUnit, absent: "seconds", "How a time is written."),
      .text(
        "timePattern", \.timePattern, absent: "`timeUnit` says it",
        "How a time is written, in UTC where no zone is.", .timePattern),
      Field(
        optional: FieldDescription(
          name: "atLeast", meaning: "Events rated below this are left out.", unit: "rating",
          form: .number(.finite), absent: "all are kept"), \.atLeast,
        complaints: { $0.isFinite ? [] : [("atLeast", "a rating is needed, not \($0)")] }),
      Field(
        optional: FieldDescription(
          name: "keep",
          meaning: "Events are left out whose column has none of these texts, by column.",
          form: .map(.list(.text(.any), atLeast: 1)), absent: "all are kept"), \.keep),
      .word(
        "missing", \.missing, absent: "refuse",
        "What becomes of an event whose user, item, rating or time is empty."),
      .text(
        "within", \.within, absent: "a field is one item",
        "What divides several items in the item's field, oldest first.", FieldSeparator.form),
      .list(
        "userColumns", \.userColumns, absent: "none",
        "Columns that say something of the user besides.", of: .text(.place)),
      .list(
        "itemColumns", \.itemColumns, absent: "none",
        "Columns that say something of the item besides.", of: .text(.place)),
    ]

  package init() {}

  /// What divides fields; checked by `relations`.
  package var divider: FieldSeparator {
    separator.flatMap { FieldSeparator($0) } ?? (form == .lists ? .blanks : .bytes([0x2c]))
  }

  /// Whether lines are objects with names of their own.
  package var hasObjects: Bool { form == .json || form == .python }

  /// Whether a first line names the columns.
  package var hasHeader: Bool {
    !hasObjects && form != .lists && (header ?? (columns == nil))
  }

  /// Columns that are read, by what they are read as.
  package var roles: [(role: String, column: String)] {
    let main = [("user", user), ("item", Optional(item)), ("rating", rating), ("time", time)]
    return main.compactMap { role, column in column.map { (role, $0) } }
      + (keep ?? [:]).keys.sorted().map { ("keep", $0) }
      + ((userColumns ?? []) + (itemColumns ?? [])).map { ($0, $0) }
  }

  package var relations: [Complaint] { ColumnsCheck(layout: self).complaints }
}

extension TextForm {
  /// Where something stands in a line.
  static let place = TextForm(
    "the name of a column, its place from \"1\", or a path of names such as `business.id` or "
      + "`events[].aid`")
  /// How a time is written.
  static let timePattern = TextForm(
    "`%Y`, `%y`, `%m`, `%b`, `%B`, `%d`, `%a`, `%H`, `%I`, `%p`, `%M`, `%S`, `%f`, `%z` and `%%` as in "
      + "strftime, between other letters")
}

/// A layout whose lines are read by columns, whatever it is called.
package protocol ColumnarLayout: LayoutEntry {
  /// Where everything stands.
  var asColumns: ColumnsLayout { get }
  /// Whether a line without any text is refused, rather than passed over.
  var refusesEmptyLines: Bool { get }
  /// What the member of this name, without folders, holds.
  func content(of name: String) -> MemberContent
}

extension ColumnarLayout {
  package var refusesEmptyLines: Bool { false }
  package func content(of name: String) -> MemberContent { .events }

  /// Whether it reads users and items from the member of this name, without folders.
  package func listsItems(in name: String) -> Bool {
    asColumns.user != nil && content(of: name) == .events
  }
}

/// What a member of a data set holds.
package enum MemberContent: Hashable, Sendable {
  /// Events, in lines of the layout.
  case events
  /// Items that are candidates.
  case items(ItemFile)
  /// Neither.
  case other
}

extension ColumnsLayout: ColumnarLayout {
  package var asColumns: ColumnsLayout { self }
}
