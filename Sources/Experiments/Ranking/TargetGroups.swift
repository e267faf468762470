internal import Metrics
internal import Suites

extension SequenceRows {
  /// How often each item is trained on in these rows, as input or as target: `[itemRows]`.
  ///
  /// - Precondition: the rows are those of training.
  func occurrences(itemRows: Int) -> [Int] {
    precondition(side == .training, "Nothing is trained on in other rows.")
    var counts = [Int](repeating: 0, count: itemRows)
    for row in 0..<count {
      for item in history(of: row) { counts[Int(item)] += 1 }
      for item in targets(of: row) { counts[Int(item)] += 1 }
    }
    return counts
  }
}

/// How often the items of test targets are trained on: the same at each evaluation.
struct TargetOccurrences: Sendable {
  /// Of each target: `[rows · targets]`.
  let counts: [Int]

  /// - Parameter training: rows of the same split.
  /// - Throws: `ExperimentError` for a metric of targets that there are none of.
  init(
    _ training: SequenceRows, _ rows: SequenceRows, itemRows: Int, for metrics: [Metric]
  ) throws(ExperimentError) {
    let occurrences = training.occurrences(itemRows: itemRows)
    counts = (0..<rows.count).flatMap { rows.targets(of: $0).map { occurrences[Int($0)] } }
    for metric in metrics {
      guard let group = metric.grouped?.group, !counts.contains(where: group.contains) else {
        continue
      }
      throw ExperimentError(
        subject: "the evaluation",
        reason: "no test user has a target that is trained on \(group.times), so '\(metric)' "
          + "cannot be measured")
    }
  }

  /// A metric of each user who has a target of the group, in their order.
  ///
  /// - Parameter ranks: of all targets.
  func values(
    _ metric: any RankMetric, of group: TargetGroup, in ranks: TargetRanks
  ) -> [Double] {
    (0..<ranks.users).compactMap { user in
      let own = (user * ranks.targets..<(user + 1) * ranks.targets)
        .filter { group.contains(counts[$0]) }.map { ranks.ranks[$0] }
      return own.isEmpty ? nil : metric.value(ranks: own[...])
    }
  }
}

extension RankingEvaluator {
  /// What the ranks of the test rows' targets are worth: of all targets, and of groups of them, with what
  /// blocks of users add to these where they are many enough.
  func measured(of ranks: [Int32]) -> Measured {
    var measured = Measured(metrics: metrics(of: ranks), ranks: ranks)
    guard let occurrences, let ranks = TargetRanks(ranks, targets: targets) else { return measured }
    var units: [Metric: [Double]] = [:]
    for metric in specification.metrics {
      guard let (ranking, group) = metric.grouped else { continue }
      let values = occurrences.values(ranking, of: group, in: ranks)
      measured.metrics[metric] = values.reduce(0, +) / Double(max(1, values.count))
      units[metric] = BlockUnits.units(ofMean: values)
    }
    measured.units = units.isEmpty ? nil : units
    return measured
  }
}
