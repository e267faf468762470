// What can be written of a table of a paper. It is written out as claims before anything is decoded.

/// A table among the kinds of claim.
enum TableKind: DescribedKind {
  static let kind = "table"
  static let meaning =
    "A table of the paper: each cell is a claim about its row's run and its column's metric."

  static let descriptions: [FieldDescription] =
    [
      FieldDescription(
        name: "columns",
        meaning: "Metrics; or names as printed, each with its metric, or with fields of its cells.",
        form: .either([
          .list(.text(.metric), atLeast: 1),
          .map(.either([.text(.metric), .entry(TableCell.self)])),
        ])),
      FieldDescription(
        name: "rows",
        meaning: "Rows by a name of the file: digits under each column, or fields of their cells.",
        form: .map(.either([TableRow.digits, .entry(TableRow.self)])), absent: "`parts` has them"),
      FieldDescription(
        name: "parts", meaning: "In place of `rows`: several groups of rows.",
        form: .list(.entry(TablePart.self), atLeast: 1), absent: "`rows` has them"),
      FieldDescription(
        name: "orders", meaning: "Which rows stand in which order.",
        form: .list(.entry(TableOrder.self), atLeast: 0), absent: "none"),
      FieldDescription(
        name: "gains", meaning: "How far one row is above another.",
        form: .list(.entry(TableGain.self), atLeast: 0), absent: "none"),
    ] + TableCell.descriptions
}

/// What a table, a part, a column or a row says of its cells: a row goes before its column, that before
/// its part, that before the table.
enum TableCell: Described {
  /// A field that the row, the column, the part or the table says.
  private static let elsewhere = "said by the row, the column, the part or the table"

  static let descriptions: [FieldDescription] =
    [
      FieldDescription(
        name: "id", meaning: "Name of a cell's claim, a pattern.", form: .text(.any),
        absent: elsewhere),
      FieldDescription(
        name: "run", meaning: "The run of a row; may be a pattern.", form: .text(.any),
        absent: "the row's name in the file"),
      FieldDescription(
        name: "claim", meaning: "The kind of claim that a cell is.", form: .word(["fit", "value"]),
        absent: "value"),
      FieldDescription(
        name: "metric", meaning: "The metric of a cell.", form: .text(.metric),
        absent: "the column's"),
      headline,
      FieldDescription(
        name: "with", meaning: "Further words for patterns.",
        form: .map(.either([.text(.any), .number(.finite), .flag])), absent: "none"),
    ] + claims

  /// Whether cells are headlines.
  static let headline = FieldDescription(
    name: "headline",
    meaning:
      "Whether cells are sentences of the abstract or of the main table: `true`, or a list of "
      + "columns.",
    form: .either([.flag, .list(.text(TextForm("a column of the table")), atLeast: 1)]),
    absent: "no")

  private static var claims: [FieldDescription] {
    let fit = FitClaim.descriptions.filter {
      ["control", "leaveOneOut", "controlLeaveOneOut"].contains($0.name)
    }
    let value = ValueClaim.descriptions.filter { ["margin", "explanation"].contains($0.name) }
    let reference = Reference.descriptions.filter { $0.name != "printed" }
    return (reference + value + fit).map(outside)
  }

  /// A field of a claim, said outside of it.
  static func outside(_ field: FieldDescription) -> FieldDescription {
    var field = field
    field.absent = field.absent ?? (field.name == "runs" ? "1" : elsewhere)
    return field
  }
}

/// A row of a table.
enum TableRow: Described {
  /// Digits under each column.
  static let digits = FieldDescription.Form.list(
    .either([.text(TextForm("digits as printed, or `none` for a hole")), .number(.finite)]),
    atLeast: 1)

  static let descriptions: [FieldDescription] =
    [
      FieldDescription(
        name: "name", meaning: "Its name as the paper prints it.",
        form: .either([.text(.any), .number(.finite)]),
        absent: "the row's name in the file"),
      FieldDescription(
        name: "printed", meaning: "The digits under each column.", form: digits),
    ] + TableCell.descriptions
}

/// A group of rows.
enum TablePart: Described {
  static let descriptions: [FieldDescription] =
    [
      FieldDescription(
        name: "rows", meaning: "The rows of the part.",
        form: .map(.either([TableRow.digits, .entry(TableRow.self)])))
    ] + TableCell.descriptions
}

/// Rows in an order.
enum TableOrder: Described {
  static let descriptions: [FieldDescription] = [
    FieldDescription(
      name: "id", meaning: "Name of the claim, a pattern where it is several.", form: .text(.any)),
    FieldDescription(
      name: "rows", meaning: "The rows, best first.",
      form: .list(.text(TextForm("a row of the table")), atLeast: 2)),
    FieldDescription(
      name: "runs", meaning: "The runs, where they are not the rows'.",
      form: .list(.text(.reference("run")), atLeast: 2), absent: "those of the rows"),
    FieldDescription(
      name: "columns", meaning: "The columns; one claim each.",
      form: .list(.text(TextForm("a column of the table")), atLeast: 1),
      absent: "those in which each row has digits"),
    FieldDescription(name: "place", meaning: "Where the paper says so.", form: .text(.any)),
    FieldDescription(
      name: "grade", meaning: "How well the order is known.", form: .word(Reference.Grade.words),
      absent: "the table's"),
    TableCell.headline,
  ]
}

/// One row above another.
enum TableGain: Described {
  static let descriptions: [FieldDescription] =
    [
      FieldDescription(name: "id", meaning: "Name of the claim.", form: .text(.any)),
      FieldDescription(
        name: "row", meaning: "The better row.", form: .text(TextForm("a row of the table"))),
      FieldDescription(
        name: "over", meaning: "What it is better than.",
        form: .text(TextForm("a row of the table"))),
      FieldDescription(
        name: "column", meaning: "The column.", form: .text(TextForm("a column of the table"))),
    ]
    + GainClaim.descriptions.filter { ["margin", "explanation"].contains($0.name) }
    + Reference.descriptions.filter { ["place", "printed"].contains($0.name) }
    + Reference.descriptions.filter { ["runs", "selection", "grade"].contains($0.name) }
    .map(TableCell.outside) + [TableCell.headline]
}
