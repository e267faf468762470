/// `user-auc`: the plain mean of the areas under the curve within each user, over users who have rows
/// of both classes. Not defined where nobody has, or where rows have no users.
package struct UserArea: PredictionMetric {
  package static let word = "user-auc"
  package static let needsUsers = true

  package init() {}

  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { 0...1 }
  package var label: String? { "AUC within users" }

  package func value(of predictions: Predictions) throws(MetricError) -> Double? {
    guard let users = predictions.users else { return nil }
    try predictions.requireNumbers(Metric(self))
    let scores = predictions.logits
    let order = scores.indices.sorted { (users[$0], scores[$0]) < (users[$1], scores[$1]) }
    var sum = 0.0
    var counted = 0
    var first = 0
    while first < order.count {
      var last = first
      while last < order.count, users[order[last]] == users[order[first]] { last += 1 }
      if let area = predictions.area(order: order[first..<last]) {
        sum += area
        counted += 1
      }
      first = last
    }
    return counted > 0 ? sum / Double(counted) : nil
  }
}
