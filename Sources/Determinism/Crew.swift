import Dispatch
import Synchronization

/// The threads that work through one loop, and through the loops that its tiles open: whoever has no
/// tile left takes one of those.
///
/// A thread that waits for the last tiles of its own loop takes tiles of loops below that one alone.
/// So whoever waits, waits for work that somebody is at, and nobody begins something large meanwhile.
final class Crew: Sendable {
  /// What a thread is at.
  struct Place: Sendable {
    let crew: Crew
    let loop: TileLoop
  }

  /// Where this thread stands; nil outside of all loops.
  @TaskLocal static var place: Place?

  private struct Sleeper {
    let awaited: TileLoop
    let alarm: DispatchSemaphore
  }

  private struct Board {
    /// Loops of which a tile may be left, the oldest first.
    var open: [TileLoop] = []
    var sleepers: [Sleeper] = []
  }

  private let board = Guarded(Board())
  private let opened = Atomic<Int>(0)
  private let free = Atomic<Int>(0)
  /// Nanoseconds that a thread looks out for work before it sleeps: about what waking it takes.
  private static let patience: UInt64 = 50_000

  /// Whether somebody is looking for work. Where nobody is, a loop need not be offered.
  var hasFree: Bool { free.load(ordering: .relaxed) > 0 }

  /// Runs a loop on up to `workers` threads, which stay until it is finished.
  static func run(_ count: Int, workers: Int, _ body: @Sendable (Int) -> Void) {
    TileLoop.with(count, below: nil, body) { loop in
      let crew = Crew()
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        crew.work(on: loop)
        crew.stay(until: loop)
      }
    }
  }

  /// Runs a loop that a tile of `parent` has opened, on this thread and on those that are free.
  func share(_ count: Int, below parent: TileLoop, _ body: @Sendable (Int) -> Void) {
    TileLoop.with(count, below: parent, body) { loop in
      offer(loop)
      work(on: loop)
      stay(until: loop)
    }
  }

  /// Takes tiles until none is left. Whoever comes back counts as free, and did so already when the
  /// last tile was finished: a loop that is opened then finds them.
  private func work(on loop: TileLoop) {
    Self.$place.withValue(Place(crew: self, loop: loop)) {
      var taken = loop.take()
      if taken == nil { free.add(1, ordering: .relaxed) }
      while let tile = taken {
        loop.run(tile)
        taken = loop.take()
        if taken == nil { free.add(1, ordering: .relaxed) }
        if loop.finishTile() { wake { $0.awaited === loop } }
      }
    }
    if loop.parent != nil { withdraw(loop) }
  }

  /// Helps below the loop until all of its tiles are finished.
  private func stay(until loop: TileLoop) {
    var asleep = DispatchTime.now().uptimeNanoseconds + Self.patience
    while !loop.isFinished {
      if opened.load(ordering: .acquiring) > 0,
        let other = board.withLock({ Self.offered(below: loop, $0) })
      {
        free.subtract(1, ordering: .relaxed)
        work(on: other)
      } else if DispatchTime.now().uptimeNanoseconds < asleep {
        continue
      } else {
        sleep(until: loop)
      }
      asleep = DispatchTime.now().uptimeNanoseconds + Self.patience
    }
    free.subtract(1, ordering: .relaxed)
  }

  private static func offered(below loop: TileLoop, _ board: borrowing Board) -> TileLoop? {
    board.open.first { !$0.isTaken && $0.isBelow(loop) }
  }

  private func offer(_ loop: TileLoop) {
    board.withLock { $0.open.append(loop) }
    opened.add(1, ordering: .releasing)
    wake(atMost: loop.count - 1) { loop.isBelow($0.awaited) }
  }

  private func withdraw(_ loop: TileLoop) {
    board.withLock { board in
      guard let place = board.open.firstIndex(where: { $0 === loop }) else { return }
      board.open.remove(at: place)
      opened.subtract(1, ordering: .relaxed)
    }
  }

  /// Sleeps until the loop is finished or one below it is offered.
  private func sleep(until loop: TileLoop) {
    let alarm = DispatchSemaphore(value: 0)
    let mustSleep = board.withLock { board in
      // Looked at under the lock: who finishes or offers afterwards finds the sleeper.
      guard !loop.isFinished, Self.offered(below: loop, board) == nil else { return false }
      board.sleepers.append(Sleeper(awaited: loop, alarm: alarm))
      return true
    }
    if mustSleep { alarm.wait() }
  }

  private func wake(atMost most: Int = .max, where isMeant: (Sleeper) -> Bool) {
    let alarms = board.withLock { board in
      var alarms: [DispatchSemaphore] = []
      board.sleepers.removeAll { sleeper in
        guard alarms.count < most, isMeant(sleeper) else { return false }
        alarms.append(sleeper.alarm)
        return true
      }
      return alarms
    }
    for alarm in alarms { alarm.signal() }
  }
}
