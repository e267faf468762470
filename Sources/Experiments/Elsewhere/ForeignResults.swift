internal import Datasets
internal import Determinism
internal import Metrics
internal import Suites

/// A form of results that says how it is read and measured.
protocol ForeignResults: ResultsEntry {
  /// What the results of one seed measure.
  ///
  /// - Parameters:
  ///   - folder: where they lie.
  ///   - rows: what they answer.
  ///   - metrics: what is measured.
  /// - Throws: `ResultsError` with file and line where they do not answer that.
  func measured(
    _ folder: ResultsFolder, _ rows: MeasuredRows, _ metrics: [Metric]
  ) throws -> Measured
}

extension MeasuredRows {
  /// - Precondition: the protocol ranks; what suites say is held to that.
  var ranks: RankedRows {
    guard case .ranked(let rows) = self else { preconditionFailure("Nothing is ranked here.") }
    return rows
  }

  /// - Precondition: the protocol predicts; what suites say is held to that.
  var predictions: PredictedRows {
    guard case .predicted(let rows) = self else {
      preconditionFailure("Nothing is predicted here.")
    }
    return rows
  }
}

extension ResultsFolder {
  /// Opens the file of results.
  ///
  /// - Parameters:
  ///   - count: rows that it must have.
  ///   - noun: what they are.
  ///   - bytes: what a row may take at most.
  func results(_ count: Int, _ noun: String, bytes: Int) throws -> BoundedFile {
    try open(
      manifest.file,
      limit: count.multipliedWithinBounds(by: bytes).addedWithinBounds(to: 4096),
      rows: "\(count) \(noun)")
  }

  /// Reads a file of ids, one a line.
  ///
  /// - Throws: `ResultsError` where they are not as many as expected, or one stands twice.
  func ids(_ name: String, _ noun: String, count: Int) throws -> [Int] {
    let file = try open(
      name, limit: count.multipliedWithinBounds(by: 40).addedWithinBounds(to: 4096),
      rows: "\(count) ids")
    var ids: [Int] = []
    var known: Set<Int> = []
    try table(file, [noun]) { row in
      let id = try row.whole(0, noun)
      guard known.insert(id).inserted else {
        throw ForeignRow.Problem("the \(noun) \(id) occurs twice")
      }
      ids.append(id)
    }
    guard ids.count == count else {
      throw refusal(file, "it has \(ids.count) ids, but there are \(count) \(noun)s")
    }
    return ids
  }
}

extension RanksSpec: ForeignResults {
  func measured(
    _ folder: ResultsFolder, _ rows: MeasuredRows, _ metrics: [Metric]
  ) throws -> Measured {
    let rows = rows.ranks
    let evaluator = rows.evaluator
    let targets = evaluator.targets
    let file = try folder.results(rows.events, "test events", bytes: 100)
    var ranks = [Int32](repeating: 0, count: rows.events)
    try folder.table(file, ["user", "item", "rank"]) { line in
      let user = try line.whole(0, "user")
      let row = try rows.known(user)
      let item = try line.whole(1, "item")
      let rank = try line.whole(2, "rank")
      let asked = evaluator.rows.targets(of: row)
      let places = asked.enumerated().filter { Int($0.element) == item }.map(\.offset)
      guard !places.isEmpty else {
        throw ForeignRow.Problem("the item \(item) is not a test item of user \(user)")
      }
      guard let place = places.first(where: { ranks[row * targets + $0] == 0 }) else {
        throw ForeignRow.Problem("the user \(user) and the item \(item) occur together twice")
      }
      let competing = rows.competing(with: item, row: row)
      guard (1...max(1, competing)).contains(rank) else {
        throw ForeignRow.Problem("the rank \(rank) is outside 1 to \(competing)")
      }
      // What does not compete cannot be found.
      ranks[row * targets + place] = rows.place(of: item) == nil ? rows.kept(.max) : rows.kept(rank)
    }
    if let missing = ranks.firstIndex(of: 0) {
      let row = missing / targets
      let item = Array(evaluator.rows.targets(of: row))[missing % targets]
      throw folder.refusal(
        file,
        "no row has the user \(rows.users[row]) and the item \(item); "
          + "\(ranks.count { $0 == 0 }) of \(ranks.count) are missing")
    }
    return evaluator.measured(of: ranks)
  }
}

extension MetricsSpec: ForeignResults {
  func measured(
    _ folder: ResultsFolder, _ rows: MeasuredRows, _ metrics: [Metric]
  ) throws -> Measured {
    let file = try folder.results(metrics.count, "metrics", bytes: 200)
    var values: [Metric: Double] = [:]
    try folder.table(file, ["metric", "value"]) { line in
      guard let metric = Metric(named: line.text(0)), metrics.contains(metric) else {
        throw ForeignRow.Problem(
          "'\(line.shown(0))' is not one of the protocol's metrics: "
            + metrics.map(\.name).joined(separator: ", "))
      }
      let value = try line.number(1, "value")
      guard metric.range.contains(value) else {
        throw ForeignRow.Problem("the \(metric) is \(value), which is impossible")
      }
      guard values.updateValue(value, forKey: metric) == nil else {
        throw ForeignRow.Problem("the metric \(metric) occurs twice")
      }
    }
    if let missing = metrics.first(where: { values[$0] == nil }) {
      throw folder.refusal(file, "the metric \(missing) is missing")
    }
    return Measured(metrics: values, ranks: [])
  }
}

extension PredictionsSpec: ForeignResults {
  func measured(
    _ folder: ResultsFolder, _ rows: MeasuredRows, _ metrics: [Metric]
  ) throws -> Measured {
    let rows = rows.predictions
    let count = rows.numbers.count
    let file = try folder.results(count, "test rows", bytes: 100)
    var logits = [Double](repeating: .nan, count: count)
    try folder.table(file, ["row", "label", "score"]) { line in
      let number = try line.whole(0, "row")
      guard let place = rows.place(of: number) else {
        throw ForeignRow.Problem("\(number) is not the number of a test row")
      }
      guard logits[place].isNaN else { throw ForeignRow.Problem("the row \(number) occurs twice") }
      if let own = rows.ratings?[place] {
        logits[place] = try Self.rating(line, number, own: own)
        return
      }
      let label = try line.whole(1, "label")
      let own = rows.labels[place] ? 1 : 0
      guard label == own else {
        throw ForeignRow.Problem(
          "the label of row \(number) is \(own) in the data, but '\(line.shown(1))' here")
      }
      let score = try line.number(2, "score")
      guard score > 0, score < 1 else {
        throw ForeignRow.Problem(
          "the score '\(line.shown(2))' is not a probability strictly between 0 and 1")
      }
      logits[place] = portableLog(score) - portableLog(1 - score)
    }
    if let missing = logits.firstIndex(where: \.isNaN) {
      throw folder.refusal(
        file,
        "the row \(rows.numbers[missing]) is missing; \(logits.count { $0.isNaN }) of \(count) are")
    }
    if let ratings = rows.ratings {
      return try rows.measure(
        Predictions(logits, of: ratings.map { Double($0) }, users: rows.users))
    }
    return try rows.measure(Predictions(logits: logits, labels: rows.labels, users: rows.users))
  }

  /// The rating that a line predicts, once its label is that of the data.
  private static func rating(_ line: ForeignRow, _ number: Int, own: Float) throws -> Double {
    guard Float(try line.number(1, "label")) == own else {
      throw ForeignRow.Problem(
        "the rating of row \(number) is \(own) in the data, but '\(line.shown(1))' here")
    }
    return try line.number(2, "score")
  }
}
