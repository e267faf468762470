internal import Datasets
internal import Determinism
internal import Metrics
internal import Models
internal import Suites
internal import Tensors

/// What a learner ranks: each user's held event among all items, and among drawn negatives.
struct DistillationEvaluator: Sendable {
  /// The test events.
  let test: PrefixRows
  /// The validation events.
  let validation: PrefixRows
  /// Items that occur, ascending.
  let candidates: [Int32]
  private let learner: any VectorLearner
  private let specification: DistillationEvaluationSpec
  private let places: [Int32]
  private let draws: RandomKey

  /// Blocks of users that the spread of a metric among negatives is taken over.
  private static let unitBlocks = 64
  /// Rows that one tile ranks. Changes no rank.
  private static let tileRows = 64

  /// - Parameter key: negatives are drawn from it.
  /// - Throws: `ExperimentError` where nobody can be tested, or a user knows every item.
  init(
    _ interactions: Interactions, _ learner: any VectorLearner,
    _ task: DistillationTask<DatasetSpec>, key: RandomKey
  ) throws(ExperimentError) {
    let length = task.dataset.maximalLength
    let test = PrefixRows(interactions, .test, maximalLength: length)
    self.test = test
    validation = PrefixRows(interactions, .validation, maximalLength: length)
    guard test.count > 0 else {
      throw ExperimentError(
        subject: "the evaluation", reason: "no user has three events, so nobody can be tested")
    }
    let candidates = Array(Set(interactions.items)).sorted()
    self.candidates = candidates
    if let row = (0..<test.count).first(where: {
      Set(test.known(to: $0)).count == candidates.count
    }) {
      throw ExperimentError(
        subject: "the evaluation",
        reason: "the user \(interactions.users[test.users[row]]) has events of all "
          + "\(candidates.count) items, so that there is no negative to draw")
    }
    var places = [Int32](repeating: -1, count: interactions.itemRows)
    for (place, item) in candidates.enumerated() { places[Int(item)] = Int32(place) }
    self.places = places
    self.learner = learner
    specification = task.evaluation
    draws = key
  }

  /// How ranks come about, in words.
  var procedure: String {
    "full ranking of all \(candidates.count) items that occur, the user's earlier events taken out; "
      + "metrics that begin with 'sampled-' among \(specification.negatives) drawn negatives; ties "
      + "against the target, rank floor \(specification.floor)"
  }

  /// The monitor's value on the validation events.
  func monitored(_ parameters: Parameters) -> Double {
    let ranks = ranks(parameters, validation, draws["validation"]).map(\.sampled)
    return specification.monitor.sampled.map { mean(values(ranks, $0)) } ?? 0
  }

  /// The test events, ranked.
  func measured(_ parameters: Parameters) -> Measured {
    let all = ranks(parameters, test, draws["test"])
    let full = all.map { Int32(min($0.full, specification.floor)) }
    var (metrics, units) = ([Metric: Double](), [Metric: [Double]]())
    for metric in specification.metrics {
      if let ranking = metric.ranking {
        metrics[metric] = TargetRanks(full)?.mean(ranking)
      } else if let sampled = metric.sampled {
        let values = values(all.map(\.sampled), sampled)
        metrics[metric] = mean(values)
        if values.count >= 2 * Self.unitBlocks { units[metric] = Self.units(values) }
      }
    }
    return Measured(metrics: metrics, ranks: full, units: units.isEmpty ? nil : units)
  }

  private func values(_ ranks: [Int], _ metric: SampledRankMetric) -> [Double] {
    ranks.map { metric.value(rank: $0) }
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(1, values.count))
  }

  /// What interleaved blocks of users add to a mean: `n·θ − (n − 1)·θ(without the block)`, moved so that
  /// their mean is the mean itself.
  private static func units(_ values: [Double]) -> [Double] {
    let total = values.reduce(0, +)
    let theta = total / Double(values.count)
    let blocks = Double(unitBlocks)
    let raw = (0..<unitBlocks).map { block -> Double in
      let inside = stride(from: block, to: values.count, by: unitBlocks).map { values[$0] }
      let without = (total - inside.reduce(0, +)) / Double(values.count - inside.count)
      return blocks * theta - (blocks - 1) * without
    }
    let shift = theta - raw.reduce(0, +) / blocks
    return raw.map { $0 + shift }
  }

  private func ranks(
    _ parameters: Parameters, _ rows: PrefixRows, _ key: RandomKey
  ) -> [(full: Int, sampled: Int)] {
    let vectors = gatherRows(parameters.values[learner.items.index], candidates)
    let lesson = PrefixLesson(learner, shards: 1)
    let tiles = (rows.count + Self.tileRows - 1) / Self.tileRows
    return mapTiles(tiles) { tile -> [(full: Int, sampled: Int)] in
      let range = tile * Self.tileRows..<min(rows.count, (tile + 1) * Self.tileRows)
      let features = lesson.features(parameters, rows.batch(range))
      let scores = matmul(features, transposed: false, vectors, transposed: true)
      let elements = scores.elements
      return range.enumerated().map { index, row -> (full: Int, sampled: Int) in
        let line = Array(elements[index * candidates.count..<(index + 1) * candidates.count])
        let target = Int(places[Int(rows.target(of: row))])
        let seen = rows.seen(by: row).map { Int(places[Int($0)]) }
        // A score that is no number ranks above the target.
        let above = negatives(of: row, in: rows, key).count { !(line[$0] < line[target]) }
        return (rank(of: target, in: line, excluding: seen, ties: .against), 1 + above)
      }
    }.flatMap { $0 }
  }

  /// Places of a row's negatives among the candidates.
  func negatives(of row: Int, in rows: PrefixRows, _ key: RandomKey) -> [Int] {
    let known = Set(rows.known(to: row))
    let key = key[rows.users[row]]
    var (drawn, position) = ([Int](), 0)
    while drawn.count < specification.negatives {
      let place = key.integer(below: candidates.count, position)
      position += 1
      if !known.contains(candidates[place]) { drawn.append(place) }
    }
    return drawn
  }
}
