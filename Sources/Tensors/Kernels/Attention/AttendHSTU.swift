internal import Determinism

/// The middle of an HSTU block, kernels both ways: from the projected and activated columns
/// u, v, q, k to `y = u ⊙ LayerNorm(a)`.
///
/// `a[i,h] = Σ_{j ≤ i, same row} silu(q[i,h]·k[j,h] + p[j−i] + t[bucket(i,j)]) · v[j,h] / N`, with
/// the constant N = `positions`, not the row's own length, and LayerNorm over all heads without
/// weights, ε = 1e-6. Zhai et al. 2024, equations 2 and 3; authors' code, class
/// `SequentialTransductionUnitJagged`. Without its gate the columns are v, q, k and
/// `y = LayerNorm(a)`.
public struct HSTUAttention: Sendable {
  /// Number of heads.
  public let heads: Int
  /// Features of a query and a key, each head.
  public let keyWidth: Int
  /// Features of a value, each head.
  public let valueWidth: Int
  /// N: the divisor; the position table has 2N − 1 entries.
  public let positions: Int
  /// Rows, and the time buckets of their pairs.
  public let buckets: TimeBuckets
  /// Whether the normed values are multiplied by the gate u.
  public let gating: Bool

  /// The norm of the attended values.
  public static let norm = RowNorm.layer(epsilon: 1e-6)

  /// - Precondition: no row is longer than `positions`.
  public init(
    heads: Int, keyWidth: Int, valueWidth: Int, positions: Int, buckets: TimeBuckets,
    gating: Bool = true
  ) {
    precondition(
      buckets.rows.longest <= positions,
      "A row of \(buckets.rows.longest) does not fit a position table for \(positions).")
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.positions = positions
    self.buckets = buckets
    self.gating = gating
  }

  /// Columns of the projected input: u, v, q and k, each of all heads.
  public var projectedWidth: Int { firstKey + heads * keyWidth }
  /// First column of v; before it stands the gate.
  public var firstValue: Int { gating ? values : 0 }
  /// First column of q.
  public var firstQuery: Int { firstValue + values }
  /// First column of k.
  public var firstKey: Int { firstQuery + heads * keyWidth }
  private var values: Int { heads * valueWidth }

  /// - Parameters:
  ///   - h: `[tokens, projectedWidth]`.
  ///   - position: `[2N − 1]`.
  ///   - time: `[129]`.
  /// - Returns: y `[tokens, heads · valueWidth]`; saved: scores, normed values, inverted norms.
  public func forward(_ h: Tensor, position: Tensor, time: Tensor) -> (Tensor, [Tensor]) {
    let (rows, width) = (buckets.rows, projectedWidth)
    precondition(h.shape.width == width, "\(width) columns are needed, not \(h.shape).")
    precondition(position.count == 2 * positions - 1, "2N − 1 position biases, \(position.shape).")
    precondition(time.count == TimeBuckets.count, "129 time biases, not \(time.shape).")
    let scores = Tensor(unwritten: [heads, buckets.offsets[rows.count]])
    let attended = Tensor(unwritten: [rows.tokens, values])
    let (p, t, parts) = (padded(position), padded(time), rows.parts)
    forEachTile(parts.count) { part in
      let weights = Tensor(unwritten: [CausalBlock.queries, (rows.longest + 8) & ~7])
      let bias = Tensor(unwritten: [(rows.longest + 8) & ~7])
      for row in parts[part] {
        let tokens = rows[row]
        let start = h.reading + tokens.lowerBound * width
        for index in 0..<CausalBlock.number(tokens.count) {
          let block = CausalBlock(index, of: tokens.count)
          let place = buckets.offsets[row] + block.offset
          for head in 0..<heads {
            let s = scores.writing + head * buckets.offsets[rows.count] + place
            multiply(
              block.count, block.keys, keyWidth,
              Matrix(start + block.first * width + firstQuery + head * keyWidth, width),
              Matrix(start + firstKey + head * keyWidth, width, transposed: true), into: s,
              block.stride, needed: block.scores)
          }
          for query in 0..<block.count {
            let last = block.first + query
            biasRow(
              last, place + query * block.stride, p.reading, t.reading, into: bias.writing)
            for head in 0..<heads {
              let s = scores.writing + head * buckets.offsets[rows.count] + place
              activate(
                s + query * block.stride, bias.reading, last,
                into: heads == 1 ? weights.writing + query * block.stride : nil)
            }
          }
          for head in 0..<heads {
            if heads > 1 {
              let s = scores.reading + head * buckets.offsets[rows.count] + place
              for query in 0..<block.count {
                weigh(
                  s + query * block.stride, block.first + query,
                  into: weights.writing + query * block.stride)
              }
            }
            zeroTails(weights.writing, block)
            multiply(
              block.count, valueWidth, block.keys, Matrix(weights.reading, block.stride),
              Matrix(start + firstValue + head * valueWidth, width),
              into: attended.writing + (tokens.lowerBound + block.first) * values + head
                * valueWidth,
              values, needed: block.keysOfQuery)
          }
        }
      }
    }
    return gated(h, attended, scores)
  }

