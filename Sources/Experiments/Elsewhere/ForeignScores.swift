internal import Datasets
internal import Metrics
internal import Suites

extension ScoresSpec: ForeignResults {
  func measured(
    _ folder: ResultsFolder, _ rows: MeasuredRows, _ metrics: [Metric]
  ) throws -> Measured {
    let rows = rows.ranks
    let evaluator = rows.evaluator
    let (users, items) = (rows.users.count, evaluator.candidates.count)
    // The shape is known, so that the largest file is: eight bytes a score and a header.
    let file = try folder.open(
      folder.manifest.file,
      limit: users.multipliedWithinBounds(by: items).multipliedWithinBounds(by: 8)
        .addedWithinBounds(to: 1 << 17), rows: "\(users) users × \(items) candidates")
    let userIDs = try folder.ids(folder.manifest.users, "user", count: users)
    let itemIDs = try folder.ids(folder.manifest.items, "item", count: items)
    let block = try NumberBlock(file, in: folder, rows: users, columns: items, .real)
    func refused<Value>(_ name: String, _ value: () throws -> Value) throws -> Value {
      do { return try value() } catch let problem as ForeignRow.Problem {
        throw ResultsError(
          cell: folder.cell, place: "\(folder.name)/\(name)", reason: problem.reason)
      }
    }
    let places = try itemIDs.map { item in
      try refused(folder.manifest.items) {
        guard let place = rows.place(of: item) else {
          throw ForeignRow.Problem("\(item) is not one of the \(items) candidates")
        }
        return place
      }
    }
    var ranks = [Int32](repeating: 0, count: rows.events)
    var line = [Double](repeating: 0, count: items)
    for (index, user) in userIDs.enumerated() {
      let row = try refused(folder.manifest.users) { try rows.known(user) }
      let scores = block.numbers(index)
      guard scores.count == items else {
        throw folder.refusal(file, "it was cut short while it was being read")
      }
      for (column, score) in scores.enumerated() {
        // NaN, and what nothing can be above.
        guard score < .infinity else {
          throw folder.refusal(
            file,
            "the score of user \(user) and item \(itemIDs[column]) is "
              + (score.isNaN ? "not a number" : "infinite"))
        }
        line[places[column]] = score
      }
      let found = evaluator.ranks(of: row, in: line)
      ranks.replaceSubrange(row * evaluator.targets..<(row + 1) * evaluator.targets, with: found)
    }
    return evaluator.measured(of: ranks)
  }
}
