/// Where a law has its maximum.
package enum FitOptimum: String, CaseIterable, FitMetric {
  /// Depth.
  case layers = "best-layers"
  /// Width.
  case width = "best-width"

  package static var words: [String] { allCases.map(\.rawValue) }
  package init?(word: String, number: Int?) { self.init(rawValue: word) }
  package var word: String { rawValue }
  package var direction: MetricDirection { .none }

  package func phrase(of law: String) -> String {
    switch self {
    case .layers: "Best depth by \(law)"
    case .width: "Best width by \(law)"
    }
  }
}