  /// `y = u ⊙ LayerNorm(a)`, or without u; the attended values are normed in place.
  private func gated(_ h: Tensor, _ attended: Tensor, _ scores: Tensor) -> (Tensor, [Tensor]) {
    let tokens = buckets.rows.tokens
    let scales = Tensor(unwritten: [tokens])
    guard gating else {
      forEachPart(rows: tokens, of: values) { part in
        for token in part {
          let a = attended.writing + token * values
          scales.writing[token] = Self.norm.apply(UnsafePointer(a), values, into: a)
        }
      }
      return (attended, [scores, attended, scales])
    }
    let y = Tensor(unwritten: [tokens, values])
    forEachPart(rows: tokens, of: values) { part in
      for token in part {
        let a = attended.writing + token * values
        scales.writing[token] = Self.norm.apply(UnsafePointer(a), values, into: a)
        multiplyRows(
          UnsafePointer(a), h.reading + token * projectedWidth, into: y.writing + token * values,
          values)
      }
    }
    return (y, [scores, attended, scales])
  }

  /// The cotangents of h, position and time.
  public func pullback(
    _ g: Tensor, h: Tensor, position: Tensor, time: Tensor, saved: [Tensor]
  ) -> [Tensor] {
    let (rows, width) = (buckets.rows, projectedWidth)
    let (scores, normed, scales) = (saved[0], saved[1], saved[2])
    let dh = Tensor(unwritten: h.shape)
    let da = Tensor(unwritten: normed.shape)
    let dp = Tensor(zeros: [position.count + laneCount])
    let dt = BucketSums()
    forEachPart(rows: rows.tokens, of: values) { part in
      for token in part {
        let (hu, gy, a) = (
          h.reading + token * width, g.reading + token * values, normed.reading + token * values
        )
        let target = da.writing + token * values
        guard gating else {
          Self.norm.pullback(gy, a, scales.reading[token], values, into: target)
          continue
        }
        multiplyRows(gy, a, into: dh.writing + token * width, values)
        multiplyRows(gy, hu, into: target, values)
        Self.norm.pullback(UnsafePointer(target), a, scales.reading[token], values, into: target)
      }
    }
    let parts = rows.parts
    forEachTile(parts.count) { part in
      let weights = Tensor(unwritten: [CausalBlock.queries, (rows.longest + 8) & ~7])
      // Cotangents of the scores, until it is their turn to be added up.
      let pairs = buckets.pairs(parts[part])
      let kept = Tensor(unwritten: [heads, pairs.count])
      for row in parts[part] {
        let tokens = rows[row]
        let start = h.reading + tokens.lowerBound * width
        let target = dh.writing + tokens.lowerBound * width
        // The last block sees all keys, so it writes what the others then add to.
        for index in (0..<CausalBlock.number(tokens.count)).reversed() {
          let block = CausalBlock(index, of: tokens.count)
          let place = buckets.offsets[row] + block.offset
          let adding: Real = block.keys == tokens.count ? 0 : 1
          for head in 0..<heads {
            let (v, q, k) = (
              firstValue + head * valueWidth, firstQuery + head * keyWidth,
              firstKey + head * keyWidth
            )
            let g = da.reading + (tokens.lowerBound + block.first) * values + head * valueWidth
            let ds = kept.writing + head * pairs.count + (place - pairs.lowerBound)
            multiply(
              block.count, block.keys, valueWidth, Matrix(g, values),
              Matrix(start + v, width, transposed: true), into: ds, block.stride,
              needed: block.scores)
            let s = scores.reading + head * buckets.offsets[rows.count] + place
            for query in 0..<block.count {
              let at = query * block.stride
              activatePullback(
                s + at, block.first + query, ds + at, weights.writing + at)
            }
            zeroTails(weights.writing, block)
            zeroTails(ds, block)
            multiply(
              block.keys, valueWidth, block.count,
              Matrix(weights.reading, block.stride, transposed: true), Matrix(g, values),
              into: target + v, width, beta: adding, needed: block.queriesOfKey)
            multiply(
              block.count, keyWidth, block.keys, Matrix(ds, block.stride),
              Matrix(start + k, width), into: target + block.first * width + q, width,
              needed: block.keysOfQuery)
            multiply(
              block.keys, keyWidth, block.count, Matrix(ds, block.stride, transposed: true),
              Matrix(start + block.first * width + q, width), into: target + k, width, beta: adding,
              needed: block.queriesOfKey)
          }
        }
      }
      return kept
    } inTurn: { part, kept in
      for row in parts[part] { addBiases(row, of: parts[part], kept, into: dp, dt) }
    }
    let positions = Tensor(unwritten: position.shape)
    positions.writing.update(from: dp.reading, count: position.count)
    return [dh, positions, dt.sums.reshaped(time.shape)]
  }

