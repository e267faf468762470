internal import Suites

/// Settings of `columns` for a file that no preset knows, from its first lines.
struct Inference {
  private let head: FileHead
  private let rows: Int
  private let lines: [String]

  init(_ head: FileHead, _ lines: [String], rows: Int) {
    self.head = head
    self.rows = rows
    self.lines = lines
  }

  /// What the file is taken for.
  ///
  /// - Throws: `RowProblem` with what was seen and the way, where nothing fits.
  func finding() throws(RowProblem) -> Sniffer.Finding {
    let table = try table()
    var notes = table.notes
    let roles = try ColumnRoles(table, notes: &notes)
    var layout = table.settings
    if !head.isUTF8 { layout.encoding = .latin1 }
    (layout.user, layout.item) = (roles.user, roles.item)
    (layout.rating, layout.decimals, layout.time) = (roles.rating, roles.decimals, roles.time)
    (layout.timeUnit, layout.timePattern) = (roles.timeUnit, roles.timePattern)
    // Words take every id that there is; numbers begin at 1.
    let attempts: [(inout ColumnsLayout) -> Void] = [
      { _ in }, { $0.missing = .drop }, { ($0.ids, $0.missing) = (.texts, nil) },
      { ($0.ids, $0.missing) = (.texts, .drop) },
    ]
    var complaint: String?
    for attempt in attempts {
      var tried = layout
      attempt(&tried)
      if let problem = tried.relations.first {
        complaint = complaint ?? problem.problem
        continue
      }
      do throws(ColumnsStream.Problem) {
        let sample = try ColumnSample(tried, head, most: rows)
        guard sample.rows > 0 else { continue }
        if sample.dropped > 0 {
          notes.append(
            "\(sample.dropped) of the first \(sample.rows + sample.dropped) rows lack something and are left out."
          )
        }
        let spec = LayoutSpec(tried)
        return Sniffer.Finding(
          words: "the layout `\(SniffedYAML.layout(spec))`", meaning: table.words, layout: spec,
          sample: sample, notes: notes, yaml: SniffedYAML.source(spec, head))
      } catch {
        complaint = complaint ?? "line \(error.line): \(error.reason)"
      }
    }
    throw RowProblem(
      "it seems to be \(table.words), but \(complaint ?? "it names no events"); write a layout "
        + "`{kind: columns, …}` for it by hand")
  }

  private func table() throws(RowProblem) -> SniffedTable {
    guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }) else {
      throw RowProblem("it holds only blank lines")
    }
    if let other = OtherText(lines, isWhole: head.isWhole) { throw RowProblem(other.objection) }
    switch first.first(where: { !$0.isWhitespace }) {
    case "{": return try SniffedTable(objects: lines)
    case "[" where first.count == 1 || first.contains("{"):
      throw RowProblem(
        "it is one list in JSON, not lines; `jq -c '.[]' FILE` makes JSON lines of it, which can be read"
      )
    default: return try SniffedTable(text: lines)
    }
  }
}
