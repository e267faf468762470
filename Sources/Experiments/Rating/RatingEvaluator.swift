internal import Autograd
public import Datasets
internal import Determinism
internal import Metrics
public import Models
public import Suites
public import Tensors

/// Rows of a task of ratings, and what predictions on the held events measure.
public struct RatingEvaluator: Sendable {
  /// Rows to train on.
  public let training: RatingRows
  /// Rows whose last events are asked for.
  public let held: RatingRows
  let table: RatingTable
  let task: RatingTask<DatasetSpec>
  private let draws: RandomKey

  /// Rows that one tile predicts. Changes no number.
  private static let tileRows = 32

  /// An evaluator of prepared data.
  ///
  /// - Parameter seed: seed of the draw of negatives that count in training.
  /// - Throws: `ExperimentError` where nobody can be tested.
  public init(
    _ task: RatingTask<DatasetSpec>, _ interactions: Interactions, seed: UInt64
  ) throws(ExperimentError) {
    let length = task.dataset.maximalLength
    guard task.held < length else {
      throw ExperimentError(
        subject: "the evaluation",
        reason:
          "it asks for \(task.held) events of each user and needs one before them, but the data set "
          + "keeps only \(length)")
    }
    self.task = task
    table = RatingTable(
      interactions, threshold: task.threshold, wholeStars: task.model.actions == .rating)
    training = RatingRows(table, side: .training, maximalLength: length, held: task.held)
    held = RatingRows(table, side: .evaluation, maximalLength: length, held: task.held)
    draws = RandomKey(seed: seed)["negatives"]
    guard held.count > 0 else {
      throw ExperimentError(
        subject: "the evaluation",
        reason: "no user has more than \(task.held) events, so nobody can be tested")
    }
  }

  /// How predictions are measured, in words.
  public var procedure: String {
    let events = task.held == 1 ? "the last event" : "the last \(task.held) events"
    return "\(events) of each user, each from those before it; "
      + (task.threshold.map { "positive from a rating of \($0) on" } ?? "the rating is predicted")
  }

  /// Some rows to train on. Of the negative events, those that are drawn count.
  public func trainingBatch(_ rows: some Collection<Int>) -> RatingBatch {
    let share = task.training?.negativeShare ?? 1
    return training.batch(rows) { event in
      share < 1 && !table.isPositive[event] && draws.uniform(event) >= share
    }
  }

  /// What the training part says of each item.
  public func rates(_ spec: RatePopularitySpec) -> RatePopularity {
    RatePopularity(
      table, isOfRatings: task.threshold == nil, held: task.held, smoothing: spec.smoothing)
  }

  /// The metrics of predictions.
  ///
  /// - Parameters:
  ///   - logits: of all events of a batch; predicted ratings where the task is of ratings.
  ///   - ranks: those that divide the rows among them; each is given all metrics.
  ///   - stop: asked between tiles; once it says true to any of them, the work is given up.
  /// - Returns: nil where the work was given up. A metric that the predictions do not define is left
  ///   out; where one is no number, all are.
  func measured(
    _ logits: @Sendable (RatingBatch) -> [Real], over ranks: any Ranks,
    stop: @Sendable () -> Bool
  ) -> Measured? {
    let tiles = (held.count + Self.tileRows - 1) / Self.tileRows
    let own = ranks.share(of: tiles)
    let parts = mapTiles(tiles) { tile -> (logits: [Double], labels: [Real], users: [Int])? in
      if stop() { return nil }
      let rows = tile * Self.tileRows..<min(held.count, (tile + 1) * Self.tileRows)
      let batch = held.batch(rows)
      // What another rank predicts is put in below.
      let all = own.contains(tile) ? logits(batch) : []
      let rowOfEvent = PackedRows(batch.events.offsets).rowOfToken
      let places = batch.places.map { Int($0) }
      return (
        all.isEmpty ? [] : places.map { Double(all[$0]) }, places.map { batch.labels[$0] },
        places.map { rows.lowerBound + Int(rowOfEvent[$0]) }
      )
    }
    let whole = parts.compactMap { $0 }
    if ranks.any(whole.count < tiles) { return nil }
    let predicted = Array(ranks.gather(whole.flatMap(\.logits)).joined())
    return measured(
      predictions(predicted, labels: whole.flatMap(\.labels), users: whole.flatMap(\.users)))
  }

  /// Predictions of the task's labels.
  private func predictions(_ predicted: [Double], labels: [Real], users: [Int]) -> Predictions {
    task.threshold == nil
      ? Predictions(predicted, of: labels.map { Double($0) }, users: users)
      : Predictions(logits: predicted, labels: labels.map { $0 > 0 }, users: users)
  }

  /// The metrics of predictions at hand, with what blocks of users add to them; none where one is no
  /// number.
  func measured(_ measures: Predictions) -> Measured {
    do throws(MetricError) {
      var units: [Metric: [Double]] = [:]
      for metric in task.evaluation.metrics {
        units[metric] = try measures.units(metric)
      }
      return Measured(
        metrics: try measures.values(task.evaluation.metrics), ranks: [],
        units: units.isEmpty ? nil : units)
    } catch {
      return Measured(metrics: [:], ranks: [])
    }
  }
}

/// The logit of each item's share of positive events in the training part, held towards the share of
/// all: `p = (positives + s·b) / (events + s)`; where ratings are predicted, their mean likewise. The
/// user plays no part.
public struct RatePopularity: Sendable {
  /// By item: `[itemRows]`.
  public let logits: [Real]

  /// - Parameter isOfRatings: whether labels are ratings, whose means are taken, not logits.
  init(_ table: RatingTable, isOfRatings: Bool, held: Int, smoothing: Double) {
    let rows = table.interactions
    var sums = [Double](repeating: 0, count: rows.itemRows)
    var events = [Int](repeating: 0, count: rows.itemRows)
    for user in rows.users.indices {
      for event in rows.events(of: user).dropLast(held) {
        sums[Int(rows.items[event])] += Double(table.labels[event])
        events[Int(rows.items[event])] += 1
      }
    }
    let (sum, count) = (sums.reduce(0, +), events.reduce(0, +))
    let base = isOfRatings ? sum / Double(max(1, count)) : (sum + 1) / Double(count + 2)
    logits = zip(sums, events).map { sum, events in
      let mean = (sum + smoothing * base) / (Double(events) + smoothing)
      return Real(isOfRatings ? mean : portableLog(mean) - portableLog(1 - mean))
    }
  }

  func callAsFunction(_ batch: RatingBatch) -> [Real] {
    batch.events.items.map { logits[Int($0)] }
  }
}
