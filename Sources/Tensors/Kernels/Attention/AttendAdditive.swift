internal import Determinism

/// Causal additive attention over packed rows, kernels both ways: `y[i] = Σ_{j ≤ i} α[i,j] · h[j]`
/// with `α[i,j] = Σ_d v[d] · σ(q[i,d] + k[j,d])`, not normalised (Li et al. 2017, NARM, equations 8
/// and 9).
public struct AdditiveAttention: Sendable {
  /// Features of queries and keys.
  public let keyWidth: Int
  /// Features of values.
  public let valueWidth: Int
  /// The rows.
  public let rows: PackedRows
  private let offsets: [Int]

  /// Attention over the given rows.
  public init(keyWidth: Int, valueWidth: Int, rows: PackedRows) {
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.rows = rows
    offsets = blockOffsets(rows)
  }

  /// - Parameters:
  ///   - q: `[tokens, keyWidth]`.
  ///   - k: `[tokens, keyWidth]`.
  ///   - v: `[keyWidth]`.
  ///   - h: `[tokens, valueWidth]`.
  /// - Returns: `[tokens, valueWidth]`; saved: the weights.
  public func forward(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ h: Tensor) -> (Tensor, [Tensor]) {
    precondition(
      q.shape == [rows.tokens, keyWidth] && k.shape == q.shape && v.count == keyWidth
        && h.shape == [rows.tokens, valueWidth],
      "\(q.shape), \(k.shape), \(v.shape), \(h.shape) do not fit \(rows.tokens) tokens.")
    let weights = Tensor(zeros: [offsets[rows.count]])
    let result = Tensor(unwritten: [rows.tokens, valueWidth])
    let parts = rows.parts
    forEachTile(parts.count) { part in
      for row in parts[part] {
        let tokens = rows[row]
        for index in 0..<CausalBlock.number(tokens.count) {
          let block = CausalBlock(index, of: tokens.count)
          let w = weights.writing + offsets[row] + block.offset
          for query in 0..<block.count {
            let i = block.first + query
            let qi = q.reading + (tokens.lowerBound + i) * keyWidth
            for key in 0...i {
              w[query * block.stride + key] = strength(
                qi, k.reading + (tokens.lowerBound + key) * keyWidth, v.reading)
            }
          }
          multiply(
            block.count, valueWidth, block.keys, Matrix(w, block.stride),
            Matrix(h.reading + tokens.lowerBound * valueWidth, valueWidth),
            into: result.writing + (tokens.lowerBound + block.first) * valueWidth, valueWidth)
        }
      }
    }
    return (result, [weights])
  }

  @inline(__always)
  private func strength(
    _ q: UnsafePointer<Real>, _ k: UnsafePointer<Real>, _ v: UnsafePointer<Real>
  ) -> Real {
    var sum = Lanes(repeating: 0)
    forEachLanes(keyWidth) {
      sum = sum.plus(v.lanes($0), times: logistic(q.lanes($0) + k.lanes($0)))
    } rest: {
      // Behind the width v is 0.
      sum = sum.plus(
        v.lanes($0, upTo: $1), times: logistic(q.lanes($0, upTo: $1) + k.lanes($0, upTo: $1)))
    }
    return sum.total
  }

  /// The cotangents of q, k, v and h.
  public func pullback(
    _ g: Tensor, _ q: Tensor, _ k: Tensor, _ v: Tensor, _ h: Tensor, saved: [Tensor]
  ) -> [Tensor] {
    let weights = saved[0]
    let (dq, dk) = (Tensor(zeros: q.shape), Tensor(zeros: k.shape))
    let (dv, dh) = (Tensor(zeros: v.shape), Tensor(zeros: h.shape))
    let ds = Tensor(unwritten: [offsets[rows.count]])
    let parts = rows.parts
    forEachTile(parts.count) { part in
      for row in parts[part] {
        let tokens = rows[row]
        let start = tokens.lowerBound * valueWidth
        for index in 0..<CausalBlock.number(tokens.count) {
          let block = CausalBlock(index, of: tokens.count)
          let place = offsets[row] + block.offset
          let gy = Matrix(g.reading + start + block.first * valueWidth, valueWidth)
          multiply(
            block.count, block.keys, valueWidth, gy,
            Matrix(h.reading + start, valueWidth, transposed: true), into: ds.writing + place,
            block.stride)
          multiply(
            block.keys, valueWidth, block.count,
            Matrix(weights.reading + place, block.stride, transposed: true), gy,
            into: dh.writing + start, valueWidth, beta: 1)
        }
      }
    }
    // The sums of v's cotangent go through all pairs in order, and each feature has its own.
    let isShared = ds.count > laneCount && Workers.areFree
    let features = isShared ? laneCount : max(1, keyWidth)
    forEachTile((keyWidth + features - 1) / features) { part in
      let first = part * features
      let count = min(features, keyWidth - first)
      let (q, k, v) = (q.reading + first, k.reading + first, v.reading + first)
      let (dq, dk, dv) = (dq.writing + first, dk.writing + first, dv.writing + first)
      for row in 0..<rows.count {
        let tokens = rows[row]
        for index in 0..<CausalBlock.number(tokens.count) {
          let block = CausalBlock(index, of: tokens.count)
          let d = ds.reading + offsets[row] + block.offset
          for query in 0..<block.count {
            let i = (tokens.lowerBound + block.first + query) * keyWidth
            for key in 0...(block.first + query) {
              let j = (tokens.lowerBound + key) * keyWidth
              spread(
                d[query * block.stride + key], count, q + i, k + j, v, dq + i, dk + j, dv)
            }
          }
        }
      }
    }
    return [dq, dk, dv, dh]
  }

  @inline(__always)
  private func spread(
    _ d: Real, _ features: Int, _ q: UnsafePointer<Real>, _ k: UnsafePointer<Real>,
    _ v: UnsafePointer<Real>, _ dq: UnsafeMutablePointer<Real>, _ dk: UnsafeMutablePointer<Real>,
    _ dv: UnsafeMutablePointer<Real>
  ) {
    let (d, one) = (Lanes(repeating: d), Lanes(repeating: 1))
    forEachLanes(features) {
      let s = logistic(q.lanes($0) + k.lanes($0))
      let inner = d * v.lanes($0) * s * (one - s)
      dq.put(dq.lanes($0) + inner, $0)
      dk.put(dk.lanes($0) + inner, $0)
      dv.put(dv.lanes($0).plus(d, times: s), $0)
    } rest: {
      let s = logistic(q.lanes($0, upTo: $1) + k.lanes($0, upTo: $1))
      let inner = d * v.lanes($0, upTo: $1) * s * (one - s)
      dq.put(dq.lanes($0, upTo: $1) + inner, $0, upTo: $1)
      dk.put(dk.lanes($0, upTo: $1) + inner, $0, upTo: $1)
      dv.put(dv.lanes($0, upTo: $1).plus(d, times: s), $0, upTo: $1)
    }
  }
}
