import Determinism
import Testing

/// What `make sanitize` runs under the thread sanitizer.
@Suite(.serialized) struct TileSchedulerTests {
  /// Numbers that tiles write side by side, as kernels do.
  ///
  /// `@unchecked Sendable` because each tile writes places of its own.
  private final class Board: @unchecked Sendable {
    let places: UnsafeMutableBufferPointer<Int>
    init(_ count: Int) {
      places = .allocate(capacity: count)
      places.initialize(repeating: 0)
    }
    deinit { places.deallocate() }
  }

  @Test(
    "every tile is worked on once, whatever the number of workers", arguments: [1, 2, 3, 5, 16])
  func once(workers: Int) {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    for count in [0, 1, 2, 7, 64, 1000] {
      let board = Board(8 * count)
      forEachTile(count) { tile in
        for place in 8 * tile..<8 * tile + 8 { board.places[place] += tile + place }
      }
      for place in 0..<8 * count { #expect(board.places[place] == place / 8 + place) }
    }
  }

  @Test("a loop inside a tile runs on the tile's own thread, in order")
  func nested() {
    let before = Workers.count
    Workers.count = 4
    defer { Workers.count = before }
    let board = Board(32)
    forEachTile(32) { outer in
      forEachTile(100) { inner in
        // Any other order, or two at once, gives another number.
        board.places[outer] = board.places[outer] &* 31 &+ inner
      }
    }
    let expected: Int = (0..<100).reduce(0 as Int) { $0 &* 31 &+ $1 }
    for outer in 0..<32 { #expect(board.places[outer] == expected) }
  }

  @Test("results of tiles come back in index order")
  func order() {
    let before = Workers.count
    Workers.count = 5
    defer { Workers.count = before }
    for _ in 0..<50 {
      let lists = mapTiles(40) { tile in (0..<tile).map { $0 * tile } }
      #expect(lists == (0..<40).map { tile in (0..<tile).map { $0 * tile } })
    }
  }

  @Test("values are put together in index order, whoever is first", arguments: [1, 2, 5])
  func folded(workers: Int) {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    for round in 0..<50 {
      // Later tiles are quicker, so that values come out of turn.
      let words = foldTiles(40) { tile in
        ["\(tile + (0..<(40 - tile) * round * 10).reduce(0, &+) * 0)"]
      } _: {
        $0 += $1
      }
      #expect(words == (0..<40).map(String.init))
    }
    #expect(foldTiles(0, { $0 }, +=) == nil)
  }

  @Test("loops started from several threads at once do not mix")
  func concurrent() async {
    let sums = await withTaskGroup(of: [Int].self) { group in
      for task in 0..<6 { group.addTask { mapTiles(100) { $0 * task } } }
      return await group.reduce(into: 0) { $0 += $1.reduce(0, +) }
    }
    #expect(sums == (0..<6).reduce(0) { $0 + $1 * 4950 })
  }
}
