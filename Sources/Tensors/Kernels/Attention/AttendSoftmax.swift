public import Determinism

/// Causal softmax attention over packed rows, kernels both ways.
///
/// `y[i,h] = Σ_{j ≤ i} d(softmax_j(q[i,h]·k[j,h] / √keyWidth)) · v[j,h]`, with dropout d on the
/// weights in training (Vaswani et al. 2017; as `torch.nn.MultiheadAttention` has it). With a bias,
/// `p[j−i] + t[bucket(i,j)]` is added to the scaled product; keys after the query never enter the
/// softmax.
public struct SoftmaxAttention: Sendable {
  /// Number of heads.
  public let heads: Int
  /// Features of a query, a key and a value, each head.
  public let headWidth: Int
  /// The rows.
  public let rows: PackedRows
  /// Dropout on the weights, a fraction, and its key; nil in inference.
  public let dropout: (rate: Double, key: RandomKey)?
  /// The term added to the scores, if any.
  public let bias: RelativeBias?

  private let offsets: [Int]

  /// Attention over the given rows.
  public init(
    heads: Int, headWidth: Int, rows: PackedRows, dropout: (rate: Double, key: RandomKey)?,
    bias: RelativeBias? = nil
  ) {
    precondition(bias.map { $0.buckets.rows == rows } ?? true, "The bias is of other rows.")
    self.heads = heads
    self.headWidth = headWidth
    self.rows = rows
    self.dropout = dropout.flatMap { $0.rate > 0 ? $0 : nil }
    self.bias = bias
    offsets = blockOffsets(rows)
  }

  private var width: Int { heads * headWidth }
  private var scale: Real { 1 / Real(headWidth).squareRoot() }

  /// The factors that dropout puts on a row's weights, laid out as the scores are: 0 or
  /// `1/(1 − rate)`; ones in inference. `[length, length]` with the query outermost.
  public func mask(row: Int, head: Int) -> Tensor {
    let length = rows[row].count
    let result = Tensor(zeros: [length, length])
    let all = weightFactors()
    for index in 0..<CausalBlock.number(length) {
      let block = CausalBlock(index, of: length)
      for query in 0..<block.count {
        for key in 0...(block.first + query) {
          let at = head * offsets[rows.count] + offsets[row] + block.offset + query * block.stride
          result.writing[(block.first + query) * length + key] = all.reading[at + key]
        }
      }
    }
    return result
  }

  private func weightFactors() -> Tensor {
    let ones = Tensor([heads, offsets[rows.count]], repeating: 1)
    guard let dropout else { return ones }
    return Tensors.dropout(ones, rate: dropout.rate, key: dropout.key)
  }

  /// - Parameters:
  ///   - q: `[tokens, heads · headWidth]`.
  ///   - kv: `[tokens, 2 · heads · headWidth]`, keys before values.
  ///   - biases: of positions `[2N − 1]` and times `[129]`, where there is a bias.
  /// - Returns: `[tokens, heads · headWidth]`; saved: the weights before dropout.
  public func forward(
    _ q: Tensor, _ kv: Tensor, biases: (position: Tensor, time: Tensor)? = nil
  ) -> (Tensor, [Tensor]) {
    precondition((bias == nil) == (biases == nil), "A bias needs its tables, and only a bias.")
    let tables = bias.flatMap { bias in biases.map { bias.tables($0.position, $0.time) } }
    precondition(
      q.shape.width == width && kv.shape.width == 2 * width,
      "Queries \(q.shape) and keys with values \(kv.shape) do not fit \(heads) × \(headWidth).")
    let size = offsets[rows.count]
    let weights = Tensor(unwritten: [heads, size])
    let result = Tensor(unwritten: [rows.tokens, width])
    let factors = dropout.map { _ in weightFactors() }
    let parts = rows.parts
    forEachTile(parts.count) { part in
      let dropped = Tensor(unwritten: [CausalBlock.queries, (rows.longest + 8) & ~7])
      for row in parts[part] {
        let tokens = rows[row]
        let start = kv.reading + tokens.lowerBound * 2 * width
        for index in 0..<CausalBlock.number(tokens.count) {
          let block = CausalBlock(index, of: tokens.count)
          for head in 0..<heads {
            let place = head * size + offsets[row] + block.offset
            let w = weights.writing + place
            let first = (tokens.lowerBound + block.first) * width + head * headWidth
            multiply(
              block.count, block.keys, headWidth, Matrix(q.reading + first, width),
              Matrix(start + head * headWidth, 2 * width, transposed: true), into: w, block.stride,
              alpha: scale, needed: block.scores)
            for query in 0..<block.count {
              let (at, last) = (query * block.stride, block.first + query)
              if let bias, let tables {
                bias.add(tables, last, offsets[row] + block.offset + at, to: w + at)
              }
              softmax(w + at, last)
            }
            zeroTails(w, block)
            var used = UnsafePointer(w)
            if let factors {
              multiplyRows(
                UnsafePointer(w), factors.reading + place, into: dropped.writing,
                block.count * block.stride)
              used = dropped.reading
            }
            multiply(
              block.count, headWidth, block.keys, Matrix(used, block.stride),
              Matrix(start + width + head * headWidth, 2 * width), into: result.writing + first,
              width, needed: block.keysOfQuery)
          }
        }
      }
    }
    return (result, [weights])
  }

