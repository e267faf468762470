public import Suites

/// One trained model: its layers N (H in the paper of 2025), its width d, the events D it was trained on,
/// all positive, and the metric P, or the loss L, that it measured.
public typealias ScalingCell = LawFitResult.Point

extension ScalingCell {
  /// Parameters outside the embeddings, `12·layers·width²`: Kaplan et al. 2020, table 1, for a
  /// feed-forward part four times as wide as the model.
  public var parameters: Double { 12 * layers * width * width }
}

/// The results that one law is fitted to: one data set, one metric.
public struct ScalingGrid: Codable, Hashable, Sendable {
  /// What is measured.
  public enum Measure: String, Codable, Hashable, Sendable {
    /// Larger is better, at most 1: a hit rate, a discounted gain.
    case gain
    /// Smaller is better: a loss.
    case loss
  }
  /// Which panel this is, for messages and tables.
  public var name: String
  /// What is measured.
  public var measure: Measure
  /// The models, in the order given.
  public var cells: [ScalingCell]

  /// The results that one law is fitted to.
  ///
  /// - Throws: ``FitError`` where a size is not positive or a value is not finite, naming the cell.
  public init(name: String, measure: Measure, cells: [ScalingCell]) throws(FitError) {
    for (index, cell) in cells.enumerated() {
      for (what, number) in [
        ("layers", cell.layers), ("width", cell.width), ("tokens", cell.tokens),
      ] where !(number > 0 && number.isFinite) {
        throw FitError(
          subject: name, place: "cell \(index + 1)",
          reason: "\(what) must be positive, not \(number)")
      }
      guard cell.value.isFinite else {
        throw FitError(
          subject: name, place: "cell \(index + 1)", reason: "the value must be a finite number")
      }
    }
    self.name = name
    self.measure = measure
    self.cells = cells
  }

  /// The measured values, in order.
  public var values: [Double] { cells.map(\.value) }
  /// The distinct depths, ascending.
  public var layers: [Double] { distinct(\.layers) }
  /// The distinct widths, ascending.
  public var widths: [Double] { distinct(\.width) }
  /// The distinct data sizes, ascending.
  public var tokens: [Double] { distinct(\.tokens) }

  private func distinct(_ size: (ScalingCell) -> Double) -> [Double] { cells.map(size).distinct }

  /// The cells at these places.
  func selecting(_ indices: [Int]) -> ScalingGrid {
    var part = self
    part.cells = indices.map { cells[$0] }
    return part
  }
}
