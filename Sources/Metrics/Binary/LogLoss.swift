internal import Foundation

/// `logloss`: mean negative log-likelihood of the labels, natural logarithm, from logits and without a
/// cut: `mean(ln(1 + e^x) − y·x)`. Not defined without rows.
package struct LogLoss: PredictionMetric {
  package static let word = "logloss"
  package static let isAlwaysDefined = true

  package init() {}

  package var direction: MetricDirection { .down }
  package var range: ClosedRange<Double> { 0...Double.greatestFiniteMagnitude }
  package var label: String? { "log loss" }

  package func value(of predictions: Predictions) throws(MetricError) -> Double? {
    let (logits, labels) = (predictions.logits, predictions.labels)
    guard !labels.isEmpty else { return nil }
    var sum = 0.0
    for row in labels.indices {
      let x = logits[row]
      guard x.isFinite else {
        throw MetricError(metric: .logLoss, reason: "met \(x) for a logit, in row \(row)")
      }
      // ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), which never overflows.
      sum += max(x, 0) + log1p(exp(-abs(x))) - (labels[row] ? x : 0)
    }
    return sum / Double(labels.count)
  }
}

extension Metric {
  package static let logLoss = Metric(LogLoss())
}
