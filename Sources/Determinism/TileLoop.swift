import Synchronization

/// A loop over tiles that several threads may take from.
final class TileLoop: Sendable {
  /// Number of tiles.
  let count: Int
  /// The loop in one of whose tiles this one was opened.
  let parent: TileLoop?
  /// The body lives as long as `with`, which returns when every tile is finished; nobody calls it
  /// without a tile.
  private nonisolated(unsafe) let body: UnsafePointer<@Sendable (Int) -> Void>
  private let next = Atomic<Int>(0)
  private let unfinished: Atomic<Int>

  private init(
    _ count: Int, below parent: TileLoop?, _ body: UnsafePointer<@Sendable (Int) -> Void>
  ) {
    self.count = count
    self.parent = parent
    self.body = body
    unfinished = Atomic(count)
  }

  /// Lends a loop over `body` to `use`, which returns only when all of its tiles are finished.
  static func with(
    _ count: Int, below parent: TileLoop?, _ body: @Sendable (Int) -> Void,
    _ use: (TileLoop) -> Void
  ) {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { use(TileLoop(count, below: parent, $0)) }
    }
  }

  /// A tile that nobody had, nil where none is left.
  func take() -> Int? {
    let tile = next.add(1, ordering: .relaxed).oldValue
    return tile < count ? tile : nil
  }

  /// Whether every tile was taken.
  var isTaken: Bool { next.load(ordering: .relaxed) >= count }

  /// Works on a tile that was taken. Not inlined, so that the body is let go before the tile is
  /// finished.
  @inline(never)
  func run(_ tile: Int) { body.pointee(tile) }

  /// Counts a tile as finished, with all that it wrote.
  ///
  /// - Returns: whether it was the last.
  func finishTile() -> Bool {
    unfinished.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
  }

  /// Whether all tiles are finished; then what they wrote can be read.
  var isFinished: Bool { unfinished.load(ordering: .acquiring) == 0 }

  /// Whether the loop was opened, directly or not, in a tile of another.
  func isBelow(_ other: TileLoop) -> Bool {
    var loop = parent
    while let above = loop {
      if above === other { return true }
      loop = above.parent
    }
    return false
  }
}
