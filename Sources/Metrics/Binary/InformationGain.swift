internal import Determinism

/// `rig`: share of the base rate's entropy that a model explains: `1 − logLoss / H(base)`, with
/// `H(b) = −b·ln b − (1 − b)·ln(1 − b)`. 0 for a model that always says the base rate, below 0 for
/// a worse one, 1 for a perfect one. Not defined on rows of one class, where there is nothing to
/// explain.
package struct InformationGain: PredictionMetric {
  package static let word = "rig"

  package init() {}

  package var direction: MetricDirection { .up }
  package var range: ClosedRange<Double> { -Double.greatestFiniteMagnitude...1 }
  package var label: String? { "RIG" }

  package func value(of predictions: Predictions) throws(MetricError) -> Double? {
    guard let loss = try LogLoss().value(of: predictions) else { return nil }
    let base = predictions.baseRate
    guard base > 0, base < 1 else { return nil }
    return 1 - loss / (-base * portableLog(base) - (1 - base) * portableLog(1 - base))
  }
}
