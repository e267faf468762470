public import Datasets
internal import Determinism
internal import Metrics
internal import Models
internal import Suites

/// The rows that a protocol asks for, and how answers to them are measured.
public enum MeasuredRows: Sendable {
  /// Targets to be ranked.
  case ranked(RankedRows)
  /// Labels to be predicted.
  case predicted(PredictedRows)
}

/// Test rows whose targets are ranked.
public struct RankedRows: Sendable {
  let evaluator: RankingEvaluator
  /// User of each row: `[rows]`, ascending.
  let users: [Int32]

  /// - Parameter lists: those that the protocol ranks among, by members of the data set.
  init(
    _ interactions: Interactions, _ entry: RankingProtocol<DatasetSpec>,
    lists: [String: ItemLists] = [:]
  ) throws {
    evaluator = try RankingEvaluator(
      interactions, entry.evaluation, maximalLength: entry.dataset.maximalLength,
      split: entry.dataset.split, lists: lists)
    users = evaluator.rows.users.map { interactions.users[$0] }
  }

  /// Targets of all rows.
  var events: Int { users.count * evaluator.targets }

  /// The row of a user; nil for one that is not asked about.
  func row(of user: Int) -> Int? { Int32(exactly: user).flatMap { users.place(of: $0) } }

  /// The row of a user.
  ///
  /// - Throws: `ForeignRow.Problem` for one that is not asked about.
  func known(_ user: Int) throws -> Int {
    guard let row = row(of: user) else {
      throw ForeignRow.Problem("\(user) is not one of the \(users.count) test users")
    }
    return row
  }

  /// Items taken out of a row's ranking.
  func seen(by row: Int) -> Set<Int32> {
    Set(evaluator.seen(by: row).map { evaluator.candidates[$0] })
  }

  /// How often each item was drawn or listed for a row; nil where all candidates compete.
  func drawn(for row: Int) -> [Int32: Int]? {
    evaluator.drawn.map { drawn in
      drawn.places(of: row).reduce(into: [:]) { $0[evaluator.candidates[Int($1)], default: 0] += 1 }
    }
  }

  /// How many places a target of a row may have: its own, and one for each time that another item was drawn,
  /// or for each item that is not taken out.
  func competing(with item: Int, row: Int) -> Int {
    let target = Int32(exactly: item)
    if let drawn = drawn(for: row) {
      return drawn.reduce(1) { $0 + ($1.key == target ? 0 : $1.value) }
    }
    let seen = seen(by: row)
    let isSeen = target.map(seen.contains) ?? false
    return evaluator.candidates.count - seen.count + (isSeen ? 1 : 0)
  }

  /// The place of an item among the candidates; nil for one that does not compete.
  func place(of item: Int) -> Int? {
    guard evaluator.places.indices.contains(item), evaluator.places[item] >= 0 else { return nil }
    return Int(evaluator.places[item])
  }

  /// A rank as records hold it.
  func kept(_ rank: Int) -> Int32 { Int32(min(rank, evaluator.specification.floor)) }
}

/// Test rows whose label is predicted.
public struct PredictedRows: Sendable {
  /// The number of each row: `[rows]`, ascending.
  let numbers: [Int]
  /// Whether the label is positive: `[rows]`.
  let labels: [Bool]
  /// The ratings that are predicted: `[rows]`; nil where a label is.
  var ratings: [Float]?
  /// Users, from 0 on: `[rows]`; nil where rows have none.
  let users: [Int]?
  /// What records count as users.
  let counted: Int
  /// Measures predictions of all rows, in their order.
  let measure: @Sendable (Predictions) throws -> Measured

  /// The place of a row's number; nil for one that is not asked about.
  func place(of number: Int) -> Int? { numbers.place(of: number) }
}

/// Data of a protocol, prepared.
public enum ProtocolData: Sendable {
  /// Users' events.
  case events(PreparedData)
  /// A table of clicks.
  case clicks(PreparedClicks)

  /// SHA-256 of the prepared data.
  public var digest: String {
    switch self {
    case .events(let data): data.digest
    case .clicks(let data): data.table.digest
    }
  }

  /// What the data were read from.
  var source: SourceStamp {
    switch self {
    case .events(let data): data.source
    case .clicks(let data): data.source
    }
  }

  /// What a protocol asks for.
  ///
  /// - Throws: `ExperimentError` where nobody can be tested.
  func rows(of protocol: RunProtocol<DatasetSpec>) throws -> MeasuredRows {
    switch self {
    case .events(let data):
      if let entry = `protocol`.ranking {
        return .ranked(try RankedRows(data.interactions, entry, lists: data.lists))
      }
      if let entry = `protocol`.rating {
        return .predicted(try PredictedRows(data.interactions, entry))
      }
    case .clicks(let data):
      if let entry = `protocol`.click {
        return .predicted(PredictedRows(data.table, entry.evaluation))
      }
    }
    preconditionFailure("A protocol of \(`protocol`.kind) was given other data.")
  }
}

extension PredictedRows {
  init(_ interactions: Interactions, _ entry: RatingProtocol<DatasetSpec>) throws {
    let evaluator = try RatingEvaluator(entry, interactions)
    let events = evaluator.heldEvents
    self.init(
      numbers: Array(1...events.count), labels: events.map { evaluator.table.isPositive[$0.event] },
      ratings: entry.threshold == nil ? events.map { interactions.ratings[$0.event] } : nil,
      users: events.map(\.row), counted: evaluator.held.count, measure: { evaluator.measured($0) })
  }

  init(_ table: ClickTable, _ evaluation: ClickEvaluationSpec) {
    let rows = table.rows(of: .test)
    self.init(
      numbers: rows.map { Int($0) + 1 }, labels: table.labels(of: rows), users: nil,
      counted: rows.count,
      measure: { predictions in
        let (metrics, units) = try table.measures(predictions, of: rows, by: evaluation)
        return Measured(metrics: metrics, ranks: [], units: units)
      })
  }
}

extension RatingEvaluator {
  /// An evaluator of a protocol, without a model.
  init(_ entry: RatingProtocol<DatasetSpec>, _ interactions: Interactions) throws {
    try self.init(
      RatingTask(
        dataset: entry.dataset, threshold: entry.threshold, held: entry.held,
        model: RatingModelSpec(RatePopularitySpec()), training: nil, evaluation: entry.evaluation),
      interactions, seed: 0)
  }

  /// The events that are asked for, in the order in which predictions of them are measured, each with its
  /// row.
  var heldEvents: [(row: Int, event: Int)] {
    held.events.indices.flatMap { row in
      held.events[row].suffix(task.held).map { (row, $0) }
    }
  }
}
