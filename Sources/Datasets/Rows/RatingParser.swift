package import Suites

/// What a member of a data set holds.
enum MemberRole { case ratings, items, other }

/// A layout of interactions that says how its lines are read.
protocol RowLayout: LayoutEntry {
  /// What the member of this name, without folders, holds.
  func role(of name: String) -> MemberRole
  /// Members, without folders, that speak of users and items besides.
  var sideMembers: [String] { get }
  /// Reads a line of a member.
  ///
  /// - Parameter number: the line's, from 1.
  /// - Throws: `RowProblem`.
  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws
}

extension RowLayout {
  var sideMembers: [String] { [] }
}

/// Reads the members of a source, each line by line, into a table of ratings.
package struct RatingParser {
  /// Nil for what has no ratings to read line by line.
  private let layout: (any RowLayout)?
  /// Nil for what is not read by columns.
  private let columnar: (any ColumnarLayout)?
  private let dataset: String
  private var rows = RatingRows()
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
  ///   - sides: whether what is said of users and items besides is read too.
  ///   - files: which members are which parts of a split, where they are.
  init(
    layout: LayoutSpec, dataset: String, sides: Bool = false, files: GivenFilesSpec? = nil,
    sizes: ColumnsStream.Sizes = ColumnsStream.Sizes()
  ) {
    self.layout = layout.entry as? any RowLayout
    columnar = layout.entry as? any ColumnarLayout
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
      var stream =
        streams.removeValue(forKey: member)
        ?? ColumnsStream(columnar, sides: sides, sizes: sizes)
      do {
        try stream.feed(bytes, into: &columnRows)
      } catch {
        throw located(RowProblem(error.reason), member, error.line)
      }
      streams[member] = stream
      return
    }
    let role = role(of: member)
    guard role != .other else { return }
    var splitter = splitters[member] ?? LineSplitter()
    var number = splitter.number
    do {
      try splitter.feed(bytes) { line, at in
        number = at
        try row(line, at, role)
      }
    } catch let problem as RowProblem {
      throw located(problem, member, max(number, splitter.number))
    }
    splitters[member] = splitter
  }

  /// The table, once every member was fed.
  package mutating func finish(_ members: [String]) throws -> RatingTable {
    try end(members)
    var table = columnar == nil ? try rows.finished(dataset) : columnRows.finished()
    table.parts = files.map { files in runs.perRow { files.part(of: $0) } }
    // An archive may hold its members in another order than they are declared in.
    guard columnar != nil, let order = runs.order(by: members) else { return table }
    return table.taking(order)
  }

  /// Whether users and items are called by numbers, which are kept as they are.
  var keepsNumbers: Bool { columnar.map { $0.asColumns.ids == .numbers } ?? true }

  /// What users and items are called, in the order of their ids from 1; nil where they are numbers.
  var names: (users: [String], items: [String])? { keepsNumbers ? nil : columnRows.names }

  /// Rows so far.
  private var count: Int { columnar == nil ? rows.table.rows : columnRows.table.rows }

  /// Ends every member.
  mutating func end(_ members: [String]) throws {
    if let columnar {
      for member in members {
        var stream = streams.removeValue(forKey: member) ?? ColumnsStream(columnar)
        do {
          try stream.finish(into: &columnRows)
        } catch {
          throw located(RowProblem(error.reason), member, error.line)
        }
        runs.note(member, upTo: count)
      }
      return
    }
    for member in members where role(of: member) != .other {
      var splitter = splitters[member] ?? LineSplitter()
      do {
        try splitter.finish { try row($0, $1, role(of: member)) }
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

  private func role(of member: String) -> MemberRole {
    layout?.role(of: member.split(separator: "/").last.map { String($0) } ?? member) ?? .other
  }

  private mutating func row(
    _ line: UnsafeRawBufferPointer, _ number: Int, _ role: MemberRole
  ) throws {
    guard !line.isEmpty else { throw RowProblem("the line is empty") }
    guard rows.table.rows < Int32.max else {
      throw RowProblem("no more than \(Int32.max) rows can be")
    }
    try layout?.read(line, number, of: role, into: &rows)
  }
}
