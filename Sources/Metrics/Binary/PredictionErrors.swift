// How far predictions lie from what was observed: ratings, or probabilities from labels of 0 and 1.

/// A mean over the rows' errors.
private protocol ErrorMetric: PredictionMetric {
  /// The mean of one row's error or more.
  static func mean(_ errors: [Double]) -> Double
}

extension ErrorMetric {
  package static var isAlwaysDefined: Bool { true }
  package static var measuresRatings: Bool { true }
  package var direction: MetricDirection { .down }
  package var range: ClosedRange<Double> { 0...Double.greatestFiniteMagnitude }
  package var label: String? { Self.word.uppercased() }

  package func value(of predictions: Predictions) throws(MetricError) -> Double? {
    try predictions.requireNumbers(Metric(self))
    let errors = predictions.errors
    return errors.isEmpty ? nil : Self.mean(errors)
  }
}

/// `mae`: mean absolute error, `mean(|p − y|)`. Not defined without rows.
package struct MeanAbsoluteError: ErrorMetric {
  package static let word = "mae"
  package init() {}

  static func mean(_ errors: [Double]) -> Double {
    errors.reduce(0) { $0 + abs($1) } / Double(errors.count)
  }
}

/// `rmse`: root of the mean squared error, `√mean((p − y)²)`. Not defined without rows.
package struct RootMeanSquareError: ErrorMetric {
  package static let word = "rmse"
  package init() {}

  static func mean(_ errors: [Double]) -> Double {
    (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
  }
}

extension Predictions {
  /// What each row is predicted too high: `[rows]`.
  fileprivate var errors: [Double] {
    if let ratings { return zip(logits, ratings).map { $0 - $1 } }
    return zip(probabilities, labels).map { $0 - ($1 ? 1 : 0) }
  }
}
