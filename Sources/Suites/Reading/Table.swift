internal import Yams

/// A table of a paper as a suite writes it: an entry of `claims` of `kind: table`. Each cell is a claim
/// about the row's run and the column's metric; what a cell needs is said by its row, else by its
/// column, its part, or the table.
struct Table {
  /// A column: how messages and patterns name it, and what it says of its cells.
  struct Column {
    var label: Node
    var fields: Fields
  }

  /// A row: its name in the file, its digits under each column, and what it says of its cells.
  struct Row {
    var key: Node
    var fields: Fields
    /// The part's fields, the table's where it has no parts.
    var part: Fields
    var cells: [Node]

    /// Its name as the paper prints it.
    var name: Node { fields["name"] ?? key }
  }

  private static let reference = [
    "place", "runs", "selection", "grade", "copiedFrom", "otherScale",
  ]
  private static let extra = [
    "margin", "explanation", "control", "leaveOneOut", "controlLeaveOneOut",
  ]
  static let cell = TableCell.descriptions.map(\.name)
  static let all = ["kind"] + TableKind.descriptions.map(\.name)

  let file: String
  let fields: Fields
  private(set) var columns: [Column] = []
  private(set) var rows: [Row] = []

  /// Reads a table.
  ///
  /// - Throws: `SuiteError` for keys that nothing reads, rows of one name, rows that are longer or
  ///   shorter than the table.
  init(_ fields: Fields, file: String) throws(SuiteError) {
    self.file = file
    self.fields = fields
    try require(fields, Self.all, "a table")
    columns = try Self.columns(fields, file)
    if let parts = fields["parts"] {
      guard case .sequence(let list) = parts, fields["rows"] == nil else {
        throw SuiteError(
          file, parts.mark, "SUITE-TABLE-001",
          "a table must have rows, or a list of parts with rows")
      }
      for part in list {
        guard let part = Fields(part) else {
          throw SuiteError(
            file, part.mark, "SUITE-TABLE-001", "a part of a table must be a mapping with rows")
        }
        try require(part, TablePart.descriptions.map(\.name), "a part of a table")
        try read(part["rows"], in: part)
      }
    } else {
      try read(fields["rows"], in: fields)
    }
    guard !rows.isEmpty else {
      throw SuiteError(file, fields.mark, "SUITE-TABLE-001", "a table must have at least one row")
    }
  }

  private static func columns(_ fields: Fields, _ file: String) throws(SuiteError) -> [Column] {
    var found: [Column] = []
    switch fields["columns"] {
    case .sequence(let list):
      for metric in list {
        var column = Fields(at: metric.mark)
        column.set("metric", metric, at: metric.mark)
        found.append(Column(label: metric, fields: column))
      }
    case .mapping(let mapping):
      for (key, value) in mapping {
        var column = Fields(value) ?? Fields(at: key.mark)
        if value.string != nil { column.set("metric", value, at: key.mark) }
        for (name, _) in column.pairs where !Table.cell.contains(name.string ?? "") {
          throw .unknownKey(
            name, in: "a column of a table", among: Table.cell, "SUITE-TABLE-002", file: file)
        }
        found.append(Column(label: key, fields: column))
      }
    default: break
    }
    guard !found.isEmpty, found.allSatisfy({ $0.label.string != nil }) else {
      throw SuiteError(
        file, fields.mark(of: "columns"), "SUITE-TABLE-001",
        "'columns' of a table must be a list of metrics, or a mapping of names to metrics")
    }
    return found
  }

  private mutating func read(_ node: Node?, in part: Fields) throws(SuiteError) {
    guard let node, let list = Fields(node) else {
      throw SuiteError(
        file, node?.mark ?? part.mark, "SUITE-TABLE-001",
        "'rows' of a table must be a mapping of rows to their digits")
    }
    for (key, value) in list.pairs {
      let name = key.string ?? ""
      var row = Fields(value) ?? Fields(at: key.mark)
      try require(row, TableRow.descriptions.map(\.name), "the row '\(name)'")
      let digits = Fields(value) == nil ? value : row.remove("printed")
      guard let digits, case .sequence(let cells) = digits,
        cells.allSatisfy({ $0.string != nil })
      else {
        throw SuiteError(
          file, key.mark, "SUITE-TABLE-003",
          "the row '\(name)' has no list of the printed digits, in which 'none' stands for a hole")
      }
      guard cells.count == columns.count else {
        throw SuiteError(
          file, key.mark, "SUITE-TABLE-003",
          "the row '\(name)' has \(counted(cells.count, "cell")), but the table has "
            + counted(columns.count, "column"))
      }
      guard !rows.contains(where: { $0.key.string == name }) else {
        throw SuiteError(
          file, key.mark, "SUITE-TABLE-004", "two rows of the table are called '\(name)'")
      }
      rows.append(Row(key: key, fields: row, part: part, cells: Array(cells)))
    }
  }

