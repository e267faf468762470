import Foundation
import Synchronization

/// Signals as something that work asks about, so that it can write a checkpoint first: SIGINT and
/// SIGTERM, and those by which terminals and batch systems announce the end, SIGHUP, SIGUSR1 and
/// SIGXCPU.
///
/// While nothing asks (a download, a table being prepared), and at the second signal, the tool leaves
/// at once, by `_exit`: other threads may be inside a library that `exit` would take down under them.
/// The state is the process's, as signals are.
enum Interruption {
  /// What the work at hand does about a first signal.
  private enum Stance: Int32 {
    /// Nobody asks.
    case none = 0
    /// Work asks often, and writes a checkpoint.
    case asking
    /// Files are being written: soon done, and then it is asked.
    case writing
  }

  /// What a signal leads to.
  enum Reaction { case stop, leave, nothing }

  /// Signals that are listened to.
  static let signals = [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU]

  private static let received = Atomic<Int32>(0)
  private static let stance = Atomic<Int32>(Stance.none.rawValue)

  /// Begins to listen. A SIGHUP that was ignored before (`nohup`) stays so.
  static func listen() {
    // Everything the handler reads is made here, not in it.
    received.store(0, ordering: .relaxed)
    stance.store(Stance.none.rawValue, ordering: .relaxed)
    for number in signals where number != SIGHUP || !ignores(SIGHUP) { signal(number, handle) }
    // A reader that went away is told by write(2); a handler, unlike SIG_IGN, is not inherited.
    signal(SIGPIPE) { _ in }
  }

  /// Runs on any thread, between any two instructions: no allocation, no lock.
  private static let handle: @convention(c) (Int32) -> Void = { number in
    let before = received.compareExchange(expected: 0, desired: number, ordering: .relaxed).original
    let now = stance.load(ordering: .relaxed)
    switch reaction(to: number, after: before, isAwaited: now != Stance.none.rawValue) {
    case .nothing: break
    case .leave: _exit(128 + number)
    case .stop:
      guard now == Stance.asking.rawValue else { break }
      let saved = errno
      _ = write(2, notice.utf8Start, notice.utf8CodeUnitCount)
      errno = saved
    }
  }

  private static let notice: StaticString =
    "repro: stopping after a checkpoint; a second signal ends it at once.\n"

  /// What a signal leads to.
  ///
  /// - Parameters:
  ///   - before: the first signal received before this one; 0 where there was none.
  ///   - isAwaited: whether somebody will ask soon.
  static func reaction(to number: Int32, after before: Int32, isAwaited: Bool) -> Reaction {
    if before == 0 { return isAwaited ? .stop : .leave }
    // A closing terminal hangs up twice, and the system repeats SIGXCPU every second.
    return number == before && (number == SIGHUP || number == SIGXCPU) ? .nothing : .leave
  }

  /// Whether to stop.
  static var isAsked: Bool { received.load(ordering: .relaxed) != 0 }

  /// The number of the first signal; 0 where there was none.
  static var number: Int32 { received.load(ordering: .relaxed) }

  /// Takes a signal for received that another process was sent, unless one was received here.
  static func adopt(_ number: Int32) {
    _ = received.compareExchange(expected: 0, desired: number, ordering: .relaxed)
  }

  /// From here on a first signal is noted and nothing is said: another process is told and answers.
  static func endure() { stance.store(Stance.writing.rawValue, ordering: .relaxed) }

  /// How to leave after stopping.
  static var ending: Ending {
    Ending(rawValue: 128 + received.load(ordering: .relaxed)) ?? .interrupted
  }

  /// Does work that asks `isAsked` often, and writes what it must keep before it stops.
  static func answering<R>(_ work: () throws -> R) rethrows -> R { try taking(.asking, work) }

  /// Does work that writes files and is soon done; a signal that comes meanwhile counts afterwards.
  ///
  /// - Throws: `Ending` after a signal; else what the work throws.
  static func sheltered<R>(_ work: () throws -> R) throws -> R {
    let result = try taking(.writing, work)
    if isAsked { throw ending }
    return result
  }

  private static func taking<R>(_ own: Stance, _ work: () throws -> R) rethrows -> R {
    let before = stance.exchange(own.rawValue, ordering: .relaxed)
    defer { stance.store(before, ordering: .relaxed) }
    return try work()
  }

  /// Whether a signal was set to be ignored by whoever started the tool.
  private static func ignores(_ number: Int32) -> Bool {
    // What it was set to comes back when it is set.
    let before = signal(number, SIG_IGN)
    signal(number, before)
    return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
