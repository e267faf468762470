internal import Determinism

/// The middle of a FuXi-α block's first stage, kernels both ways: from the projected and activated
/// columns u, v, q, k to `h = u ⊙ RMSNorm(c)`.
///
/// For each head, c holds three channels of the same values, one after the other: positional
/// `Σ_j p[j−i] v_j`, temporal `Σ_j t[bucket(i,j)] v_j`, and semantic `Σ_j silu(q_i·k_j)/N v_j`, all
/// over j ≤ i of the same row. RMSNorm over all of c without weights, ε = 1e-6. Ye et al. 2025,
/// equations 5 to 7; where paper and authors' code (`fuxi.py`) disagree on the order of channels
/// and on the input of u, the code is followed.
public struct FuXiAttention: Sendable {
  /// Number of heads.
  public let heads: Int
  /// Features of a query and a key, each head.
  public let keyWidth: Int
  /// Features of a value, each head.
  public let valueWidth: Int
  /// N: divisor of the semantic channel; the position table has 2N − 1 entries.
  public let positions: Int
  /// Rows, and the time buckets of their pairs.
  public let buckets: TimeBuckets

  /// The norm of the three channels.
  public static let norm = RowNorm.rootMeanSquare(epsilon: 1e-6)

  /// - Precondition: no row is longer than `positions`.
  public init(heads: Int, keyWidth: Int, valueWidth: Int, positions: Int, buckets: TimeBuckets) {
    precondition(
      buckets.rows.longest <= positions,
      "A row of \(buckets.rows.longest) does not fit a position table for \(positions).")
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.positions = positions
    self.buckets = buckets
  }

  /// Columns of the projected input: u three times as wide as v, then v, q, k.
  public var projectedWidth: Int { 2 * heads * (2 * valueWidth + keyWidth) }
  /// Columns of the output.
  public var channelsWidth: Int { 3 * heads * valueWidth }
  private var values: Int { 3 * heads * valueWidth }
  private var queries: Int { 4 * heads * valueWidth }
  private var keys: Int { 4 * heads * valueWidth + heads * keyWidth }

  /// - Parameters:
  ///   - h: `[tokens, projectedWidth]`.
  ///   - position: `[2N − 1]`.
  ///   - time: `[129]`.
  /// - Returns: `[tokens, 3 · heads · valueWidth]`; saved: scores, normed channels, inverted norms,
  ///   positional weights.
  public func forward(_ h: Tensor, position: Tensor, time: Tensor) -> (Tensor, [Tensor]) {
    let (rows, width, channels) = (buckets.rows, projectedWidth, channelsWidth)
    precondition(h.shape.width == width, "\(width) columns are needed, not \(h.shape).")
    precondition(position.count == 2 * positions - 1, "2N − 1 position biases, \(position.shape).")
    precondition(time.count == TimeBuckets.count, "129 time biases, not \(time.shape).")
    let scores = Tensor(unwritten: [heads, buckets.offsets[rows.count]])
    let attended = Tensor(unwritten: [rows.tokens, channels])
    let byPosition = positionalWeights(position, rows.longest)
    let size: Shape = [CausalBlock.queries, (rows.longest + 8) & ~7]
    let (t, parts) = (padded(time), rows.parts)
    forEachTile(parts.count) { part in
      let (byTime, weights) = (Tensor(unwritten: size), Tensor(unwritten: size))
      for row in parts[part] {
        let tokens = rows[row]
        let start = h.reading + tokens.lowerBound * width
        for index in 0..<CausalBlock.number(tokens.count) {
          let block = CausalBlock(index, of: tokens.count)
          let place = buckets.offsets[row] + block.offset
          let shared = CausalBlock(index, of: rows.longest)
          temporalWeights(block, place, t.reading, into: byTime.writing)
          for head in 0..<heads {
            let s = scores.writing + head * buckets.offsets[rows.count] + place
            multiply(
              block.count, block.keys, keyWidth,
              Matrix(start + block.first * width + queries + head * keyWidth, width),
              Matrix(start + keys + head * keyWidth, width, transposed: true), into: s,
              block.stride,
              needed: block.scores)
            for query in 0..<block.count {
              let at = query * block.stride
              semanticWeights(s + at, block.first + query, into: weights.writing + at)
            }
            zeroTails(weights.writing, block)
            let v = Matrix(start + values + head * valueWidth, width)
            let c =
              attended.writing + (tokens.lowerBound + block.first) * channels + 3 * head
              * valueWidth
            let n = (block.count, valueWidth, block.keys)
            multiply(
              n.0, n.1, n.2, Matrix(byPosition.reading + shared.offset, shared.stride), v, into: c,
              channels, needed: block.keysOfQuery)
            multiply(
              n.0, n.1, n.2, Matrix(byTime.reading, block.stride), v, into: c + valueWidth,
              channels,
              needed: block.keysOfQuery)
            multiply(
              n.0, n.1, n.2, Matrix(weights.reading, block.stride), v, into: c + 2 * valueWidth,
              channels, needed: block.keysOfQuery)
          }
        }
      }
    }
    let scales = Tensor(unwritten: [rows.tokens])
    let y = Tensor(unwritten: [rows.tokens, channels])
    forEachPart(rows: rows.tokens, of: channels) { part in
      for token in part {
        let c = attended.writing + token * channels
        scales.writing[token] = Self.norm.apply(UnsafePointer(c), channels, into: c)
        multiplyRows(
          UnsafePointer(c), h.reading + token * width, into: y.writing + token * channels, channels)
      }
    }
    return (y, [scores, attended, scales, byPosition])
  }

