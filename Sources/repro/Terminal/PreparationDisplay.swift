import Datasets
import Foundation
import Suites

/// Shows how far the preparation of a click table is, on standard error: a bar that is redrawn where
/// that is a terminal, else a line for each step and every 30 seconds.
final class PreparationDisplay {
  private let draws: Bool
  private var step: ClickTableProgress.Step?
  private var told = Date.distantPast
  private var began = Date.now
  private var isLineOpen = false

  init(draws: Bool = Console.drawsProgress) { self.draws = draws }

  /// Takes the state of a preparation.
  func show(_ dataset: String, _ progress: ClickTableProgress) {
    let isNew = progress.step != step
    if isNew {
      step = progress.step
      began = .now
    }
    let isLast = progress.step == .encoding && progress.rows == progress.total
    let pause = draws ? 0.2 : 30
    guard isNew || isLast || Date.now.timeIntervalSince(told) >= pause else { return }
    told = .now
    let text = Self.words(dataset, progress, seconds: told.timeIntervalSince(began))
    guard draws else { return Console.complain(text) }
    if isNew, isLineOpen { Console.complain("") }
    Console.redraw(text, ends: isLast)
    isLineOpen = !isLast
  }

  /// `criteo: encoding [#######...] 61.2 of 137.1 thousand rows, 812,000 rows/s`
  static func words(_ dataset: String, _ progress: ClickTableProgress, seconds: Double) -> String {
    var text = "\(dataset): \(progress.step.rawValue)"
    if let total = progress.total, total > 0, progress.step == .encoding {
      let filled = min(20, 20 * progress.rows / total)
      text +=
        " [\(String(repeating: "#", count: filled))\(String(repeating: ".", count: 20 - filled))]"
        + " \(progress.rows) of \(total) rows"
    } else if progress.rows > 0 {
      text += " \(progress.rows) rows"
    }
    guard seconds > 0.5, progress.rows > 0 else { return text }
    return text + ", \(Int(nearest: (Double(progress.rows) / seconds).rounded(.down))) rows/s"
  }
}
