internal import Foundation

/// Predictions of a binary label, or of ratings, on some rows.
package struct Predictions: Sendable {
  /// Logits, or predicted ratings where ratings are known: `[rows]`.
  package let logits: [Double]
  /// Whether the label is positive: `[rows]`; all false where ratings are predicted.
  package let labels: [Bool]
  /// The ratings that are predicted: `[rows]`; nil where a label is.
  package let ratings: [Double]?
  /// Users: `[rows]`, from 0 on; nil where rows have none.
  package let users: [Int]?

  /// Predictions on some rows.
  package init(logits: [Double], labels: [Bool], users: [Int]? = nil) {
    precondition(logits.count == labels.count, "Every prediction needs a label.")
    precondition(users.map { $0.count == labels.count } ?? true, "Every row needs its user.")
    self.logits = logits
    self.labels = labels
    ratings = nil
    self.users = users
  }

  /// Predictions of ratings.
  package init(_ predicted: [Double], of ratings: [Double], users: [Int]? = nil) {
    precondition(predicted.count == ratings.count, "Every prediction needs a rating.")
    precondition(users.map { $0.count == ratings.count } ?? true, "Every row needs its user.")
    logits = predicted
    labels = ratings.map { _ in false }
    self.ratings = ratings
    self.users = users
  }

  /// The probability of each row's label: `[rows]`.
  var probabilities: [Double] { logits.map { 1 / (1 + exp(-$0)) } }

  /// The rows at these places.
  private func taking(_ places: [Int], withUsers: Bool) -> Predictions {
    let logits = places.map { self.logits[$0] }
    let users = withUsers ? self.users.map { users in places.map { users[$0] } } : nil
    if let ratings {
      return Predictions(logits, of: places.map { ratings[$0] }, users: users)
    }
    return Predictions(logits: logits, labels: places.map { labels[$0] }, users: users)
  }

  /// Share of positive labels; 0 without rows.
  package var baseRate: Double { Double(labels.count { $0 }) / Double(max(1, labels.count)) }

  /// The metrics; one that is not defined on these rows is left out.
  ///
  /// - Throws: `MetricError` for a prediction that is no number.
  package func values(_ metrics: [Metric]) throws(MetricError) -> [Metric: Double] {
    var result: [Metric: Double] = [:]
    for metric in metrics { result[metric] = try value(metric) }
    return result
  }

  /// One metric; nil where it is not one of such predictions, or is not defined on these rows.
  ///
  /// - Throws: `MetricError` for a prediction that is no number.
  package func value(_ metric: Metric) throws(MetricError) -> Double? {
    ratings != nil && !metric.measuresRatings
      ? nil : try metric.predictive?.value(of: self)
  }

  /// The rows for which `keep` is true of their place, without users.
  package func filtered(_ keep: (Int) -> Bool) -> Predictions {
    taking(logits.indices.filter(keep), withUsers: false)
  }

  /// What each of the interleaved blocks of rows (of users, where rows have users) adds to a metric.
  ///
  /// - Returns: nil where rows are fewer than two a block, or a part of them does not define it.
  /// - Throws: `MetricError` for a prediction that is no number.
  package func units(
    _ metric: Metric, blocks: Int = BlockUnits.blocks
  ) throws(MetricError) -> [Double]? {
    guard let whole = try value(metric), logits.count >= 2 * blocks else { return nil }
    // In ascending order once, so that sorting each part again costs next to nothing.
    let order = logits.indices.sorted { (logits[$0], $0) < (logits[$1], $1) }
    var parts: [Double] = []
    for block in 0..<blocks {
      let kept = order.filter { (users?[$0] ?? $0) % blocks != block }
      let rest = taking(kept, withUsers: true)
      guard let without = try rest.value(metric) else { return nil }
      parts.append(without)
    }
    return BlockUnits.units(whole, without: parts)
  }

  /// Refuses a prediction that is no number.
  func requireNumbers(_ metric: Metric) throws(MetricError) {
    if let row = logits.firstIndex(where: \.isNaN) {
      throw MetricError(metric: metric, reason: "met a score that is not a number, in row \(row)")
    }
  }
}
