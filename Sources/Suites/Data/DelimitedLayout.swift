/// Rows of text whose fields a character divides, their columns by name.
package struct DelimitedLayout: LayoutEntry {
  /// What divides fields.
  package enum Separator: String, Word {
    case comma, tab, semicolon, bar, space

    /// The byte.
    package var byte: UInt8 {
      switch self {
      case .comma: UInt8(ascii: ",")
      case .tab: UInt8(ascii: "\t")
      case .semicolon: UInt8(ascii: ";")
      case .bar: UInt8(ascii: "|")
      case .space: UInt8(ascii: " ")
      }
    }
  }

  /// What users and items are called by.
  package enum IDs: String, Word {
    /// Whole numbers from 1 to 10,000,000, kept as they are.
    case numbers
    /// Names; numbered from 1 in the order of their bytes.
    case names = "words"
  }

  /// How a time is written.
  package enum TimeUnit: String, Word {
    /// Seconds since 1970.
    case seconds
    /// Milliseconds since 1970; parts of a second are dropped.
    case milliseconds
    /// `2014-07-23`, or `2014-07-23T18:05:30` with parts of a second and a zone, UTC without one.
    case iso8601 = "iso-8601"
  }

  package static let kind = "delimited"
  package static let meaning =
    "Rows of text, their fields divided by a character, their columns by name: CSV, TSV and the like. "
    + "Every member is read so; the rated items are the candidates."

  package var separator = Separator.comma
  package var quoted: Bool?
  package var columns: [String]?
  package var user = ""
  package var item = ""
  package var rating: String?
  package var time: String?
  package var ids = IDs.names
  package var timeUnit: TimeUnit?

  package static let fields: [Field<Self>] = [
    .word("separator", \.separator, "What divides fields."),
    .flag(
      "quoted", \.quoted, absent: "no",
      "Whether a field may stand in double quotes, quotes doubled inside; it ends in its line."),
    .list(
      "columns", \.columns, absent: "the first line of each member names them",
      "The columns' names in order, for a file without a header.", of: .text(.any)),
    .text("user", \.user, "Column of the user.", .column),
    .text("item", \.item, "Column of the item.", .column),
    .text(
      "rating", \.rating, absent: "every event counts 1", "Column of the rating, 0 to 1000.",
      .column),
    .text(
      "time", \.time, absent: "all are of one time; `ties` orders them", "Column of the time.",
      .column),
    .word("ids", \.ids, "What users and items are called by: whole numbers from 1, or words."),
    .word("timeUnit", \.timeUnit, absent: "seconds", "How a time is written."),
  ]

  package init() {}

  /// Columns that are read: user, item, and rating and time where there are any.
  package var needed: [String] { [user, item] + [rating, time].compactMap { $0 } }

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if let columns {
      if Set(columns).count != columns.count {
        found.refuse("columns", "a column is named twice")
      }
      if let stray = needed.first(where: { !columns.contains($0) }) {
        found.refuse("columns", "the columns lack '\(stray)'")
      }
    }
    if Set(needed).count != needed.count {
      found.refuse("user", "user, item, rating and time must be different columns")
    }
    if timeUnit != nil, time == nil {
      found.refuse("timeUnit", "only a column of times can have a unit")
    }
    return found
  }
}

extension DelimitedLayout: ColumnarLayout {
  package var refusesEmptyLines: Bool { true }

  /// The same settings as those of `columns`, which has more.
  package var asColumns: ColumnsLayout {
    ColumnsLayout {
      $0.separator = separator.rawValue
      $0.quotes = quoted == true ? .inLine : nil
      ($0.columns, $0.user, $0.item, $0.rating, $0.time) = (columns, user, item, rating, time)
      $0.ids = ids == .numbers ? .numbers : .names
      $0.timeUnit = timeUnit.flatMap { ColumnsLayout.TimeUnit(rawValue: $0.rawValue) }
    }
  }
}
