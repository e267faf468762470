package import Suites

/// Reads the members of a source into a table of ratings.
package struct RatingParser {
  /// Nil for what is not read by columns.
  private let columnar: (any ColumnarLayout)?
  /// Nil for what is no list of gaps.
  private let gaps: SequenceGapsLayout?
  /// Members that hold items, by their paths.
  private let itemFiles: [String: ItemFile]
  private let dataset: String
  private var rows = GapRows()
  private var splitters: [String: LineSplitter] = [:]
  private(set) var columnRows = ColumnRows()
  private var streams: [String: ColumnsStream] = [:]
  private let sizes: ColumnsStream.Sizes
  private let sides: Bool
  private let files: GivenFilesSpec?
  /// Rows by the members that they stand in.
  private var runs = MemberRuns()

  package init(layout: LayoutSpec, dataset: String) {
    self.init(layout: layout, dataset: dataset, sides: false)
  }

  /// - Parameters:
  ///   - block: bytes that are read by columns at a time; more than the longest line has.
  ///   - tile: bytes of which that are read by one worker.
  package init(layout: LayoutSpec, dataset: String, block: Int, tile: Int) {
    self.init(
      layout: layout, dataset: dataset, sides: false,
      sizes: ColumnsStream.Sizes(block: block, tile: tile))
  }

  /// - Parameters:
  ///   - itemFiles: members that hold items, by their paths.
  ///   - sides: whether what is said of users and items besides is read too.
  ///   - files: which members are which parts of a split, where they are.
  init(
    layout: LayoutSpec, dataset: String, itemFiles: [String: ItemFile] = [:], sides: Bool = false,
    files: GivenFilesSpec? = nil, sizes: ColumnsStream.Sizes = ColumnsStream.Sizes()
  ) {
    columnar = layout.entry as? any ColumnarLayout
    gaps = layout.entry as? SequenceGapsLayout
    self.itemFiles = itemFiles
    self.dataset = dataset
    self.sides = sides
    self.files = files
    self.sizes = sizes
  }

  /// Events that were left out because something was empty.
  package var dropped: Int { columnRows.dropped }

  /// Takes the next bytes of a member.
  ///
  /// - Throws: `DataError` that names the member, the line and the field.
  package mutating func feed(_ member: String, _ bytes: UnsafeRawBufferPointer) throws {
    defer { runs.note(member, upTo: count) }
    if let columnar {
      guard var stream = streams.removeValue(forKey: member) ?? stream(columnar, member)
      else { return }
      do {
        try stream.feed(bytes, into: &columnRows)
      } catch {
        throw located(RowProblem(error.reason), member, error.line)
      }
      streams[member] = stream
      return
    }
    var splitter = splitters[member] ?? LineSplitter()
    var number = splitter.number
    do {
      try splitter.feed(bytes) { line, at in
        number = at
        try row(line, at)
      }
    } catch let problem as RowProblem {
      throw located(problem, member, max(number, splitter.number))
    }
    splitters[member] = splitter
  }

  /// The table, once every member was fed.
  package mutating func finish(_ members: [String]) throws -> RatingTable {
    var table = try ended(members)
    table.parts = files.map { files in runs.perRow { files.part(of: $0) } }
    // An archive may hold its members in another order than they are declared in.
    guard columnar != nil, let order = runs.order(by: members) else { return table }
    return table.taking(order)
  }

  /// The table with its rows in the order in which they came, once every member was fed.
  mutating func ended(_ members: [String]) throws -> RatingTable {
    try end(members)
    do throws(RowProblem) {
      return columnar == nil ? rows.table : try columnRows.finished()
    } catch {
      throw DataError(dataset: dataset, reason: error.reason)
    }
  }

  /// Whether users and items are called by numbers, which are kept as they are.
  var keepsNumbers: Bool { columnar.map { $0.asColumns.ids == .numbers } ?? true }

  /// What users and items are called, in the order of their ids from 1; nil where they are numbers.
  var names: (users: [String], items: [String])? { keepsNumbers ? nil : columnRows.names }

  /// What a member holds.
  func content(of member: String) -> MemberContent {
    if let own = itemFiles[member] { return .items(own) }
    let name = member.split(separator: "/").last.map { String($0) } ?? member
    return columnar?.content(of: name) ?? (gaps == nil ? .other : .events)
  }

  /// Rows so far.
  private var count: Int { columnar == nil ? rows.table.rows : columnRows.table.rows }

  /// Reads a member from its beginning; nil for one that is not read.
  private func stream(_ columnar: any ColumnarLayout, _ member: String) -> ColumnsStream? {
    switch content(of: member) {
    case .events:
      ColumnsStream(
        columnar.asColumns, refusesEmptyLines: columnar.refusesEmptyLines, sides: sides,
        sizes: sizes)
    case .items(let file):
      ColumnsStream(
        file.asColumns(ids: columnar.asColumns.ids), refusesEmptyLines: columnar.refusesEmptyLines,
        holdsItems: true, sizes: sizes)
    case .other: nil
    }
  }

  /// Ends every member.
  private mutating func end(_ members: [String]) throws {
    if let columnar {
      for member in members {
        guard var stream = streams.removeValue(forKey: member) ?? stream(columnar, member)
        else { continue }
        do {
          try stream.finish(into: &columnRows)
        } catch {
          throw located(RowProblem(error.reason), member, error.line)
        }
        runs.note(member, upTo: count)
      }
      return
    }
    for member in members where gaps != nil {
      var splitter = splitters[member] ?? LineSplitter()
      do {
        try splitter.finish { try row($0, $1) }
        if splitter.number == 0 { throw RowProblem("the file is empty") }
      } catch let problem as RowProblem {
        throw located(problem, member, splitter.number)
      }
      splitters[member] = splitter
      runs.note(member, upTo: count)
    }
  }

  private func located(_ problem: RowProblem, _ member: String, _ number: Int) -> DataError {
    DataError(
      dataset: dataset, place: number > 0 ? "\(member), line \(number)" : member,
      reason: problem.reason)
  }

  private mutating func row(_ line: UnsafeRawBufferPointer, _ number: Int) throws {
    guard !line.isEmpty else { throw RowProblem("the line is empty") }
    guard rows.table.rows < Int32.max else {
      throw RowProblem("at most \(Int32.max) rows can be read")
    }
    try gaps?.read(line, number, into: &rows)
  }
}