  /// The cotangents of h, position and time.
  public func pullback(
    _ g: Tensor, h: Tensor, position: Tensor, time: Tensor, saved: [Tensor]
  ) -> [Tensor] {
    let (rows, width, channels) = (buckets.rows, projectedWidth, channelsWidth)
    let (scores, normed, scales, byPosition) = (saved[0], saved[1], saved[2], saved[3])
    let dh = Tensor(unwritten: h.shape)
    let dc = Tensor(unwritten: normed.shape)
    forEachPart(rows: rows.tokens, of: channels) { part in
      for token in part {
        let (gy, c) = (g.reading + token * channels, normed.reading + token * channels)
        multiplyRows(gy, c, into: dh.writing + token * width, channels)
        let target = dc.writing + token * channels
        multiplyRows(gy, h.reading + token * width, into: target, channels)
        Self.norm.pullback(UnsafePointer(target), c, scales.reading[token], channels, into: target)
      }
    }
    let size: Shape = [CausalBlock.queries, (rows.longest + 8) & ~7]
    // Positional weights are shared by all rows, so are their cotangents: rows add up in order.
    let dPositional = Tensor(zeros: [CausalBlock.elements(rows.longest)])
    let dt = BucketSums()
    let (t, parts) = (padded(time), rows.parts)
    forEachTile(parts.count) { part in
      let (byTime, weights, ds) = (
        Tensor(unwritten: size), Tensor(unwritten: size), Tensor(unwritten: size)
      )
      // Cotangents of the temporal weights, until it is their turn to be added up.
      let pairs = buckets.pairs(parts[part])
      let kept = Tensor(unwritten: [heads, pairs.count])
      for row in parts[part] {
        let tokens = rows[row]
        let start = h.reading + tokens.lowerBound * width
        let target = dh.writing + tokens.lowerBound * width
        // The last block sees all keys, so it writes what the others then add to.
        for index in (0..<CausalBlock.number(tokens.count)).reversed() {
          let block = CausalBlock(index, of: tokens.count)
          let shared = CausalBlock(index, of: rows.longest)
          let place = buckets.offsets[row] + block.offset
          let adding: Real = block.keys == tokens.count ? 0 : 1
          temporalWeights(block, place, t.reading, into: byTime.writing)
          for head in 0..<heads {
            let (q, k) = (queries + head * keyWidth, keys + head * keyWidth)
            let v = Matrix(start + values + head * valueWidth, width, transposed: true)
            let dv = target + values + head * valueWidth
            let g =
              dc.reading + (tokens.lowerBound + block.first) * channels + 3 * head * valueWidth
            let (gp, gt, gs) = (
              Matrix(g, channels), Matrix(g + valueWidth, channels),
              Matrix(g + 2 * valueWidth, channels)
            )
            let n = (block.count, block.keys, valueWidth)
            let temporal = kept.writing + head * pairs.count + (place - pairs.lowerBound)
            multiply(n.0, n.1, n.2, gt, v, into: temporal, block.stride, needed: block.scores)
            for query in 0..<block.count {
              maskTail(temporal + query * block.stride, block.first + query)
            }
            multiply(n.0, n.1, n.2, gs, v, into: ds.writing, block.stride, needed: block.scores)
            let s = scores.reading + head * buckets.offsets[rows.count] + place
            for query in 0..<block.count {
              let at = query * block.stride
              semanticPullback(
                s + at, block.first + query, ds.writing + at, weights.writing + at)
            }
            zeroTails(weights.writing, block)
            zeroTails(ds.writing, block)
            multiply(
              block.keys, valueWidth, block.count,
              Matrix(byPosition.reading + shared.offset, shared.stride, transposed: true), gp,
              into: dv, width, beta: adding, needed: block.queriesOfKey)
            multiply(
              block.keys, valueWidth, block.count,
              Matrix(byTime.reading, block.stride, transposed: true), gt, into: dv, width, beta: 1,
              needed: block.queriesOfKey)
            multiply(
              block.keys, valueWidth, block.count,
              Matrix(weights.reading, block.stride, transposed: true), gs, into: dv, width, beta: 1,
              needed: block.queriesOfKey)
            multiply(
              block.count, keyWidth, block.keys, Matrix(ds.reading, block.stride),
              Matrix(start + k, width), into: target + block.first * width + q, width,
              needed: block.keysOfQuery)
            multiply(
              block.keys, keyWidth, block.count, Matrix(ds.reading, block.stride, transposed: true),
              Matrix(start + block.first * width + q, width), into: target + k, width, beta: adding,
              needed: block.queriesOfKey)
          }
        }
      }
      return kept
    } inTurn: { part, kept in
      for row in parts[part] {
        addBiases(row, of: parts[part], kept, dc, h, into: dPositional, dt)
      }
    }
    return [
      dh, diagonalSums(dPositional, rows.longest).reshaped(position.shape),
      dt.sums.reshaped(time.shape),
    ]
  }