  func require(_ fields: Fields, _ known: [String], _ place: String) throws(SuiteError) {
    for (key, _) in fields.pairs where !known.contains(key.string ?? "") {
      throw .unknownKey(key, in: place, among: known, "SUITE-TABLE-002", file: file)
    }
  }

  /// Words that `with` says anywhere in the table.
  var said: [(name: String, mark: Mark?)] {
    let layers = [fields] + columns.map(\.fields) + rows.flatMap { [$0.part, $0.fields] }
    return layers.compactMap { $0["with"].flatMap(Fields.init) }.flatMap(\.pairs)
      .map { ($0.key.string ?? "", $0.key.mark) }
  }

  /// Every claim of the table: its cells row by row, its orders, its gains.
  func claims(in resolver: inout SuiteResolver) throws(SuiteError) -> [Node] {
    var claims: [Node] = []
    for row in rows {
      for (column, cell) in zip(columns, row.cells) where !cell.isNone {
        claims.append(try claim(row, column, cell, &resolver))
      }
    }
    claims += try orders(&resolver)
    claims += try gains(&resolver)
    return claims
  }

  private func claim(
    _ row: Row, _ column: Column, _ cell: Node, _ resolver: inout SuiteResolver
  ) throws(SuiteError) -> Node {
    let layers = [row.fields, column.fields, row.part, fields]
    func said(_ name: String) -> (value: Node, mark: Mark?)? {
      for layer in layers {
        if let value = layer[name] { return (value, layer.mark(of: name)) }
      }
      return nil
    }
    for name in ["id", "metric", "place", "selection", "grade", "margin"] where said(name) == nil {
      throw SuiteError(
        file, fields.mark, "SUITE-TABLE-001",
        "'\(name)' is missing: the table, its part, the column or the row must give it")
    }
    let words = try words(row, column, &resolver)
    var claim = Fields(at: cell.mark)
    claim.set("kind", said("claim")?.value ?? .word("value", at: cell.mark), at: cell.mark)
    claim.set("id", said("id")?.value, at: cell.mark)
    if isHeadline(said("headline")?.value, column) {
      claim.set("headline", .word("true", at: cell.mark), at: cell.mark)
    }
    claim.set("run", words["run"], at: row.key.mark)
    claim.set("metric", words["metric"], at: column.label.mark)
    var reference = Fields(at: cell.mark)
    reference.set("printed", .text(cell.string ?? "", at: cell.mark), at: cell.mark)
    reference.set("runs", .word("1", at: cell.mark), at: cell.mark)
    for name in Self.reference {
      if let (value, mark) = said(name) { reference.set(name, value, at: mark) }
    }
    claim.set("reference", reference.node, at: cell.mark)
    for name in Self.extra {
      if let (value, mark) = said(name) { claim.set(name, value, at: mark) }
    }
    return try resolver.filled(claim.node, words)
  }

  /// What patterns of a cell may name: the row, its name, its run, the column, its metric, and what
  /// `with` says.
  func words(
    _ row: Row, _ column: Column, _ resolver: inout SuiteResolver
  ) throws(SuiteError) -> [String: Node] {
    var words: [String: Node] = [:]
    for layer in [fields, row.part, column.fields, row.fields] {
      if let with = layer["with"] { words.merge(try resolver.words(with)) { $1 } }
    }
    words["row"] = row.key
    words["name"] = row.name
    words["column"] = column.label
    let metric = row.fields["metric"] ?? column.fields["metric"] ?? column.label
    words["metric"] = try resolver.filled(metric, words)
    words["run"] = try run(of: row, words, &resolver)
    return words
  }

  /// The run of a row: what `run` says, else the row's own name in the file.
  func run(
    of row: Row, _ words: [String: Node], _ resolver: inout SuiteResolver
  ) throws(SuiteError) -> Node {
    let pattern = row.fields["run"] ?? row.part["run"] ?? fields["run"] ?? row.key
    return try resolver.filled(pattern, words)
  }

  /// Whether a column is among those that `headline` names; `true` for all.
  func isHeadline(_ node: Node?, _ column: Column) -> Bool {
    guard let node else { return false }
    if case .sequence(let list) = node {
      return list.contains { $0.string == column.label.string }
    }
    return node.string == "true"
  }
}
