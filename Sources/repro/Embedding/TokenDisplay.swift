import Foundation
import Suites
import Synchronization

/// Shows how many tokens were read, on standard error: a line that is redrawn where that is a terminal,
/// else one every 30 seconds.
final class TokenDisplay: Sendable {
  private struct State {
    var tokens = 0
    var told = Date.now
    var isLineOpen = false
  }

  private let draws: Bool
  private let total: Int
  private let began = Date.now
  private let state = Mutex(State())

  init(total: Int, draws: Bool = Console.drawsProgress) {
    self.total = total
    self.draws = draws
  }

  /// Takes tokens that are done, on any thread.
  func add(_ tokens: Int) {
    state.withLock { state in
      state.tokens += tokens
      guard Date.now.timeIntervalSince(state.told) >= (draws ? 0.2 : 30) else { return }
      state.told = .now
      let rate = Double(state.tokens) / max(1e-3, state.told.timeIntervalSince(began))
      let text = "\(state.tokens) of \(total) tokens, \(Int(nearest: rate)) tokens/s"
      guard draws else { return Console.complain(text) }
      Console.redraw(text)
      state.isLineOpen = true
    }
  }

  /// Leaves the last line as it is.
  func end() {
    state.withLock { if $0.isLineOpen { Console.redraw("\($0.tokens) tokens", ends: true) } }
  }
}
