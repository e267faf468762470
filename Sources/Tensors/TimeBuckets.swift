internal import Determinism

/// Buckets of the time from each key to the event after each query, for all layers of a batch.
///
/// `bucket(z) = clip(⌊ln(max(1, |z|)) / 0.301⌋, 0, 128)`, z in seconds, natural logarithm, for
/// query `i` and key `j ≤ i` of a row with `z = next[i] − time[j]`. Authors' code of HSTU
/// (`research/modeling/sequential/hstu.py`), which computes in Float; ours is exact on integers.
public struct TimeBuckets: Sendable {
  /// Entries of a table that is looked up by bucket.
  public static let count = 129

  /// The rows whose pairs these are.
  public let rows: PackedRows
  let offsets: [Int]
  /// One byte for each score, laid out as the scores are.
  let map: [UInt8]

  /// Buckets of all pairs in all rows.
  ///
  /// - Parameters:
  ///   - times: `[tokens]`, seconds.
  ///   - nextTimes: `[tokens]`, seconds; the time of the event that follows.
  public init(_ rows: PackedRows, times: [Int64], nextTimes: [Int64]) {
    precondition(times.count == rows.tokens && nextTimes.count == rows.tokens, "A time a token.")
    self.rows = rows
    offsets = blockOffsets(rows)
    let (offsets, parts) = (offsets, rows.parts)
    map = [UInt8](unsafeUninitializedCapacity: offsets[rows.count]) { map, count in
      nonisolated(unsafe) let map = map  // a row a tile
      forEachTile(parts.count) { part in
        for row in parts[part] {
          let (tokens, start) = (rows[row], offsets[row])
          for place in start..<offsets[row + 1] { map[place] = 0 }
          for index in 0..<CausalBlock.number(tokens.count) {
            let block = CausalBlock(index, of: tokens.count)
            for query in 0..<block.count {
              let next = nextTimes[tokens.lowerBound + block.first + query]
              let place = start + block.offset + query * block.stride
              var bucket = 0
              for key in 0...(block.first + query) {
                bucket = Self.bucket(next - times[tokens.lowerBound + key], near: bucket)
                map[place + key] = UInt8(bucket)
              }
            }
          }
        }
      }
      count = offsets[rows.count]
    }
  }

  /// Where the pairs of neighbouring rows stand.
  func pairs(_ part: Range<Int>) -> Range<Int> {
    offsets[part.lowerBound]..<offsets[part.upperBound]
  }

  /// The buckets of one row, `[length · length]` with the query outermost; 0 above the diagonal.
  public func square(_ row: Int) -> [UInt8] {
    let length = rows[row].count
    var result = [UInt8](repeating: 0, count: length * length)
    for index in 0..<CausalBlock.number(length) {
      let block = CausalBlock(index, of: length)
      for query in 0..<block.count {
        for key in 0...(block.first + query) {
          result[(block.first + query) * length + key] =
            map[offsets[row] + block.offset + query * block.stride + key]
        }
      }
    }
    return result
  }

  /// The bucket of a time in seconds.
  public static func bucket(_ seconds: Int64) -> Int { bucket(seconds, near: 0) }

  /// Found by walking from the bucket of a neighbour: events of a row are in order of time.
  @inline(__always)
  private static func bucket(_ seconds: Int64, near start: Int) -> Int {
    let z = max(1, seconds.magnitude)
    var bucket = start
    while z < thresholds[bucket] { bucket -= 1 }
    while bucket < count - 1, z >= thresholds[bucket + 1] { bucket += 1 }
    return bucket
  }

  /// Smallest whole number of seconds in each bucket: `⌈e^(0.301·b)⌉`.
  private static let thresholds: [UInt64] = (0..<count).map { index in
    // e^(0.301·b) by repeated products in Double; the nearest lies 1e-9 or more off an integer.
    var power = 1.0
    for _ in 0..<index { power *= 1.351_209_341_538_015_5 }
    return power < 9e18 ? UInt64(power.rounded(.up)) : UInt64.max
  }
}
