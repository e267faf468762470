internal import Determinism

extension AdamStep {
  /// Updates the touched rows of a table alone: the moments of the others do not decay, and no
  /// penalty moves them. A step costs what the batch costs, whatever the table's height.
  ///
  /// - Parameters:
  ///   - penalty: λ of the gradient `g + λ·p`.
  ///   - rows: the rows that there are moments of, and that touched ones are counted from; nil for all.
  ///   - tile: rows that one worker takes at a time. Changes no bit.
  public func updateLazily(
    _ table: inout Tensor, _ touched: TouchedRows, _ m: inout Tensor, _ v: inout Tensor,
    penalty: Real, rows: Range<Int>? = nil, tile: Int = 1 << 10
  ) {
    let width = table.shape.width
    let begin = (rows?.lowerBound ?? 0) * width
    precondition(
      rows.map { $0.count == m.shape.rows && $0.upperBound <= table.shape.rows } ?? true,
      "There are no moments of these rows.")
    precondition(touched.gradients.shape.width == width, "A gradient row has another width.")
    let tiles = (touched.rows.count + tile - 1) / tile
    forEachTile(of: &table, &m, &v, tiles, isPart: rows != nil) { index, p, m, v in
      let first = index * tile
      let count = min(tile, touched.rows.count - first)
      let sums = Tensor(unwritten: [count, width])
      let g = sums.writing
      g.update(from: touched.gradients.reading + first * width, count: count * width)
      for place in 0..<count {
        let (at, g) = (Int(touched.rows[first + place]) * width, g + place * width)
        let p = p + begin + at
        if penalty > 0 { addLanes(p, times: penalty, to: g, width) }
        run(width, p, g, m + at, v + at)
      }
      withExtendedLifetime(sums) {}
    }
  }

  /// Updates all rows of a table by the gradients of a batch's look-ups: as a gradient of the whole
  /// table would, which is never made. Each tile of the table sums its own look-ups, in batch order.
  ///
  /// - Parameters:
  ///   - ids: rows looked up, of each shard.
  ///   - gradients: their gradients, `[look-ups, width]` in any shape, of each shard.
  ///   - penalty: λ of the gradient `g + λ·p`.
  ///   - tile: numbers of the table that one worker takes at a time, about. Changes no bit.
  public func updateDensely(
    _ table: inout Tensor, _ ids: [[Int32]], _ gradients: [Tensor], _ m: inout Tensor,
    _ v: inout Tensor, penalty: Real, tile: Int = 1 << 14
  ) {
    let (height, width) = (table.shape.rows, table.shape.width)
    checkLookups(ids, gradients, width)
    let lookups = SortedLookups(ids, height: height, numbers: tile, width: width)
    forEachTile(of: &table, &m, &v, lookups.tiles) { tile, p, m, v in
      let rows = lookups.rows(of: tile)
      let at = rows.lowerBound * width
      let sums = Tensor(zeros: [rows.count, width])
      let g = sums.writing
      for shard in ids.indices {
        let places = lookups.places(in: tile, shard)
        for index in places.indices {
          let place = places[index]
          if index + rowsAhead < places.endIndex {
            prefetchRow(gradients[shard].reading + Int(places[index + rowsAhead]) * width, width)
          }
          addLanes(
            gradients[shard].reading + Int(place) * width,
            to: g + (Int(ids[shard][Int(place)]) - rows.lowerBound) * width, width)
        }
      }
      if penalty > 0 { addLanes(p + at, times: penalty, to: g, rows.count * width) }
      run(rows.count * width, p + at, g, m + at, v + at)
      withExtendedLifetime(sums) {}
    }
  }
}

/// Look-ups of a batch by the tile of the table they fall into; within a tile in batch order.
struct SortedLookups: Sendable {
  /// Tiles of the table.
  let tiles: Int
  private let height: Int
  /// A tile has 2ˢʰⁱᶠᵗ rows.
  private let shift: Int
  private let shards: Int
  /// Where the look-ups of a tile and shard begin: tiles · shards, and the end.
  private let starts: [Int]
  private let sorted: [Int32]

  /// Sorts by counting.
  ///
  /// - Precondition: every id is below `height`.
  init(_ ids: [[Int32]], height: Int, numbers: Int, width: Int) {
    var shift = 4
    while (2 << shift) * width <= numbers { shift += 1 }
    let tiles = (height + (1 << shift) - 1) >> shift
    let shards = ids.count
    let counts = mapTiles(shards) { [shift] shard in
      var counts = [Int32](repeating: 0, count: tiles)
      for id in ids[shard] {
        precondition(id >= 0 && Int(id) < height, "Row \(id) is outside a table of \(height).")
        counts[Int(id) >> shift] += 1
      }
      return counts
    }
    var starts = [Int](repeating: 0, count: tiles * shards + 1)
    for tile in 0..<tiles {
      for shard in 0..<shards {
        let run = tile * shards + shard
        starts[run + 1] = starts[run] + Int(counts[shard][tile])
      }
    }
    let (all, first) = (starts[tiles * shards], starts)
    sorted = [Int32](unsafeUninitializedCapacity: all) { sorted, count in
      nonisolated(unsafe) let sorted = sorted  // a shard owns its runs
      forEachTile(shards) { [shift] shard in
        var next = (0..<tiles).map { first[$0 * shards + shard] }
        for (place, id) in ids[shard].enumerated() {
          let tile = Int(id) >> shift
          sorted[next[tile]] = Int32(place)
          next[tile] += 1
        }
      }
      count = all
    }
    (self.tiles, self.height, self.shift, self.shards) = (tiles, height, shift, shards)
    self.starts = starts
  }

  /// Rows of the table that a tile holds.
  func rows(of tile: Int) -> Range<Int> { tile << shift..<min(height, (tile + 1) << shift) }

  /// Places in a shard's ids that fall into a tile, in order.
  func places(in tile: Int, _ shard: Int) -> ArraySlice<Int32> {
    let run = tile * shards + shard
    return sorted[starts[run]..<starts[run + 1]]
  }
}