  /// Adds what a row hands to the two tables: to the positional weights, and to the sums by bucket.
  ///
  /// - Parameters:
  ///   - temporal: cotangents of the temporal weights of the rows of a part.
  ///   - dc: of the channels.
  private func addBiases(
    _ row: Int, of part: Range<Int>, _ temporal: Tensor, _ dc: Tensor, _ h: Tensor,
    into dPositional: Tensor, _ dt: BucketSums
  ) {
    let (tokens, pairs) = (buckets.rows[row], buckets.pairs(part))
    let (width, channels) = (projectedWidth, channelsWidth)
    for index in (0..<CausalBlock.number(tokens.count)).reversed() {
      let block = CausalBlock(index, of: tokens.count)
      let shared = CausalBlock(index, of: buckets.rows.longest)
      let place = buckets.offsets[row] + block.offset
      for head in 0..<heads {
        let g = dc.reading + (tokens.lowerBound + block.first) * channels + 3 * head * valueWidth
        let v = h.reading + tokens.lowerBound * width + values + head * valueWidth
        multiply(
          block.count, block.keys, valueWidth, Matrix(g, channels),
          Matrix(v, width, transposed: true), into: dPositional.writing + shared.offset,
          shared.stride, beta: 1, needed: block.scores)
        let first = temporal.reading + head * pairs.count + (place - pairs.lowerBound)
        for query in 0..<block.count {
          let at = query * block.stride
          dt.add(first + at, buckets.map, place + at, block.first + query + 1)
        }
      }
    }
  }

  /// `p[N − 1 + j − i]` for j ≤ i, else 0, in the blocks of a row of the given length.
  private func positionalWeights(_ position: Tensor, _ length: Int) -> Tensor {
    let result = Tensor(zeros: [CausalBlock.elements(length)])
    for index in 0..<CausalBlock.number(length) {
      let block = CausalBlock(index, of: length)
      for query in 0..<block.count {
        let last = block.first + query
        (result.writing + block.offset + query * block.stride).update(
          from: position.reading + (positions - 1 - last), count: last + 1)
      }
    }
    return result
  }

  /// The transpose of `positionalWeights`: sums along diagonals, `[2N − 1]`.
  private func diagonalSums(_ weights: Tensor, _ length: Int) -> Tensor {
    let result = Tensor(zeros: [2 * positions - 1])
    for index in 0..<CausalBlock.number(length) {
      let block = CausalBlock(index, of: length)
      for query in 0..<block.count {
        let last = block.first + query
        addLanes(
          weights.reading + block.offset + query * block.stride,
          to: result.writing + (positions - 1 - last), last + 1)
      }
    }
    return result
  }

  /// `t[bucket(i, j)]` for j ≤ i, else 0.
  @inline(__always)
  private func temporalWeights(
    _ block: CausalBlock, _ place: Int, _ t: UnsafePointer<Real>,
    into weights: UnsafeMutablePointer<Real>
  ) {
    buckets.map.withUnsafeBufferPointer { map in
      guard let map = map.baseAddress else { return }
      for query in 0..<block.count {
        let at = query * block.stride
        for key in stride(from: 0, through: block.first + query, by: laneCount) {
          weights.put(
            masked(lookUp(t, map + place + at + key), block.first + query - key), at + key)
        }
      }
    }
    zeroTails(weights, block)
  }

  /// Zeros behind the last key, up to whole lanes.
  @inline(__always)
  private func maskTail(_ x: UnsafeMutablePointer<Real>, _ last: Int) {
    let key = last & ~(laneCount - 1)
    x.put(masked(x.lanes(key), last - key), key)
  }

  /// One query's weights: `silu(score) / positions` up to its own place.
  private func semanticWeights(
    _ s: UnsafePointer<Real>, _ last: Int, into weights: UnsafeMutablePointer<Real>
  ) {
    let share = Lanes(repeating: 1 / Real(positions))
    for key in stride(from: 0, through: last, by: laneCount) {
      let score = s.lanes(key)
      weights.put(masked(score * logistic(score) * share, last - key), key)
    }
  }

  /// Turns weights' cotangents into scores', in place, and gives the weights.
  @inline(__always)
  private func semanticPullback(
    _ s: UnsafePointer<Real>, _ last: Int, _ ds: UnsafeMutablePointer<Real>,
    _ weights: UnsafeMutablePointer<Real>
  ) {
    let share = Lanes(repeating: 1 / Real(positions))
    let one = Lanes(repeating: 1)
    for key in stride(from: 0, through: last, by: laneCount) {
      let score = s.lanes(key)
      let sigma = logistic(score)
      weights.put(masked(score * sigma * share, last - key), key)
      let slope = sigma * one.plus(score, times: one - sigma) * share
      ds.put(masked(ds.lanes(key) * slope, last - key), key)
    }
  }
}
