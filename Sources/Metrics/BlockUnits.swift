/// What each of several interleaved blocks of test rows adds to a metric: jackknife pseudo-values, moved so
/// that their mean is the metric itself. Their spread is that of the test rows, and differences between
/// models are paired by block.
///
/// `n·θ − (n − 1)·θ(without the block)` (Efron and Tibshirani 1993, chapter 11).
package enum BlockUnits {
  /// Blocks that a result holds.
  package static let blocks = 64

  /// The units of a metric that is `whole` on all rows, and so much without each block.
  package static func units(_ whole: Double, without: [Double]) -> [Double] {
    let blocks = without.count
    let values = without.map { Double(blocks) * whole - Double(blocks - 1) * $0 }
    let mean = values.reduce(0, +) / Double(blocks)
    return values.map { $0 + whole - mean }
  }

  /// The units of a mean over rows; nil where rows are fewer than two a block.
  package static func units(ofMean values: [Double]) -> [Double]? {
    guard values.count >= 2 * blocks else { return nil }
    let total = values.reduce(0, +)
    let without = (0..<blocks).map { block in
      let inside = stride(from: block, to: values.count, by: blocks).map { values[$0] }
      return (total - inside.reduce(0, +)) / Double(values.count - inside.count)
    }
    return units(total / Double(values.count), without: without)
  }
}
