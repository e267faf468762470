internal import Determinism
internal import Foundation
internal import Metrics
internal import Suites

/// Predictions on some rows, and what is measured from them.
struct ClickMeasures: Sendable {
  /// Logits: `[rows]`.
  let logits: [Double]
  /// Clicks: `[rows]`.
  let labels: [Bool]
  /// Users: `[rows]`, from 0 on; nil where rows have none.
  var users: [Int]?

  /// The named metrics; one that is not defined on these rows is left out.
  func metrics(_ names: [String]) throws(MetricError) -> [String: Double] {
    var result: [String: Double] = [:]
    for name in names { result[name] = try value(name) }
    return result
  }

  /// One metric; nil where it is not defined on these rows.
  func value(_ name: String) throws(MetricError) -> Double? {
    switch name {
    case "auc": return try areaUnderCurve(scores: logits, labels: labels)
    case "logloss": return try logLoss(logits: logits, labels: labels)
    case "rig":
      guard let loss = try logLoss(logits: logits, labels: labels) else { return nil }
      return relativeInformationGain(logLoss: loss, baseRate: baseRate)
    case "user-auc":
      guard let users else { return nil }
      return try groupedAreaUnderCurve(scores: logits, labels: labels, groups: users)?.mean
    case "calibration":
      return calibration(probabilities: logits.map { 1 / (1 + exp(-$0)) }, labels: labels)
    default: return nil
    }
  }

  /// Share of clicks.
  var baseRate: Double { Double(labels.count { $0 }) / Double(max(1, labels.count)) }

  /// The rows for which `keep` is true of their place.
  func filtered(_ keep: (Int) -> Bool) -> ClickMeasures {
    let places = logits.indices.filter(keep)
    return ClickMeasures(logits: places.map { logits[$0] }, labels: places.map { labels[$0] })
  }

  /// What each of `blocks` interleaved blocks of rows (of users, where rows have users) adds to a
  /// metric: jackknife pseudo-values, moved so that their mean is the metric itself. Their spread is
  /// that of the test rows, and differences between models are paired by block.
  ///
  /// `n·θ − (n − 1)·θ(without the block)` (Efron and Tibshirani 1993, chapter 11).
  func units(_ name: String, blocks: Int) throws(MetricError) -> [Double]? {
    guard let whole = try value(name), logits.count >= 2 * blocks else { return nil }
    // In ascending order once, so that sorting each part again costs next to nothing.
    let order = logits.indices.sorted { (logits[$0], $0) < (logits[$1], $1) }
    var values: [Double] = []
    for block in 0..<blocks {
      let kept = order.filter { (users?[$0] ?? $0) % blocks != block }
      let rest = ClickMeasures(
        logits: kept.map { logits[$0] }, labels: kept.map { labels[$0] },
        users: users.map { users in kept.map { users[$0] } })
      guard let without = try rest.value(name) else { return nil }
      values.append(Double(blocks) * whole - Double(blocks - 1) * without)
    }
    let mean = values.reduce(0, +) / Double(blocks)
    return values.map { $0 + whole - mean }
  }
}
