public import Determinism

/// Rows of one table by field: `[table, width]` at `[rows, fields]` → `[rows, fields · width]`.
///
/// - Precondition: every id is a row of the table.
public func gatherFields(_ table: Tensor, _ ids: [Int32], fields: Int) -> Tensor {
  let (height, width) = (table.shape.rows, table.shape.width)
  precondition(fields > 0 && ids.count.isMultiple(of: fields), "Rows have \(fields) ids each.")
  let result = Tensor(unwritten: [ids.count / fields, fields * width])
  let (x, y) = (table.reading, result.writing)
  for (place, id) in ids.enumerated() {
    precondition(id >= 0 && Int(id) < height, "Row \(id) is outside a table of \(height).")
    copyLanes(x + Int(id) * width, to: y + place * width, width)
  }
  return result
}

@inline(__always) private func copyLanes(
  _ x: UnsafePointer<Real>, to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  forEachLanes(count) {
    y.put(x.lanes($0), $0)
  } rest: { index, remaining in
    for lane in index..<index + remaining { y[lane] = x[lane] }
  }
}

/// Normal numbers by position, in parallel.
///
/// - Parameter tile: numbers that one worker takes at a time. Changes no bit.
public func normalTensor(
  _ shape: Shape, deviation: Double, key: RandomKey, tile: Int = 1 << 14
) -> Tensor {
  let result = Tensor(unwritten: shape)
  nonisolated(unsafe) let y = result.writing  // a tile owns its elements
  let count = shape.count
  forEachTile((count + tile - 1) / tile) { index in
    for place in index * tile..<min(count, (index + 1) * tile) {
      y[place] = Real(deviation * key.normal(place))
    }
  }
  return result
}

/// The gradient of a table in the rows that a batch touched: one sum for each, in batch order.
public struct TouchedRows: Sendable {
  /// Rows of the table, each once; a field's rows in the order of their first occurrence.
  public private(set) var rows: [Int32]
  /// Sum of the gradients of each: `[rows, width]`.
  public private(set) var gradients: Tensor

  /// Sums the gradients of look-ups by the row that was looked up.
  ///
  /// One worker goes through a field, whose rows no other field has, in the order of the batch: the
  /// sums do not depend on the number of workers.
  ///
  /// - Parameters:
  ///   - ids: `[rows, fields]`, of each shard.
  ///   - gradients: `[rows, fields · width]`, of each shard.
  ///   - width: numbers in a row of the table.
  public init(_ ids: [[Int32]], _ gradients: [Tensor], fields: Int, width: Int) {
    precondition(ids.count == gradients.count, "Each shard has ids and gradients.")
    for (ids, gradient) in zip(ids, gradients) {
      precondition(ids.count * width == gradient.count, "\(ids.count) ids: \(gradient.shape).")
    }
    let parts = mapTiles(fields) { field in
      Self.sums(ids, gradients, field: field, of: fields, width: width)
    }
    rows = parts.flatMap(\.rows)
    let all = Tensor(unwritten: [rows.count, width])
    var place = 0
    for part in parts {
      part.sums.withUnsafeBufferPointer { sums in
        guard let start = sums.baseAddress else { return }
        (all.writing + place).update(from: start, count: sums.count)
      }
      place += part.sums.count
    }
    self.gradients = all
  }

  private static func sums(
    _ ids: [[Int32]], _ gradients: [Tensor], field: Int, of fields: Int, width: Int
  ) -> (rows: [Int32], sums: [Real]) {
    let count = ids.reduce(0) { $0 + $1.count / fields }
    var slots = 16
    while slots < 2 * count { slots *= 2 }
    // Open addressing: place + 1 of the row in `rows`, 0 where empty.
    var table = [Int32](repeating: 0, count: slots)
    var rows: [Int32] = []
    var places: [Int32] = []
    rows.reserveCapacity(count)
    places.reserveCapacity(count)
    for shard in ids {
      for index in stride(from: field, to: shard.count, by: fields) {
        let row = shard[index]
        var slot =
          Int(truncatingIfNeeded: UInt64(UInt32(bitPattern: row)) &* 0x9e37_79b9 >> 8)
          & (slots - 1)
        while table[slot] != 0, rows[Int(table[slot]) - 1] != row {
          slot = (slot + 1) & (slots - 1)
        }
        if table[slot] == 0 {
          rows.append(row)
          table[slot] = Int32(rows.count)
        }
        places.append(table[slot] - 1)
      }
    }
    var sums = [Real](repeating: 0, count: rows.count * width)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let y = sums.baseAddress else { return }
      var lookup = 0
      for (shard, gradient) in zip(ids, gradients) {
        for index in stride(from: field, to: shard.count, by: fields) {
          addLanes(gradient.reading + index * width, to: y + Int(places[lookup]) * width, width)
          lookup += 1
        }
      }
    }
    return (rows, sums)
  }
}

