import Benchmark
import Determinism
import Meter
import Tensors

/// The fused kernels of a training step, forward and backward together.
func fused() {
  sampledSoftmax()
  for heads in [1, 2] { attention(heads: heads) }
}

/// 128 rows whose lengths are those of MovieLens-1M, about: a third are cut to 200.
private let packed = PackedRows(
  (0..<128).reduce(into: [0]) { (offsets: inout [Int], row: Int) in
    offsets.append(offsets[row] + min(200, 19 + row * row / 40))
  })

private var buckets: TimeBuckets {
  // Every second event at the time of the one before it.
  let times = (0..<packed.tokens).map { (token: Int) -> Int64 in Int64(token / 2) * 40 }
  return TimeBuckets(packed, times: times, nextTimes: Array(times.dropFirst()) + [0])
}

/// Multiplications for each pair of a query and a key not after it.
private func operations(perPair: Int) -> Double {
  let pairs = (0..<packed.count).reduce(0) { (sum: Int, row: Int) -> Int in
    sum + packed[row].count * (packed[row].count + 1) / 2
  }
  return 2 * Double(pairs * perPair)
}

private func attention(heads: Int) {
  let width = 50 / heads
  let tokens = packed.tokens
  measure("HSTU attention forward [\(tokens)×\(heads)×\(width)]") {
    let attention = HSTUAttention(
      heads: heads, keyWidth: width, valueWidth: width, positions: 211, buckets: buckets)
    let (h, p, t) = (numbers([tokens, attention.projectedWidth]), numbers([421]), numbers([129]))
    return Work(operations: operations(perPair: 100), events: tokens) {
      blackHole(attention.forward(h, position: p, time: t))
    }
  }
  measure("FuXi-α attention forward [\(tokens)×\(heads)×\(width)]") {
    let attention = FuXiAttention(
      heads: heads, keyWidth: width, valueWidth: width, positions: 211, buckets: buckets)
    let (h, p, t) = (numbers([tokens, attention.projectedWidth]), numbers([421]), numbers([129]))
    return Work(operations: operations(perPair: 200), events: tokens) {
      blackHole(attention.forward(h, position: p, time: t))
    }
  }
  measure("softmax attention forward [\(tokens)×\(heads)×\(width)]") {
    let attention = SoftmaxAttention(heads: heads, headWidth: width, rows: packed, dropout: nil)
    let (q, kv) = (numbers([tokens, 50]), numbers([tokens, 100]))
    return Work(operations: operations(perPair: 100), events: tokens) {
      blackHole(attention.forward(q, kv))
    }
  }
  if heads == 1 {
    measure("time buckets [\(tokens)]") {
      Work(events: tokens) { blackHole(buckets) }
    }
  }
}

/// Loss and its derivatives by queries and by items.
private func sampledSoftmax() {
  let (tokens, negatives) = (14_000, 128)
  measure("sampled softmax, both ways [\(tokens)×\(negatives)×50]") {
    let key = RandomKey(seed: 1)
    func items(_ count: Int) -> [Int32] {
      (0..<count).map { Int32(1 + key.integer(below: 3952, $0)) }
    }
    let loss = SampledSoftmaxLoss(
      targets: items(tokens), negatives: items(tokens * negatives), perToken: negatives,
      temperature: 0.05, scale: 1 / Real(tokens))
    let unit = RowNorm.unit(epsilon: 1e-6)
    let queries = normalizedRows(numbers([tokens, 50]), unit).rows
    let table = widened(normalizedRows(numbers([3953, 50]), unit).rows)
    return Work(operations: 6 * Double(tokens * (negatives + 1) * 50), events: tokens) {
      blackHole(loss(queries, table))
    }
  }
}
