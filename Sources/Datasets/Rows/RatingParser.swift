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
  /// Nil for what has no ratings to read.
  private let layout: (any RowLayout)?
  private let dataset: String
  private var rows = RatingRows()
  private var splitters: [String: LineSplitter] = [:]

  package init(layout: LayoutSpec, dataset: String) {
    self.layout = layout.entry as? any RowLayout
    self.dataset = dataset
  }

  /// Takes the next bytes of a member.
  ///
  /// - Throws: `DataError` that names the member, the line and the field.
  package mutating func feed(_ member: String, _ bytes: UnsafeRawBufferPointer) throws {
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
    for member in members where role(of: member) != .other {
      var splitter = splitters[member] ?? LineSplitter()
      do {
        try splitter.finish { try row($0, $1, role(of: member)) }
        if splitter.number == 0 { throw RowProblem("the file is empty") }
      } catch let problem as RowProblem {
        throw located(problem, member, splitter.number)
      }
      splitters[member] = splitter
    }
    return try rows.finished(dataset)
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
