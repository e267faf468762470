import Synchronization

/// Values of tiles, computed on up to `Workers.count` threads and put together in index order as
/// they come: what `mapTiles` and a loop over its results give, without holding all results at once.
///
/// Whoever brings the value that is next puts it in, and those behind it that are waiting; nobody
/// waits for another. About as many values are alive as there are workers.
///
/// - Returns: nil where there is no tile.
public func foldTiles<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result,
  _ combine: @Sendable (_ sum: inout Result, _ next: Result) -> Void
) -> Result? {
  let fold = Mutex(Fold<Result>())
  forEachTile(count) { index in
    let value = body(index)
    fold.withLock { $0.waiting[index] = value }
    while let (begun, next) = fold.withLock({ $0.take() }) {
      let sum: Result
      if var grown = begun {
        combine(&grown, next)
        sum = grown
      } else {
        sum = next
      }
      fold.withLock { $0.put(sum) }
    }
  }
  return fold.withLock { $0.sum }
}

private struct Fold<Value: Sendable>: Sendable {
  /// Values that came before their turn.
  var waiting: [Int: Value] = [:]
  /// Values below `next`, put together; nil before the first, and while somebody works on it.
  var sum: Value?
  private var next = 0
  private var isBusy = false

  /// What can be put together now, nil where nothing can or somebody is at it. The sum is handed
  /// over, so that it is changed in place.
  mutating func take() -> (sum: Value?, next: Value)? {
    guard !isBusy, let value = waiting.removeValue(forKey: next) else { return nil }
    isBusy = true
    return (sum.take(), value)
  }

  mutating func put(_ value: Value) {
    sum = value
    next += 1
    isBusy = false
  }
}
