/// `calibration`: predicted positives over observed positives, `Σp / Σy`. 1 is calibrated in the large.
/// Not defined where no row is positive.
package struct Calibration: PredictionMetric {
  package static let word = "calibration"

  package init() {}

  package var direction: MetricDirection { .towards(1) }
  package var range: ClosedRange<Double> { 0...Double.greatestFiniteMagnitude }

  package func value(of predictions: Predictions) -> Double? {
    let observed = predictions.labels.count { $0 }
    guard observed > 0 else { return nil }
    return predictions.probabilities.reduce(0.0) { $0 + $1 } / Double(observed)
  }
}
