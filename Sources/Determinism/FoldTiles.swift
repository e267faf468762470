import Synchronization

/// Values of tiles, computed on up to `Workers.count` threads and put together in index order as
/// they come: what `mapTiles` and a loop over its results give, without holding all results at once.
///
/// About as many values are alive as there are workers. Workers for whom there is no tile are kept
/// for the loops inside.
///
/// - Returns: nil where there is no tile.
public func foldTiles<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result,
  _ combine: @Sendable (_ sum: inout Result, _ next: Result) -> Void
) -> Result? {
  let whole = Guarded<Result?>(nil)
  takeTurns(count, among: Workers.count, body) { _, next in
    whole.withLock { whole in
      // Taken out, so that the sum is changed in place.
      guard var sum = whole.take() else { return whole = next }
      combine(&sum, next)
      whole = sum
    }
  }
  return whole.withLock { $0 }
}

/// Runs `body` once for each index below `count` as `forEachTile` does, and hands what it gives to
/// `inTurn`, one after the other in index order: that may write what all tiles share.
///
/// Whoever brings the value that is next hands it over, and those behind it that are waiting; nobody
/// waits for another.
public func forEachTile<Value: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Value, inTurn: @Sendable (Int, Value) -> Void
) {
  takeTurns(count, among: min(Workers.count, count), body, inTurn)
}

private func takeTurns<Value: Sendable>(
  _ count: Int, among workers: Int, _ body: @Sendable (Int) -> Value,
  _ inTurn: @Sendable (Int, Value) -> Void
) {
  let turns = Guarded(Turns<Value>())
  shareTiles(count, among: workers) { index in
    let value = body(index)
    turns.withLock { $0.waiting[index] = value }
    while let (index, value) = turns.withLock({ $0.take() }) {
      inTurn(index, value)
      turns.withLock { $0.advance() }
    }
  }
}

private struct Turns<Value: Sendable>: Sendable {
  /// Values that came before their turn.
  var waiting: [Int: Value] = [:]
  private var next = 0
  private var isBusy = false

  /// The value whose turn it is; nil where it is not there or somebody is at it.
  mutating func take() -> (index: Int, value: Value)? {
    guard !isBusy, let value = waiting.removeValue(forKey: next) else { return nil }
    isBusy = true
    return (next, value)
  }

  mutating func advance() {
    next += 1
    isBusy = false
  }
}
