/// Errors of a fit, on its own points and on points that it has not seen.
package enum FitErrorMetric: String, CaseIterable, FitMetric {
  /// Root mean square on its own points.
  case rootMeanSquare = "rmse"
  /// Mean absolute error on its own points.
  case meanAbsolute = "mae"
  /// Root mean square, one cell left out at a time.
  case withoutCell = "loo"
  /// Root mean square, one depth left out at a time.
  case withoutDepth = "loo-depth"
  /// Root mean square, one width left out at a time.
  case withoutWidth = "loo-width"
  /// Root mean square, one data size left out at a time.
  case withoutData = "loo-data"
  /// Root mean square on the largest models, predicted from the others.
  case largest

  package static var words: [String] { allCases.map(\.rawValue) }
  package init?(word: String, number: Int?) { self.init(rawValue: word) }
  package var word: String { rawValue }
  package var direction: MetricDirection { .down }
}
