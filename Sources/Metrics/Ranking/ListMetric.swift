/// A number from the first k items recommended to each test user, what was taken out of the ranking left out:
/// `coverage@k`, `novelty@k`, `serendipity@k`, as Harte et al. 2023 define them (their `eval` package).
///
/// A result holds what blocks of users add: lists themselves are k numbers for every user.
package protocol ListMetric: CutFamily {
  /// The value, and what each block of users adds to it; no units where users are too few.
  func value(of lists: RecommendedLists) -> (value: Double, units: [Double]?)
}

extension ListMetric {
  package static var evidence: MetricEvidence { .blocks }
  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { 0...1 }
  package var label: String? { word.prefix(1).uppercased() + word.dropFirst() }

  /// The mean of a number for each user.
  func mean(_ values: [Double]) -> (value: Double, units: [Double]?) {
    (values.reduce(0, +) / Double(max(1, values.count)), BlockUnits.units(ofMean: values))
  }
}

extension Metric {
  /// What it computes from recommended lists; nil for a metric of something else, and of other rows.
  package var listed: (any ListMetric)? { part == .test ? family as? any ListMetric : nil }
}
