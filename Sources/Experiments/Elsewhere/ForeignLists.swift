internal import Datasets
internal import Metrics
internal import Suites

/// A way in which lists are written.
protocol ListForm: Sendable {
  /// Whether a file is written so.
  static func isMeant(by file: BoundedFile, in folder: ResultsFolder) -> Bool
  /// Reads a file's places: a row, a rank from 1, an item, in any order.
  static func read(
    _ file: BoundedFile, in folder: ResultsFolder, depth: Int, rows: RankedRows,
    _ place: (_ row: Int, _ rank: Int, _ item: Int) throws -> Void
  ) throws
}

/// The forms there are: one line each, the first that a file is meant by; the last takes all others.
private let listForms: [any ListForm.Type] = [ListBlock.self, TRECRun.self, ListTable.self]

extension ListsSpec: ForeignResults {
  func measured(
    _ folder: ResultsFolder, _ rows: MeasuredRows, _ metrics: [Metric]
  ) throws -> Measured {
    let rows = rows.ranks
    let users = rows.users.count
    let file = try folder.results(
      users.multipliedWithinBounds(by: depth), "places of lists", bytes: 200)
    var lists = Lists(rows, depth: depth)
    let form: any ListForm.Type =
      listForms.first { $0.isMeant(by: file, in: folder) } ?? ListTable.self
    try form.read(file, in: folder, depth: depth, rows: rows) {
      try lists.place($2, of: $0, at: $1)
    }
    let ranks = try (0..<users).flatMap { row -> [Int32] in
      do {
        return try lists.ranks(of: row)
      } catch let problem as ForeignRow.Problem {
        throw folder.refusal(file, problem.reason)
      }
    }
    return rows.evaluator.measured(of: ranks)
  }
}

/// Lists as they are gathered.
private struct Lists {
  let rows: RankedRows
  let depth: Int
  /// Items by row and rank, 0 where none is known yet: `[rows, depth]`.
  private var items: [Int32]

  init(_ rows: RankedRows, depth: Int) {
    self.rows = rows
    self.depth = depth
    items = Array(repeating: 0, count: rows.users.count * depth)
  }

  /// - Throws: `ForeignRow.Problem` for a rank outside the list or twice, and an item that does not
  ///   compete.
  mutating func place(_ item: Int, of row: Int, at rank: Int) throws {
    guard (1...depth).contains(rank) else {
      throw ForeignRow.Problem(
        "the rank \(rank) is outside 1 to \(depth), the depth of the lists")
    }
    guard rows.place(of: item) != nil else {
      throw ForeignRow.Problem("the item \(item) is not a candidate")
    }
    let place = row * depth + rank - 1
    guard items[place] == 0 else {
      throw ForeignRow.Problem("the rank \(rank) of user \(rows.users[row]) occurs twice")
    }
    items[place] = Int32(item)
  }

  /// The ranks of a row's targets, once all places are known.
  func ranks(of row: Int) throws -> [Int32] {
    let user = rows.users[row]
    let targets = rows.evaluator.rows.targets(of: row)
    let seen = rows.seen(by: row)
    let drawn = rows.drawn(for: row)
    /// How many places an item takes from every target: one for each time that it was drawn. Other targets
    /// that were seen, or not drawn, stand in the list for themselves alone.
    func places(_ item: Int32) -> Int {
      drawn.map { $0[item] ?? 0 } ?? (seen.contains(item) ? 0 : 1)
    }
    let asked = Set(targets)
    let competing =
      drawn.map { asked.union($0.keys).count }
      ?? rows.evaluator.candidates.count - seen.subtracting(asked).count
    let list = items[row * depth..<row * depth + min(depth, competing)]
    if let gap = list.firstIndex(of: 0) {
      throw ForeignRow.Problem(
        "the list of user \(user) lacks the rank \(gap - list.startIndex + 1) of \(list.count)")
    }
    var known: Set<Int32> = []
    for item in list {
      guard known.insert(item).inserted else {
        throw ForeignRow.Problem("the item \(item) occurs twice in the list of user \(user)")
      }
      guard places(item) > 0 || asked.contains(item) else {
        throw ForeignRow.Problem(
          "the list of user \(user) has the item \(item), which the protocol "
            + (drawn == nil
              ? "takes out ('seen: \(rows.evaluator.specification.seen.rawValue)')"
              : rows.evaluator.specification.candidates.lists.isEmpty
                ? "did not draw" : "does not list"))
      }
    }
    return targets.map { target in
      guard let place = list.firstIndex(of: target) else { return rows.kept(.max) }
      return rows.kept(list[list.startIndex..<place].reduce(1) { $0 + places($1) })
    }
  }
}

/// Rows of user, rank and item.
private enum ListTable: ListForm {
  static func isMeant(by file: BoundedFile, in folder: ResultsFolder) -> Bool { true }

  static func read(
    _ file: BoundedFile, in folder: ResultsFolder, depth: Int, rows: RankedRows,
    _ place: (Int, Int, Int) throws -> Void
  ) throws {
    try folder.table(file, ["user", "rank", "item"]) { line in
      try place(
        rows.known(line.whole(0, "user")), line.whole(1, "rank"), line.whole(2, "item"))
    }
  }
}

/// A run as trec_eval reads it: `user Q0 item rank score tag` between blanks, without a header.
private enum TRECRun: ListForm {
  static func isMeant(by file: BoundedFile, in folder: ResultsFolder) -> Bool {
    folder.firstLine(file).split(whereSeparator: { $0 == " " || $0 == "\t" }).count == 6
  }

  static func read(
    _ file: BoundedFile, in folder: ResultsFolder, depth: Int, rows: RankedRows,
    _ place: (Int, Int, Int) throws -> Void
  ) throws {
    // Where ranks begin is known from the first line, and holds for all.
    var first: Int?
    // The score of each user's latest line, by which other readers would order the list.
    var latest: [Int: (rank: Int, score: Double)] = [:]
    try folder.blankRows(file, count: 6) { line in
      let row = try rows.known(line.whole(0, "user"))
      let rank = try line.whole(3, "rank")
      let score = try line.number(4, "score")
      if first == nil { first = min(rank, 1) }
      if let before = latest[row], (rank > before.rank) != (score <= before.score),
        score != before.score
      {
        throw ForeignRow.Problem(
          "the scores of user \(rows.users[row]) order its list differently from its ranks")
      }
      latest[row] = (rank, score)
      try place(row, rank + 1 - (first ?? 1), line.whole(2, "item"))
    }
  }
}

/// A block of item ids, one row a user, best first.
private enum ListBlock: ListForm {
  static func isMeant(by file: BoundedFile, in folder: ResultsFolder) -> Bool {
    NumberBlock.isNPY(file)
  }

  static func read(
    _ file: BoundedFile, in folder: ResultsFolder, depth: Int, rows: RankedRows,
    _ place: (Int, Int, Int) throws -> Void
  ) throws {
    let users = rows.users.count
    let ids = try folder.ids(folder.manifest.users, "user", count: users)
    let block = try NumberBlock(file, in: folder, rows: users, columns: depth, .whole)
    for (index, id) in ids.enumerated() {
      do {
        let row = try rows.known(id)
        for (column, item) in block.wholeNumbers(index).enumerated() {
          // Places behind the last item that competes are filled with anything below 1.
          if item < 1 { continue }
          try place(row, column + 1, item)
        }
      } catch let problem as ForeignRow.Problem {
        throw folder.refusal(file, "row \(index + 1): \(problem.reason)")
      }
    }
  }
}
