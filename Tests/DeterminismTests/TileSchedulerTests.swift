import Determinism
import Foundation
import Synchronization
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

  @Test(
    "loops inside tiles, and inside theirs, are worked through once, whatever the number of workers",
    arguments: [1, 2, 3, 5, 16])
  func nested(workers: Int) {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    for outer in [1, 2, 3, 8] {
      for _ in 0..<20 {
        let board = Board(outer * 20 * 10)
        let sums = mapTiles(outer) { tile in
          forEachTile(20) { inner in
            forEachTile(10) { board.places[(tile * 20 + inner) * 10 + $0] += inner + $0 }
          }
          // What the inner loop wrote, on whatever threads, is there when it is over.
          return (0..<200).reduce(0) { $0 + board.places[tile * 200 + $1] }
        }
        #expect(sums == Array(repeating: 20 * 45 + 10 * 190, count: outer))
      }
    }
  }

  @Test(
    "a worker without a tile takes those of a loop inside another worker's tile",
    .enabled(if: Processors().usable > 1, "one processor"))
  func helping() {
    let before = Workers.count
    defer { Workers.count = before }
    // An inner tile waits a while for the other one: both meet only if they run at the same time. Where other
    // programs keep the processors busy, that takes many tries.
    let last = ContinuousClock.now + .seconds(90)
    let met = Atomic<Int>(0)
    while met.load(ordering: .acquiring) < 2, ContinuousClock.now < last {
      // Other tests set it, too.
      Workers.count = 2
      met.store(0, ordering: .releasing)
      _ = mapTiles(1) { _ in
        let begun = Atomic<Int>(0)
        for _ in 0..<10 where met.load(ordering: .acquiring) < 2 {
          met.store(0, ordering: .releasing)
          begun.store(0, ordering: .releasing)
          forEachTile(2) { _ in
            begun.add(1, ordering: .acquiringAndReleasing)
            let end = ContinuousClock.now + .milliseconds(20)
            while begun.load(ordering: .acquiring) < 2, ContinuousClock.now < end {}
            if begun.load(ordering: .acquiring) == 2 {
              met.add(1, ordering: .acquiringAndReleasing)
            }
          }
        }
      }
    }
    #expect(met.load(ordering: .acquiring) == 2)
  }

  @Test("a worker that waits begins nothing but parts of what it waits for")
  func waiting() {
    let before = Workers.count
    Workers.count = 3
    defer { Workers.count = before }
    // Deeper than one loop of the kind on a thread would mean that a large tile was begun meanwhile.
    let depths = Guarded<[ObjectIdentifier: Int]>([:])
    let deepest = Guarded(0)
    for _ in 0..<20 {
      forEachTile(12) { _ in
        let thread = ObjectIdentifier(Thread.current)
        let depth = depths.withLock { depths in
          depths[thread, default: 0] += 1
          return depths[thread, default: 0]
        }
        deepest.withLock { $0 = max($0, depth) }
        forEachTile(30) { inner in
          for _ in 0..<inner * 200 { _ = Workers.count }
        }
        depths.withLock { $0[thread, default: 0] -= 1 }
      }
    }
    #expect(deepest.withLock { $0 } == 1)
  }

  @Test("values take their turns in index order, whoever is first", arguments: [1, 2, 5])
  func turns(workers: Int) {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    for round in 0..<50 {
      let seen = Guarded<[Int]>([])
      forEachTile(40) { tile in
        tile + (0..<(40 - tile) * round * 10).reduce(0, &+) * 0
      } inTurn: { index, value in
        seen.withLock { $0 += [index, value] }
      }
      #expect(seen.withLock { $0 } == (0..<40).flatMap { [$0, $0] })
    }
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
    #expect(mapTiles(of: 4, below: 10, { $0 }) == [0..<4, 4..<8, 8..<10])
    #expect(mapTiles(of: 5, below: 10, { $0 }) == [0..<5, 5..<10])
    #expect(mapTiles(of: 5, below: 0, { $0 }) == [])
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
