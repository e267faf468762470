import Experiments
import Foundation
internal import Metrics
import Suites

/// What happens to cells, as lines of JSON in a file that others read: `--events`.
///
/// Lines are added one by one, so that the file may be a pipe, and may be followed while it grows. A
/// step gets a line at most once a second; the rest a line each.
final class EventLog {
  /// One line. What does not belong to an event is absent.
  private struct Line: Encodable {
    var event: String
    var cell: String
    /// Seconds since 1970.
    var time: Double
    var step: Int?
    var steps: Int?
    var epoch: Int?
    var loss: Double?
    /// Events trained on a second.
    var rate: Double?
    /// Seconds that the training has taken, those before an interruption included.
    var elapsed: Double?
    var metrics: [Metric: Double]?
    var state: String?
    var text: String?
  }

  private let path: String
  private var isBroken = false
  private let clock = ContinuousClock()
  private var shown: ContinuousClock.Instant?
  private var began: ContinuousClock.Instant
  private var earlier = 0.0

  /// A log that adds to a file, made where there is none.
  ///
  /// - Throws: `StorageError` where it cannot be written.
  init(_ path: String) throws(StorageError) {
    self.path = path
    began = clock.now
    try appendNamed(Data(), to: path)
  }

  /// Notes what a training tells.
  func note(_ progress: RunProgress, of cell: String) {
    switch progress {
    case .began(let steps, let step, let earlier):
      began = clock.now
      shown = nil
      self.earlier = earlier
      write(line("begin", cell) { ($0.step, $0.steps) = (step, steps) })
    // It has said by a note that it waits.
    case .waited: break
    case .trained(let step, let steps, let epoch, let loss, let rate):
      let now = clock.now
      if let shown, now - shown < .seconds(1), step < steps { return }
      shown = now
      write(
        line("step", cell) {
          ($0.step, $0.steps, $0.epoch, $0.loss, $0.rate) = (step, steps, epoch, loss, rate)
        })
    case .epoch(let point):
      write(
        line("epoch", cell) {
          ($0.epoch, $0.loss, $0.metrics) = (point.epoch, point.loss, point.metrics)
        })
    case .checkpoint(let step): write(line("checkpoint", cell) { $0.step = step })
    case .note(let text): write(line("note", cell) { $0.text = text })
    case .madeBy(let maker): write(line("made-by", cell) { $0.text = maker.words })
    case .took(let phase):
      write(line("phase", cell) { $0.text = "\(phase.name): \(rounded(phase.seconds, 1)) s" })
    }
  }

  /// Notes what came of a cell.
  func end(_ cell: String, _ outcome: Outcome) {
    switch outcome {
    case .finished(let result): end(cell, state: "finished", metrics: result.metrics)
    case .diverged: end(cell, state: "diverged")
    case .failed: end(cell, state: "failed")
    }
  }

  /// Notes how a cell ended: `finished`, `diverged`, `failed` or `stopped`.
  func end(_ cell: String, state: String, metrics: [Metric: Double]? = nil) {
    write(line("end", cell) { ($0.state, $0.metrics) = (state, metrics) })
  }

  private func line(_ event: String, _ cell: String, _ change: (inout Line) -> Void) -> Line {
    let elapsed = earlier + (clock.now - began) / .seconds(1)
    var line = Line(
      event: event, cell: cell, time: Date().timeIntervalSince1970, elapsed: elapsed)
    change(&line)
    return line
  }

  /// A log that cannot be written any more costs no training; it is said once.
  private func write(_ line: Line) {
    guard !isBroken else { return }
    do {
      let text = ForeignText.json(try CanonicalJSON.compact(line)) + "\n"
      try appendNamed(Data(text.utf8), to: path)
    } catch {
      isBroken = true
      Console.complain("repro: \(sentence(of: error)) No further events are logged.")
    }
  }
}
