import Experiments
internal import Metrics
import Suites

/// Progress of one cell on standard error: a line that redraws itself on a terminal, elsewhere a
/// line for every tenth of the way, and one every five minutes where tenths take longer.
struct ProgressPrinter {
  private let cell: String
  private let events: String
  private let redraws: Bool
  private let clock = ContinuousClock()
  private var printed: ContinuousClock.Instant
  private var tenth = 0
  private var metrics = ""
  private var kept = ""
  private var earlier = 0.0
  private var isDrawn = false
  private var first: (step: Int, time: ContinuousClock.Instant)?

  /// A printer for a cell.
  ///
  /// - Parameters:
  ///   - events: what is counted: `tokens`, or `rows` of a click table.
  ///   - redraws: whether standard error is a terminal that can redraw a line.
  init(cell: String, events: String = "tokens", redraws: Bool = Console.drawsProgress) {
    self.cell = cell
    self.events = events
    self.redraws = redraws
    printed = clock.now
  }

  /// Shows what happened, where it is worth a line.
  mutating func show(_ progress: RunProgress) {
    switch progress {
    case .began(let steps, let at, let seconds):
      first = (at, clock.now)
      earlier = seconds
      tenth = 10 * at / max(1, steps)
      if at > 0 { line("\(cell): going on at step \(at) of \(steps)") }
    case .trained(let step, let steps, let epoch, let loss, let speed):
      let left = first.flatMap { first in
        Self.timeLeft(
          step: step, of: steps, from: first.step,
          after: (clock.now - first.time) / .seconds(1))
      }
      // A narrow terminal shows the beginning.
      let text =
        "\(cell): \(100 * step / max(1, steps)) %\(left.map { ", \($0) left" } ?? ""), "
        + "step \(step)/\(steps), epoch \(epoch), loss \(rounded(loss, 4)), "
        + "\(Int(nearest: speed.rounded(.down))) \(events)/s\(metrics)"
        + (redraws ? "" : ", \(elapsed) so far\(kept)")
      let isDue = clock.now - printed > .seconds(redraws ? 0.2 : 300)
      guard isDue || (!redraws && 10 * step / max(1, steps) > tenth) else { return }
      tenth = 10 * step / max(1, steps)
      redraws ? redraw(text) : line(text)
    case .epoch(let point):
      guard !point.metrics.isEmpty else { return }
      metrics = ", " + words(point.metrics)
    case .checkpoint(let step): kept = ", checkpoint at step \(step)"
    case .note(let sentence): line("repro: \(sentence)")
    case .madeBy(let maker): line("\(cell): made elsewhere, by \(maker.words)")
    case .took, .waited: break
    }
  }

  /// What the training has taken, what it took before an interruption included.
  private var elapsed: String {
    let now = first.map { (clock.now - $0.time) / .seconds(1) } ?? 0
    return durationWords((earlier + now).rounded())
  }

  /// `2 h 3 min`: how long the steps that are left take at the pace so far; nil before there is one.
  ///
  /// - Parameters:
  ///   - from: the step that this process began at.
  ///   - after: seconds since then.
  static func timeLeft(step: Int, of steps: Int, from: Int, after seconds: Double) -> String? {
    guard step > from, steps >= step, seconds > 0 else { return nil }
    return durationWords((seconds / Double(step - from) * Double(steps - step)).rounded())
  }

  /// Ends the cell's progress with a last line.
  mutating func end(_ text: String) { line("\(cell): \(text)") }

  private mutating func line(_ text: String) {
    if isDrawn { Console.redraw("") }
    isDrawn = false
    Console.complain(text)
    printed = clock.now
  }

  private mutating func redraw(_ text: String) {
    Console.redraw(text)
    isDrawn = true
    printed = clock.now
  }
}

extension RunTask {
  /// What its training counts: `tokens`, or `rows` of a click table.
  var events: String {
    click == nil ? "tokens" : "rows"
  }
}

/// The first of the metrics that a task names and has, where it names many.
func words<Dataset>(_ metrics: [Metric: Double], of task: RunTask<Dataset>) -> String {
  let names = task.metrics
  guard names.count > 12 else { return words(metrics) }
  let first = names.lazy.compactMap { name in
    metrics[name].map { "\(name) \(rounded($0, 4))" }
  }.prefix(4)
  return first.joined(separator: ", ") + " and \(max(0, metrics.count - first.count)) more"
}

/// Metrics in order of their names, four digits each.
func words(_ metrics: [Metric: Double]) -> String {
  metrics.sorted { $0.key < $1.key }.map { "\($0.key) \(rounded($0.value, 4))" }
    .joined(separator: ", ")
}

/// A number with a fixed count of decimals, in no locale.
func rounded(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let digits = String(Int(nearest: abs(value) * scale))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && padded.contains { $0 != "0" } ? "-" : ""
  guard decimals > 0 else { return sign + padded }
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}