  /// The cotangents of q and kv, and of the two tables of a bias.
  public func pullback(
    _ g: Tensor, q: Tensor, kv: Tensor, biases: (position: Tensor, time: Tensor)? = nil,
    saved: [Tensor]
  ) -> [Tensor] {
    let size = offsets[rows.count]
    let weights = saved[0]
    let (dq, dkv) = (Tensor(unwritten: q.shape), Tensor(unwritten: kv.shape))
    let factors = dropout.map { _ in weightFactors() }
    let extents: Shape = [CausalBlock.queries, (rows.longest + 8) & ~7]
    let biasSums = bias.map(RelativeBiasSums.init)
    let parts = rows.parts
    forEachTile(parts.count) { part -> Tensor? in
      let (scratch, dropped) = (Tensor(unwritten: extents), Tensor(unwritten: extents))
      // Where there is a bias, cotangents of the scores, until it is their turn to be added up.
      let pairs = offsets[parts[part].lowerBound]..<offsets[parts[part].upperBound]
      let kept = bias.map { _ in Tensor(unwritten: [heads, pairs.count]) }
      for row in parts[part] {
        let tokens = rows[row]
        let start = kv.reading + tokens.lowerBound * 2 * width
        let target = dkv.writing + tokens.lowerBound * 2 * width
        // The last block sees all keys, so it writes what the others then add to.
        for index in (0..<CausalBlock.number(tokens.count)).reversed() {
          let block = CausalBlock(index, of: tokens.count)
          let adding: Real = block.keys == tokens.count ? 0 : 1
          let elements = block.count * block.stride
          for head in 0..<heads {
            let place = head * size + offsets[row] + block.offset
            let w = weights.reading + place
            let first = (tokens.lowerBound + block.first) * width + head * headWidth
            let (k, v) = (head * headWidth, width + head * headWidth)
            let gy = Matrix(g.reading + first, width)
            let ds =
              kept.map { $0.writing + (place - head * (size - pairs.count) - pairs.lowerBound) }
              ?? scratch.writing
            multiply(
              block.count, block.keys, headWidth, gy,
              Matrix(start + v, 2 * width, transposed: true),
              into: ds, block.stride, needed: block.scores)
            var used = w
            if let factors {
              multiplyRows(w, factors.reading + place, into: dropped.writing, elements)
              multiplyRows(ds, factors.reading + place, into: ds, elements)
              used = dropped.reading
            }
            multiply(
              block.keys, headWidth, block.count, Matrix(used, block.stride, transposed: true), gy,
              into: target + v, 2 * width, beta: adding, needed: block.queriesOfKey)
            for query in 0..<block.count {
              let at = query * block.stride
              softmaxPullback(ds + at, w + at, block.first + query)
            }
            zeroTails(ds, block)
            multiply(
              block.count, headWidth, block.keys, Matrix(ds, block.stride),
              Matrix(start + k, 2 * width), into: dq.writing + first, width,
              needed: block.keysOfQuery)
            multiply(
              block.keys, headWidth, block.count, Matrix(ds, block.stride, transposed: true),
              Matrix(q.reading + first, width), into: target + k, 2 * width, beta: adding,
              needed: block.queriesOfKey)
          }
        }
      }
      return kept
    } inTurn: { part, kept in
      guard let biasSums, let kept else { return }
      for row in parts[part] { add(row, of: parts[part], kept, to: biasSums) }
    }
    guard let biasSums, let biases else { return [dq, dkv] }
    // What stands in `ds` is scaled for the product; the bias is added unscaled.
    return [dq, dkv]
      + biasSums.sums(times: 1 / scale, (biases.position.shape, biases.time.shape))
  }

  /// Adds a row's cotangents of scores to those of the two tables.
  ///
  /// - Parameter ds: cotangents of the scores of the rows of a part.
  private func add(_ row: Int, of part: Range<Int>, _ ds: Tensor, to sums: RelativeBiasSums) {
    let pairs = offsets[part.lowerBound]..<offsets[part.upperBound]
    for index in (0..<CausalBlock.number(rows[row].count)).reversed() {
      let block = CausalBlock(index, of: rows[row].count)
      let place = offsets[row] + block.offset
      for head in 0..<heads {
        let first = ds.reading + head * pairs.count + (place - pairs.lowerBound)
        for query in 0..<block.count {
          let at = query * block.stride
          sums.add(first + at, block.first + query, place + at)
        }
      }
    }
  }

  /// The softmax of the first `last + 1` scores, zeros behind up to whole lanes.
  @inline(__always)
  private func softmax(_ w: UnsafeMutablePointer<Real>, _ last: Int) {
    var highest = w[0]
    for key in 0...last { highest = max(highest, w[key]) }
    let shift = Lanes(repeating: highest)
    var sums = Lanes(repeating: 0)
    for key in stride(from: 0, through: last, by: laneCount) {
      let e = masked(exponential(w.lanes(key) - shift), last - key)
      sums += e
      w.put(e, key)
    }
    let inverse = Lanes(repeating: 1 / sums.total)
    for key in stride(from: 0, through: last, by: laneCount) { w.put(w.lanes(key) * inverse, key) }
  }

  /// `ds = scale · w ⊙ (dw − Σ dw·w)`, in place.
  @inline(__always)
  private func softmaxPullback(
    _ ds: UnsafeMutablePointer<Real>, _ w: UnsafePointer<Real>, _ last: Int
  ) {
    var along = Lanes(repeating: 0)
    for key in stride(from: 0, through: last, by: laneCount) {
      along = along.plus(masked(ds.lanes(key), last - key), times: w.lanes(key))
    }
    let (mean, factor) = (Lanes(repeating: along.total), Lanes(repeating: scale))
    for key in stride(from: 0, through: last, by: laneCount) {
      ds.put(masked((ds.lanes(key) - mean) * w.lanes(key) * factor, last - key), key)
    }
  }
}
