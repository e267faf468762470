import Dispatch
import Synchronization

/// How many workers share the tiles of one loop. Changes speed, never a result.
public enum Workers {
  private static let chosen = Atomic<Int>(0)

  /// Workers in use: what was set, else one for each processor that this process may use.
  public static var count: Int {
    get {
      let set = chosen.load(ordering: .relaxed)
      return set > 0 ? set : available
    }
    set {
      precondition(newValue > 0, "At least one worker is needed, not \(newValue).")
      chosen.store(newValue, ordering: .relaxed)
    }
  }

  /// Processors that this process may use, by affinity and quota.
  public static let available = Processors().usable

  /// True on a thread that is working through tiles: loops inside it run on that thread alone.
  @TaskLocal static var insideTile = false
}

/// Runs `body` once for each index below `count`, on up to `Workers.count` threads.
///
/// The caller cuts the work into tiles by shape alone; which worker takes which tile is left to
/// chance, so a tile may write only what no other tile touches, and sums over tiles are added
/// afterwards, in index order. A loop inside a tile runs on the tile's own thread.
public func forEachTile(_ count: Int, _ body: @Sendable (Int) -> Void) {
  let workers = min(Workers.count, count)
  guard workers > 1, !Workers.insideTile else {
    for index in 0..<max(0, count) { body(index) }
    return
  }
  let next = Atomic<Int>(0)
  withoutActuallyEscaping(body) { body in
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      Workers.$insideTile.withValue(true) {
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          if index >= count { return }
          body(index)
        }
      }
    }
  }
}

/// One value for each tile, in index order, computed on up to `Workers.count` threads.
public func mapTiles<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  forEachTile(count) { index in
    let result = body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.compactMap { $0 } }
}
