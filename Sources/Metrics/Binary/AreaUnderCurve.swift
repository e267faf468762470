/// `auc`: area under the receiver operating characteristic, exact, with ties counted half.
///
/// `AUC = (#{(p, q): s_p > s_q} + ½·#{(p, q): s_p = s_q}) / (positives · negatives)` over pairs of a
/// positive p and a negative q. Sorted once, counted in whole numbers: O(n log n), no rounding
/// before the last division. Not defined where one of the two classes is missing.
package struct AreaUnderCurve: PredictionMetric {
  package static let word = "auc"

  package init() {}

  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { 0...1 }
  package var label: String? { "AUC" }

  package func value(of predictions: Predictions) throws(MetricError) -> Double? {
    try predictions.requireNumbers(.areaUnderCurve)
    let scores = predictions.logits
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    return predictions.area(order: order[...])
  }
}

extension Metric {
  package static let areaUnderCurve = Metric(AreaUnderCurve())
}

extension Predictions {
  /// The area over rows given in ascending order of score; nil where they are of one class.
  func area(order: ArraySlice<Int>) -> Double? {
    var positives = 0
    var negatives = 0
    var twiceWins = 0
    var first = order.startIndex
    while first < order.endIndex {
      var last = first
      var positive = 0
      while last < order.endIndex, logits[order[last]] == logits[order[first]] {
        if labels[order[last]] { positive += 1 }
        last += 1
      }
      let negative = last - first - positive
      twiceWins += positive * (2 * negatives + negative)
      positives += positive
      negatives += negative
      first = last
    }
    guard positives > 0, negatives > 0 else { return nil }
    return Double(twiceWins) / (2 * Double(positives) * Double(negatives))
  }
}
