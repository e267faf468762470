/// The term that relative attention adds to a score: `p[N − 1 + j − i] + t[bucket(i, j)]` for query
/// i and key j ≤ i (Zhai et al. 2024, the term rab; authors' code, class
/// `RelativeBucketedTimeAndPositionBasedBias`). One pair of tables serves all heads.
public struct RelativeBias: Sendable {
  /// N: the position table has 2N − 1 entries.
  public let positions: Int
  /// Rows, and the time buckets of their pairs.
  public let buckets: TimeBuckets

  /// - Precondition: no row is longer than `positions`.
  public init(positions: Int, buckets: TimeBuckets) {
    precondition(
      buckets.rows.longest <= positions,
      "A row of \(buckets.rows.longest) does not fit a position table for \(positions).")
    self.positions = positions
    self.buckets = buckets
  }

  /// Both tables with whole lanes behind, so that lanes may be read past the end.
  func tables(_ position: Tensor, _ time: Tensor) -> (position: Tensor, time: Tensor) {
    precondition(position.count == 2 * positions - 1, "2N − 1 position biases, \(position.shape).")
    precondition(time.count == TimeBuckets.count, "129 time biases, not \(time.shape).")
    return (padded(position), padded(time))
  }

  /// Adds the term to the scores of query `last` with keys `0 … last`, and beyond them up to whole
  /// lanes.
  ///
  /// - Parameter place: where the query's scores stand in the layout of the buckets.
  @inline(__always)
  func add(
    _ tables: (position: Tensor, time: Tensor), _ last: Int, _ place: Int,
    to s: UnsafeMutablePointer<Real>
  ) {
    let from = tables.position.reading + (positions - 1 - last)
    let t = tables.time.reading
    buckets.map.withUnsafeBufferPointer { map in
      guard let map = map.baseAddress else { return }
      for key in stride(from: 0, through: last, by: laneCount) {
        s.put(s.lanes(key) + from.lanes(key) + lookUp(t, map + place + key), key)
      }
    }
  }
}

/// Cotangents of the two tables of a relative bias, added up over queries.
struct RelativeBiasSums {
  private let bias: RelativeBias
  private let position: Tensor
  private let time = BucketSums()

  init(_ bias: RelativeBias) {
    self.bias = bias
    position = Tensor(zeros: [2 * bias.positions - 1 + laneCount])
  }

  /// Adds the cotangents of one query's scores; behind the last key, up to whole lanes, they must
  /// be zeros.
  @inline(__always)
  func add(_ ds: UnsafePointer<Real>, _ last: Int, _ place: Int) {
    let to = position.writing + (bias.positions - 1 - last)
    for key in stride(from: 0, through: last, by: laneCount) {
      to.put(to.lanes(key) + ds.lanes(key), key)
    }
    time.add(ds, bias.buckets.map, place, last + 1)
  }

  /// The sums times a factor, in the shapes of the two tables.
  func sums(times factor: Real, _ shapes: (position: Shape, time: Shape)) -> [Tensor] {
    let positions = Tensor(unwritten: shapes.position)
    positions.writing.update(from: position.reading, count: positions.count)
    return [
      affine(positions, times: factor), affine(time.sums.reshaped(shapes.time), times: factor),
    ]
  }
}
