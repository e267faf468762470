internal import Determinism

/// The gradient of a table in the rows that a batch touched: one sum for each, in batch order.
public struct TouchedRows: Sendable {
  /// Rows of the table, each once; a field's rows in the order of their first occurrence.
  public let rows: [Int32]
  /// Sum of the gradients of each: `[rows, width]`.
  public let gradients: Tensor

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
    checkLookups(ids, gradients, width)
    let found = mapTiles(fields) { DistinctRows(ids, field: $0, of: fields) }
    rows = found.flatMap(\.rows)
    let firsts = found.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.rows.count) }
    let sums = Tensor(unwritten: [rows.count, width])
    nonisolated(unsafe) let all = sums.writing  // a field owns its rows
    forEachTile(fields) { field in
      let y = all + firsts[field] * width
      y.update(repeating: 0, count: found[field].rows.count * width)
      var lookup = 0
      for (ids, gradient) in zip(ids, gradients) {
        for index in stride(from: field, to: ids.count, by: fields) {
          let place = Int(found[field].places[lookup])
          addLanes(gradient.reading + index * width, to: y + place * width, width)
          lookup += 1
        }
      }
    }
    self.gradients = sums
  }
}

/// The rows of a table that a field looked up, and where among them each look-up falls.
private struct DistinctRows: Sendable {
  var rows: [Int32] = []
  var places: [Int32] = []

  init(_ ids: [[Int32]], field: Int, of fields: Int) {
    let count = ids.reduce(0) { $0 + $1.count / fields }
    var slots = 16
    while slots < 2 * count { slots *= 2 }
    // Open addressing: place + 1 of the row in `rows`, 0 where empty.
    var table = [Int32](repeating: 0, count: slots)
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
  }
}

func checkLookups(_ ids: [[Int32]], _ gradients: [Tensor], _ width: Int) {
  precondition(ids.count == gradients.count, "Each shard has ids and gradients.")
  for (ids, gradient) in zip(ids, gradients) {
    precondition(ids.count * width == gradient.count, "\(ids.count) ids: \(gradient.shape).")
  }
}