extension AdamStep {
  /// Updates the touched rows of a table alone: the moments of the others do not decay, and no
  /// penalty moves them. A step costs what the batch costs, whatever the table's height.
  ///
  /// - Parameters:
  ///   - penalty: λ of the gradient `g + λ·p`.
  ///   - tile: rows that one worker takes at a time. Changes no bit.
  public func updateLazily(
    _ table: inout Tensor, _ touched: TouchedRows, _ m: inout Tensor, _ v: inout Tensor,
    penalty: Real, tile: Int = 1 << 10
  ) {
    update(table: &table, touched, &m, &v, penalty, tile, everyRow: false)
  }

  /// Updates all rows of a table: as a dense gradient would that is 0 where nothing was touched.
  ///
  /// - Parameters:
  ///   - penalty: λ of the gradient `g + λ·p`.
  ///   - tile: rows that one worker takes at a time. Changes no bit.
  public func updateDensely(
    _ table: inout Tensor, _ touched: TouchedRows, _ m: inout Tensor, _ v: inout Tensor,
    penalty: Real, tile: Int = 1 << 10
  ) {
    update(table: &table, touched, &m, &v, penalty, tile, everyRow: true)
  }

  private func update(
    table: inout Tensor, _ touched: TouchedRows, _ m: inout Tensor, _ v: inout Tensor,
    _ penalty: Real, _ tile: Int, everyRow: Bool
  ) {
    let (height, width) = (table.shape.rows, table.shape.width)
    precondition(m.shape == table.shape && v.shape == table.shape, "Moments differ in shape.")
    precondition(touched.gradients.shape.width == width, "A gradient row has another width.")
    let zeros = [Real](repeating: 0, count: width)
    let isTouched = everyRow ? touched.marks(height) : []
    table.withMutableElements { p in
      m.withMutableElements { m in
        v.withMutableElements { v in
          zeros.withUnsafeBufferPointer { zeros in
            guard let p = p.baseAddress, let m = m.baseAddress, let v = v.baseAddress,
              let zeros = zeros.baseAddress
            else { return }
            // A tile owns its rows: touched ones are named once.
            nonisolated(unsafe) let shared = (p, touched.gradients.reading, m, v, zeros)
            forEachTile((touched.rows.count + tile - 1) / tile) { index in
              let (p, g, m, v, _) = shared
              for place in index * tile..<min(touched.rows.count, (index + 1) * tile) {
                let at = Int(touched.rows[place]) * width
                row(width, p + at, g + place * width, m + at, v + at, penalty)
              }
            }
            guard everyRow else { return }
            forEachTile((height + tile - 1) / tile) { index in
              let (p, _, m, v, zeros) = shared
              for place in index * tile..<min(height, (index + 1) * tile) where !isTouched[place] {
                let at = place * width
                row(width, p + at, zeros, m + at, v + at, penalty)
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func row(
    _ width: Int, _ p: UnsafeMutablePointer<Real>, _ g: UnsafePointer<Real>,
    _ m: UnsafeMutablePointer<Real>, _ v: UnsafeMutablePointer<Real>, _ penalty: Real
  ) {
    let (b1, b2) = (Lanes(repeating: beta1), Lanes(repeating: beta2))
    let (c1, c2) = (Lanes(repeating: 1 - beta1), Lanes(repeating: 1 - beta2))
    let (e, f) = (Lanes(repeating: epsilon), Lanes(repeating: rootFactor))
    let (keep, rate) = (Lanes(repeating: keep), Lanes(repeating: rate))
    @inline(__always) func step(_ p: Lanes, _ g: Lanes, _ m: Lanes, _ v: Lanes) -> (
      Lanes, Lanes, Lanes
    ) {
      let g = g.plus(p, times: Lanes(repeating: penalty))
      let m = (m * b1).plus(g, times: c1)
      let v = (v * b2).plus(g * g, times: c2)
      return (p * keep - rate * m / e.plus(v.squareRoot(), times: f), m, v)
    }
    forEachLanes(width) {
      let (p1, m1, v1) = step(p.lanes($0), g.lanes($0), m.lanes($0), v.lanes($0))
      p.put(p1, $0)
      m.put(m1, $0)
      v.put(v1, $0)
    } rest: {
      let (p1, m1, v1) = step(
        p.lanes($0, upTo: $1), g.lanes($0, upTo: $1), m.lanes($0, upTo: $1), v.lanes($0, upTo: $1))
      p.put(p1, $0, upTo: $1)
      m.put(m1, $0, upTo: $1)
      v.put(v1, $0, upTo: $1)
    }
  }
}

extension TouchedRows {
  fileprivate func marks(_ height: Int) -> [Bool] {
    var marks = [Bool](repeating: false, count: height)
    for row in rows { marks[Int(row)] = true }
    return marks
  }
}
