internal import Yams

/// What a paper says of its table: which rows stand in which order, and how far one is above another.
extension Table {
  /// One claim for each line of `orders:` and each of its columns; of all columns in which each of
  /// the rows has digits, where none are named.
  func orders(_ resolver: inout SuiteResolver) throws(SuiteError) -> [Node] {
    var claims: [Node] = []
    for line in try lines("orders", TableOrder.self, &resolver) {
      let rows = try words(line["rows"]).map { (node) throws(SuiteError) in try row(node) }
      guard let first = rows.first, let last = rows.last else {
        throw SuiteError(
          file, line.mark, "SUITE-TABLE-005", "an order must name its 'rows', best first")
      }
      let named = try line["columns"].map { (node) throws(SuiteError) in
        try words(node).map { (node) throws(SuiteError) in try column(node) }
      }
      for index in named ?? Array(columns.indices) {
        if let hole = rows.first(where: { $0.cells[index].isNone }) {
          guard named != nil else { continue }
          throw hasNoDigits(hole, index, line)
        }
        var known = try words(first, columns[index], &resolver)
        known["best"] = first.name
        known["last"] = last.name
        var claim = Fields(at: line.mark)
        claim.set("kind", .word("order", at: line.mark), at: line.mark)
        claim.set("id", line["id"], at: line.mark)
        if isHeadline(line["headline"], columns[index]) {
          claim.set("headline", .word("true", at: line.mark), at: line.mark)
        }
        var runs: [Node] = []
        if let own = line["runs"] {
          runs = try words(own)
        } else {
          for row in rows {
            runs.append(try run(of: row, known.merging(own(row)) { $1 }, &resolver))
          }
        }
        claim.set("runs", .sequence(Node.Sequence(runs)), at: line.mark(of: "rows"))
        claim.set("metric", known["metric"], at: line.mark)
        var statement = Fields(at: line.mark)
        statement.set("place", line["place"], at: line.mark)
        statement.set(
          "grade", line["grade"] ?? first.part["grade"] ?? fields["grade"], at: line.mark)
        claim.set("statement", statement.node, at: line.mark)
        let digits = rows.map { Node.text($0.cells[index].string ?? "", at: $0.cells[index].mark) }
        claim.set("printed", .sequence(Node.Sequence(digits)), at: line.mark)
        claims.append(try resolver.filled(claim.node, known))
      }
    }
    return claims
  }

  /// One claim for each line of `gains:`.
  func gains(_ resolver: inout SuiteResolver) throws(SuiteError) -> [Node] {
    var claims: [Node] = []
    for line in try lines("gains", TableGain.self, &resolver) {
      guard let better = line["row"], let other = line["over"], let named = line["column"] else {
        throw SuiteError(
          file, line.mark, "SUITE-TABLE-005", "a gain must name its 'row', 'over' and 'column'")
      }
      let (row, over) = (try row(better), try row(other))
      let column = columns[try column(named)]
      var known = try words(row, column, &resolver)
      known["best"] = row.name
      known["last"] = over.name
      var claim = Fields(at: line.mark)
      claim.set("kind", .word("gain", at: line.mark), at: line.mark)
      claim.set("id", line["id"], at: line.mark)
      if isHeadline(line["headline"], column) {
        claim.set("headline", .word("true", at: line.mark), at: line.mark)
      }
      claim.set("run", known["run"], at: line.mark(of: "row"))
      let lower = known.merging(own(over)) { $1 }
      claim.set("over", try run(of: over, lower, &resolver), at: line.mark(of: "over"))
      claim.set("metric", known["metric"], at: line.mark(of: "column"))
      var reference = Fields(at: line.mark)
      let digits = line["printed"]?.string
      reference.set(
        "printed", digits.map { .text($0, at: line.mark(of: "printed")) }, at: line.mark)
      reference.set("runs", .word("1", at: line.mark), at: line.mark)
      for name in ["place", "runs", "selection", "grade"] {
        let value =
          line[name] ?? (name == "place" ? nil : row.part[name] ?? fields[name])
        if let value { reference.set(name, value, at: line.mark(of: name)) }
      }
      claim.set("reference", reference.node, at: line.mark)
      for name in ["margin", "explanation"] where line[name] != nil {
        claim.set(name, line[name], at: line.mark(of: name))
      }
      claims.append(try resolver.filled(claim.node, known))
    }
    return claims
  }

  private func own(_ row: Row) -> [String: Node] { ["row": row.key, "name": row.name] }

  private func lines(
    _ name: String, _ form: any Described.Type, _ resolver: inout SuiteResolver
  ) throws(SuiteError) -> [Fields] {
    guard let node = fields[name] else { return [] }
    guard case .sequence(let list) = node else {
      throw SuiteError(file, node.mark, "SUITE-TABLE-005", "'\(name)' of a table must be a list")
    }
    var found: [Fields] = []
    for entry in list {
      for member in try resolver.members(of: entry, lenient: true) {
        guard let line = Fields(member) else {
          throw SuiteError(
            file, member.mark, "SUITE-TABLE-005", "an entry of '\(name)' must be a mapping")
        }
        try require(line, form.descriptions.map(\.name), "'\(name)' of a table")
        found.append(line)
      }
    }
    return found
  }

  private func words(_ node: Node?) throws(SuiteError) -> [Node] {
    guard let node, case .sequence(let list) = node else { return [] }
    return Array(list)
  }

  private func row(_ node: Node) throws(SuiteError) -> Row {
    if let found = rows.first(where: { $0.key.string == node.string }) { return found }
    let known = rows.compactMap(\.key.string)
    let hint =
      closest(to: node.string ?? "", among: known).map { "did you mean '\($0)'?" }
      ?? "there are \(known.joined(separator: ", "))"
    throw SuiteError(
      file, node.mark, "SUITE-TABLE-005",
      "the table has no row '\(node.string ?? "")'; \(hint)")
  }

  private func column(_ node: Node) throws(SuiteError) -> Int {
    if let found = columns.firstIndex(where: { $0.label.string == node.string }) { return found }
    let known = columns.compactMap(\.label.string).joined(separator: ", ")
    throw SuiteError(
      file, node.mark, "SUITE-TABLE-005",
      "the table has no column '\(node.string ?? "")'; there are \(known)")
  }

  private func hasNoDigits(_ row: Row, _ column: Int, _ line: Fields) -> SuiteError {
    SuiteError(
      file, line.mark, "SUITE-TABLE-005",
      "the row '\(row.key.string ?? "")' has no digits in the column "
        + "'\(columns[column].label.string ?? "")'")
  }
}
