internal import Suites

/// What the lines of a list of gaps said so far.
struct GapRows {
  var table = RatingTable()
  /// Line of each user, for a user has one line.
  var linesOfUsers: [Int32: Int] = [:]
}

extension SequenceGapsLayout {
  /// `user item item …`, a tab, one gap in seconds for each item; one line a user. Times start at 0:
  /// only their differences are published.
  ///
  /// - Parameter number: the line's, from 1.
  /// - Throws: `RowProblem`.
  func read(_ line: UnsafeRawBufferPointer, _ number: Int, into rows: inout GapRows) throws {
    guard let tab = line.firstIndex(of: 0x09) else {
      throw RowProblem("there is no tab between the items and the gaps")
    }
    let left = UnsafeRawBufferPointer(rebasing: line[..<tab])
    let right = UnsafeRawBufferPointer(rebasing: line[(tab + 1)...])
    let items = left.reduce(0) { $1 == 0x20 ? $0 + 1 : $0 }
    let gaps = right.reduce(1) { $1 == 0x20 ? $0 + 1 : $0 }
    guard items == gaps else { throw RowProblem("there are \(items) items, but \(gaps) gaps") }
    var itemFields = FieldCursor(left, separator: 0x20)
    var gapFields = FieldCursor(right, separator: 0x20)
    let user = try itemFields.id("user")
    if let other = rows.linesOfUsers.updateValue(number, forKey: user) {
      // Two lines have two clocks, and nothing says how far apart they began.
      throw RowProblem("user \(user) already has line \(other), but a user has only one line")
    }
    var time: Int64 = 0
    for place in 1...items {
      let item = try itemFields.id("item", isLast: place == items)
      time += try gapFields.time("gap", isLast: place == items)
      guard time <= 253_402_300_799 else { throw RowProblem("the gaps add up to 8,000 years") }
      rows.table.append(user: user, item: item, rating: 1, time: time)
    }
  }
}
