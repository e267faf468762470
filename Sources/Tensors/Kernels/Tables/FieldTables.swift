internal import CIntrinsics
public import Determinism

/// Rows of one table by field: `[table, width]` at `[rows, fields]` → `[rows, fields · width]`.
///
/// - Precondition: every id is a row of the table.
public func gatherFields(_ table: Tensor, _ ids: [Int32], fields: Int) -> Tensor {
  let (height, width) = (table.shape.rows, table.shape.width)
  precondition(fields > 0 && ids.count.isMultiple(of: fields), "Rows have \(fields) ids each.")
  let result = Tensor(unwritten: [ids.count / fields, fields * width])
  forEachPart(rows: ids.count, of: width) { part in
    let (x, y) = (table.reading, result.writing)
    for place in part {
      let id = Int(ids[place])
      precondition(id >= 0 && id < height, "Row \(id) is outside a table of \(height).")
      if place + rowsAhead < part.upperBound {
        prefetchRow(x + Int(ids[place + rowsAhead]) * width, width)
      }
      copyLanes(x + id * width, to: y + place * width, width)
    }
  }
  return result
}

/// Rows by which memory is asked for before it is read: what a miss takes, in rows.
@inline(__always) var rowsAhead: Int { 16 }

/// Asks for a row's first and last cache lines; an embedding seldom has more.
@inline(__always) func prefetchRow(_ x: UnsafePointer<Real>, _ width: Int) {
  prefetch_for_reading(x)
  prefetch_for_reading(x + (width - 1))
}

@inline(__always) private func copyLanes(
  _ x: UnsafePointer<Real>, to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  forEachLanes(count) {
    y.put(x.lanes($0), $0)
  } half: {
    y.putHalf(x.halfLanes($0), $0)
  } rest: {
    y[$0] = x[$0]
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
