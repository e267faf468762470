import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM as something that work asks about, so that it can write a checkpoint first.
///
/// While nothing asks (a download, a report), and at the second signal, the tool leaves at once.
final class Interruption: Sendable {
  private let signal = Atomic<Int32>(0)
  private let answered = Atomic<Bool>(false)
  // Written once here and never read: it keeps the sources alive.
  nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []

  /// Begins to listen.
  init() {
    sources = [SIGINT, SIGTERM].map { number in
      Foundation.signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [weak self] in self?.received(number) }
      source.activate()
      return source
    }
  }

  /// Whether to stop.
  var isAsked: Bool { signal.load(ordering: .relaxed) != 0 }

  /// How to leave after stopping.
  var ending: Ending {
    signal.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted
  }

  /// Does work that asks `isAsked` often, and writes what it must keep before it stops.
  func answering<R>(_ work: () throws -> R) rethrows -> R {
    answered.store(true, ordering: .relaxed)
    defer { answered.store(false, ordering: .relaxed) }
    return try work()
  }

  private func received(_ number: Int32) {
    let before = signal.exchange(number, ordering: .relaxed)
    if before != 0 || !answered.load(ordering: .relaxed) { exit(ending.rawValue) }
    Console.complain("repro: stopping after a checkpoint; once more leaves at once.")
  }
}