  /// `bias[j] = p[N − 1 + j − i] + t[bucket(i, j)]` for j ≤ i, and beyond it up to whole lanes.
  @inline(__always)
  private func biasRow(
    _ last: Int, _ place: Int, _ p: UnsafePointer<Real>, _ t: UnsafePointer<Real>,
    into bias: UnsafeMutablePointer<Real>
  ) {
    let from = p + (positions - 1 - last)
    buckets.map.withUnsafeBufferPointer { map in
      guard let map = map.baseAddress else { return }
      for key in stride(from: 0, through: last, by: laneCount) {
        bias.put(from.lanes(key) + lookUp(t, map + place + key), key)
      }
    }
  }

  /// Adds the bias to the scores; with room for them, gives the weights too.
  @inline(__always)
  private func activate(
    _ s: UnsafeMutablePointer<Real>, _ bias: UnsafePointer<Real>, _ last: Int,
    into weights: UnsafeMutablePointer<Real>?
  ) {
    for key in stride(from: 0, through: last, by: laneCount) {
      let score = s.lanes(key) + bias.lanes(key)
      s.put(score, key)
      weights?.put(masked(weight(score), last - key), key)
    }
  }

  @inline(__always)
  private func weigh(
    _ s: UnsafePointer<Real>, _ last: Int, into weights: UnsafeMutablePointer<Real>
  ) {
    for key in stride(from: 0, through: last, by: laneCount) {
      weights.put(masked(weight(s.lanes(key)), last - key), key)
    }
  }

  @inline(__always)
  private func weight(_ score: Lanes) -> Lanes {
    score * logistic(score) * Lanes(repeating: 1 / Real(positions))
  }

  /// Adds a row's cotangents of scores to those of the two tables.
  ///
  /// - Parameter ds: cotangents of the scores of the rows of a part.
  private func addBiases(
    _ row: Int, of part: Range<Int>, _ ds: Tensor, into dp: Tensor, _ dt: BucketSums
  ) {
    let (length, pairs) = (buckets.rows[row].count, buckets.pairs(part))
    for index in (0..<CausalBlock.number(length)).reversed() {
      let block = CausalBlock(index, of: length)
      let place = buckets.offsets[row] + block.offset
      for head in 0..<heads {
        let first = ds.reading + head * pairs.count + (place - pairs.lowerBound)
        for query in 0..<block.count {
          let (at, last) = (query * block.stride, block.first + query)
          let to = dp.writing + (positions - 1 - last)
          for key in stride(from: 0, through: last, by: laneCount) {
            to.put(to.lanes(key) + first.lanes(at + key), key)
          }
          dt.add(first + at, buckets.map, place + at, last + 1)
        }
      }
    }
  }

  /// Turns weights' cotangents into scores', in place, and gives the weights.
  @inline(__always)
  private func activatePullback(
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
