/// `F3.r2`: share of the variance of what was measured that a fit explains.
package struct RSquared: SingleWordFamily, FitMetric {
  package static let word = "r2"

  package init() {}
  package init?(word: String, number: Int?) {}

  package var direction: MetricDirection { .up }
  package var digits: Int { 6 }
  package func phrase(of law: String) -> String { "R² of \(law)" }
}
