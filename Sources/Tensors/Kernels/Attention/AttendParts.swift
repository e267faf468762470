/// A copy with whole lanes of zeros behind, so that lanes may be read past the end.
func padded(_ a: Tensor) -> Tensor {
  let result = Tensor(zeros: [a.count + laneCount])
  result.writing.update(from: a.reading, count: a.count)
  return result
}

/// The first `last + 1` lanes, zeros behind.
@inline(__always) func masked(_ x: Lanes, _ last: Int) -> Lanes {
  last >= laneCount - 1
    ? x : x.replacing(with: Lanes(repeating: 0), where: laneNumbers .> Lanes(repeating: Real(last)))
}

/// Zeros from whole lanes past a query's last key to the block's last key.
@inline(__always) func zeroTails(_ x: UnsafeMutablePointer<Real>, _ block: CausalBlock) {
  for query in 0..<block.count {
    let from = (block.first + query + laneCount) & ~(laneCount - 1)
    if from < block.stride {
      (x + query * block.stride + from).update(repeating: 0, count: block.stride - from)
    }
  }
}

/// Eight entries of a table.
@inline(__always) func lookUp(_ table: UnsafePointer<Real>, _ index: UnsafePointer<UInt8>) -> Lanes
{
  Lanes(
    table[Int(index[0])], table[Int(index[1])], table[Int(index[2])], table[Int(index[3])],
    table[Int(index[4])], table[Int(index[5])], table[Int(index[6])], table[Int(index[7])])
}

/// `z = x ⊙ y`.
@inline(__always) func multiplyRows(
  _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>, into z: UnsafeMutablePointer<Real>,
  _ count: Int
) {
  forEachLanes(count) {
    z.put(x.lanes($0) * y.lanes($0), $0)
  } rest: {
    z.put(x.lanes($0, upTo: $1) * y.lanes($0, upTo: $1), $0, upTo: $1)
  }
}

/// Sums by bucket. Each lane has a table of its own, added at the end: neighbouring pairs share
/// their bucket, and one table would wait for itself at every step.
struct BucketSums {
  private static let stride = 136
  private let tables = Tensor(zeros: [laneCount, BucketSums.stride])

  /// Adds `count` numbers by their buckets; numbers behind them, up to whole lanes, must be zeros.
  @inline(__always)
  func add(_ x: UnsafePointer<Real>, _ map: [UInt8], _ place: Int, _ count: Int) {
    let table = tables.writing
    map.withUnsafeBufferPointer { map in
      guard let index = map.baseAddress.map({ $0 + place }) else { return }
      for key in Swift.stride(from: 0, to: count, by: laneCount) {
        for lane in 0..<laneCount {
          table[lane * Self.stride + Int(index[key + lane])] += x[key + lane]
        }
      }
    }
  }

  /// `[129]`.
  var sums: Tensor {
    let result = Tensor(unwritten: [TimeBuckets.count])
    for bucket in 0..<TimeBuckets.count {
      var sum: Real = 0
      for lane in 0..<laneCount { sum += tables.reading[lane * Self.stride + bucket] }
      result.writing[bucket] = sum
    }
    return result
  }
}
