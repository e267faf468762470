package import Suites

/// Reads the members of a source, each line by line, into a table of ratings.
package struct RatingParser {
  /// What a member holds.
  private enum Member { case ratings, items, other }

  private let layout: DatasetSource.Layout
  private let dataset: String
  private var table = RatingTable()
  private var splitters: [String: LineSplitter] = [:]
  private var userNames = ByteInterner()
  private var itemNames = ByteInterner()
  /// Line of each user, where a user has one line.
  private var linesOfUsers: [Int32: Int] = [:]

  package init(layout: DatasetSource.Layout, dataset: String) {
    self.layout = layout
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
    if userNames.count > 0 {
      let users = userNames.ranks()
      let items = itemNames.ranks()
      for row in 0..<table.rows {
        table.users[row] = users[Int(table.users[row])]
        table.items[row] = items[Int(table.items[row])]
      }
    }
    if let catalogue = table.catalogue {
      let (ids, tally) = counts(of: catalogue)
      if let twice = tally.firstIndex(where: { $0 > 1 }) {
        throw DataError(
          dataset: dataset, reason: "item \(ids[twice]) stands twice in the item file")
      }
      table.catalogue = ids
    }
    return table
  }

  private func located(_ problem: RowProblem, _ member: String, _ number: Int) -> DataError {
    DataError(
      dataset: dataset, place: number > 0 ? "\(member), line \(number)" : member,
      reason: problem.reason)
  }

  private func role(of member: String) -> Member {
    let name = member.split(separator: "/").last.map { String($0) } ?? member
    switch layout {
    case .movieLens1M:
      return name == "ratings.dat" ? .ratings : name == "movies.dat" ? .items : .other
    case .movieLens100K: return name == "u.data" ? .ratings : name == "u.item" ? .items : .other
    case .movieLensCSV:
      return name == "ratings.csv" ? .ratings : name == "movies.csv" ? .items : .other
    case .amazonRatingsCSV, .amazonItemFirstCSV, .sequenceGaps: return .ratings
    case .generated, .criteoKaggle, .criteoX1, .criteoX4: return .other
    }
  }

  private mutating func row(
    _ line: UnsafeRawBufferPointer, _ number: Int, _ role: Member
  ) throws {
    guard !line.isEmpty else { throw RowProblem("the line is empty") }
    guard table.rows < Int32.max else { throw RowProblem("no more than \(Int32.max) rows can be") }
    switch (layout, role) {
    case (.movieLens1M, .ratings): try rating(FieldCursor(line, separator: 0x3a, width: 2))
    case (.movieLens1M, .items):
      var fields = FieldCursor(line, separator: 0x3a, width: 2)
      add(item: try fields.id("movie"))
    case (.movieLens100K, .ratings): try rating(FieldCursor(line, separator: 0x09))
    case (.movieLens100K, .items):
      var fields = FieldCursor(line, separator: 0x7c)
      add(item: try fields.id("movie"))
    case (.movieLensCSV, .ratings):
      if number == 1 {
        try header(line, "userId,movieId,rating,timestamp")
      } else {
        try rating(FieldCursor(line, separator: 0x2c))
      }
    case (.movieLensCSV, .items):
      if number == 1 {
        try header(line, "movieId,title,genres")
      } else {
        add(item: try movie(line))
      }
    case (.amazonRatingsCSV, _): try named(line, itemFirst: false)
    case (.amazonItemFirstCSV, _): try named(line, itemFirst: true)
    case (.sequenceGaps, _): try sequence(line, number)
    case (_, .other), (.generated, _), (.criteoKaggle, _), (.criteoX1, _), (.criteoX4, _): break
    }
  }

  private mutating func add(item: Int32) {
    table.catalogue = table.catalogue ?? []
    table.catalogue?.append(item)
  }

  /// `user, item, rating, time`, all numbers.
  private mutating func rating(_ cursor: FieldCursor) throws {
    var fields = cursor
    let user = try fields.id("user")
    let item = try fields.id("movie")
    let rating = try fields.rating("rating")
    let time = try fields.time("timestamp", isLast: true)
    table.append(user: user, item: item, rating: rating, time: time)
  }

  private func header(_ line: UnsafeRawBufferPointer, _ wanted: String) throws {
    guard line.elementsEqual(wanted.utf8) else { throw RowProblem("the header is not '\(wanted)'") }
  }

  /// `movieId,title,genres`, a field in double quotes where it has commas, quotes doubled inside.
  private func movie(_ line: UnsafeRawBufferPointer) throws -> Int32 {
    var fields = FieldCursor(line, separator: 0x2c)
    let id = try fields.id("movieId")
    guard try csvFields(line).count == 3 else { throw RowProblem("there are not three fields") }
    return id
  }

  /// `user,item,rating,time` or `item,user,rating,time` with names for user and item.
  private mutating func named(_ line: UnsafeRawBufferPointer, itemFirst: Bool) throws {
    var fields = FieldCursor(line, separator: 0x2c)
    let user: Int32
    let item: Int32
    if itemFirst {
      item = itemNames.number(of: try fields.name("item"))
      user = userNames.number(of: try fields.name("user"))
    } else {
      user = userNames.number(of: try fields.name("user"))
      item = itemNames.number(of: try fields.name("item"))
    }
    let rating = try fields.rating("rating")
    let time = try fields.time("timestamp", isLast: true)
    table.append(user: user, item: item, rating: rating, time: time)
  }

  /// `user item item …`, a tab, one gap in seconds for each item; one line a user. Times start at 0:
  /// only their differences are published.
  private mutating func sequence(_ line: UnsafeRawBufferPointer, _ number: Int) throws {
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
    if let other = linesOfUsers.updateValue(number, forKey: user) {
      // Two lines have two clocks, and nothing says how far apart they began.
      throw RowProblem("user \(user) stands in line \(other) already; a user has one line")
    }
    var time: Int64 = 0
    for place in 1...items {
      let item = try itemFields.id("item", isLast: place == items)
      time += try gapFields.time("gap", isLast: place == items)
      guard time <= 253_402_300_799 else { throw RowProblem("the gaps add up to 8,000 years") }
      table.append(user: user, item: item, rating: 1, time: time)
    }
  }
}
