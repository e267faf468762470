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

  /// Whether a loop that this thread begins now may get help. No result may depend on it.
  public static var areFree: Bool { Crew.place.map(\.crew.hasFree) ?? (count > 1) }
}

/// Runs `body` once for each index below `count`, on up to `Workers.count` threads.
///
/// The caller cuts the work into tiles by shape alone; which worker takes which tile is left to
/// chance, so a tile may write only what no other tile touches, and sums over tiles are added
/// afterwards, in index order. The tiles of a loop inside a tile are taken by the tile's own thread
/// and by workers that have nothing else to do.
public func forEachTile(_ count: Int, _ body: @Sendable (Int) -> Void) {
  shareTiles(count, among: min(Workers.count, count), body)
}

/// One value for each tile, in index order, computed on up to `Workers.count` threads. The tiles are
/// parts of some size: workers for whom there is none are kept for the loops inside.
public func mapTiles<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let results = Guarded<[Result?]>(Array(repeating: nil, count: count))
  shareTiles(count, among: Workers.count) { index in
    let result = body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.compactMap { $0 } }
}

/// One value for each tile of `size` indices from 0 on, in index order; the last one ends at `count`.
public func mapTiles<Result: Sendable>(
  of size: Int, below count: Int, _ body: @Sendable (Range<Int>) -> Result
) -> [Result] {
  mapTiles((count + size - 1) / size) { body($0 * size..<min(count, ($0 + 1) * size)) }
}

/// `forEachTile`, and where this thread is in no loop yet, with so many workers.
func shareTiles(_ count: Int, among workers: Int, _ body: @Sendable (Int) -> Void) {
  guard count > 0 else { return }
  if let place = Crew.place {
    if count > 1, place.crew.hasFree { return place.crew.share(count, below: place.loop, body) }
  } else if workers > 1 {
    return Crew.run(count, workers: workers, body)
  }
  for index in 0..<count { body(index) }
}
