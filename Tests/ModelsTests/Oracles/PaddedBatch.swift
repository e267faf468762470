import Models

/// A batch as the authors lay it out: rows padded at the right with item 0 to N columns.
struct PaddedBatch {
  /// N: columns of every row.
  let columns: Int
  /// Events of each row.
  let lengths: [Int]
  /// `[rows][N]`, 0 in the padding.
  let items: [[Int]]
  /// `[rows][N]`: raw times; the target's time stands behind the last event, zeros after it.
  let times: [[Int64]]
  /// `[rows][N]`: the item that follows, 0 where there is none.
  let targets: [[Int]]

  init(_ batch: SequenceBatch, columns: Int) {
    self.columns = columns
    let ranges = (0..<batch.rows).map { batch.offsets[$0]..<batch.offsets[$0 + 1] }
    lengths = ranges.map(\.count)
    func padded<T>(_ values: [T], _ filler: T) -> [T] {
      values + Array(repeating: filler, count: columns - values.count)
    }
    items = ranges.map { padded(batch.items[$0].map { Int($0) }, 0) }
    targets = ranges.map { padded(batch.targets[$0].map { Int($0) }, 0) }
    times = ranges.map { padded(Array(batch.times[$0]) + [batch.nextTimes[$0.upperBound - 1]], 0) }
  }

  /// Bucket of query `i` and key `j`: from the time of the event after `i` to that of `j`.
  func bucket(_ row: Int, _ i: Int, _ j: Int) -> Int {
    Self.bucket(times[row][min(i + 1, columns - 1)] - times[row][j])
  }

  /// `clip(floor(ln(max(1, |z|)) / 0.301), 0, 128)`, by counting the bounds `e^(0.301 b)` passed.
  static func bucket(_ seconds: Int64) -> Int {
    let z = Double(max(1, abs(seconds)))
    return (1...128).reduce(0) { z >= exponential(0.301 * Double($1)) ? $1 : $0 }
  }
}
