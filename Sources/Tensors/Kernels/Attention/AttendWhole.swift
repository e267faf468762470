public import Determinism

/// Softmax attention within packed rows, each query to all keys of its row, kernels both ways.
///
/// `y[i,h] = Σ_j d(softmax_j(q[i,h]·k[j,h] / √headWidth)) · v[j,h]`, with dropout d on the weights in
/// training (Vaswani et al. 2017, the encoder).
public struct WholeAttention: Sendable {
  /// Number of heads.
  public let heads: Int
  /// Features of a query, a key and a value, each head.
  public let headWidth: Int
  /// The rows of keys and values.
  public let rows: PackedRows
  /// The rows of queries, one for each of `rows`.
  public let queries: PackedRows
  /// Dropout on the weights, a fraction, and its key; nil in inference.
  public let dropout: (rate: Double, key: RandomKey)?
  /// Where each row's weights begin, and behind the last one all their number.
  private let offsets: [Int]

  /// Attention over the given rows.
  ///
  /// - Parameter queries: where not every event asks; nil for a query of each.
  /// - Precondition: a row without queries has no keys.
  public init(
    heads: Int, headWidth: Int, rows: PackedRows, queries: PackedRows? = nil,
    dropout: (rate: Double, key: RandomKey)?
  ) {
    let queries = queries ?? rows
    precondition(
      queries.count == rows.count
        && (0..<rows.count).allSatisfy { !queries[$0].isEmpty || rows[$0].isEmpty },
      "Queries are of other rows than keys.")
    self.heads = heads
    self.headWidth = headWidth
    self.rows = rows
    self.queries = queries
    self.dropout = dropout.flatMap { $0.rate > 0 ? $0 : nil }
    var offsets = [0]
    for row in 0..<rows.count {
      offsets.append(offsets[row] + heads * queries[row].count * rows[row].count)
    }
    self.offsets = offsets
  }

  private var width: Int { heads * headWidth }
  private var scale: Real { 1 / Real(headWidth).squareRoot() }

  /// What dropout multiplies all weights with, row after row and head after head; nil where nothing is
  /// dropped.
  private func factors() -> Tensor? {
    dropout.map {
      Tensors.dropout(
        Tensor([offsets[rows.count]], repeating: 1), rate: $0.rate, key: $0.key)
    }
  }

  /// The factors that dropout puts on a row's weights: 0 or `1/(1 − rate)`; ones in inference.
  /// `[queries, keys]`.
  public func mask(row: Int, head: Int) -> Tensor {
    let (asking, length) = (queries[row].count, rows[row].count)
    let first = offsets[row] + head * asking * length
    guard let all = factors() else { return Tensor([asking, length], repeating: 1) }
    return Tensor([asking, length], Array(all.elements[first..<first + asking * length]))
  }

  /// The most weights that a head of one row has.
  private var largest: Int { max(1, queries.longest * rows.longest) }

  /// - Parameters:
  ///   - q: `[queries, heads · headWidth]`.
  ///   - kv: `[keys, 2 · heads · headWidth]`, keys before values.
  /// - Returns: `[queries, heads · headWidth]`; saved: the weights before dropout.
  public func forward(_ q: Tensor, _ kv: Tensor) -> (Tensor, [Tensor]) {
    precondition(
      q.shape.width == width && kv.shape.width == 2 * width,
      "Queries \(q.shape) and keys with values \(kv.shape) do not fit \(heads) × \(headWidth).")
    let weights = Tensor(unwritten: [max(1, offsets[rows.count])])
    let result = Tensor(unwritten: [queries.tokens, width])
    let factors = factors()
    let parts = rows.parts
    forEachTile(parts.count) { part in
      let dropped = Tensor(unwritten: [largest])
      for row in parts[part] {
        let (asking, length) = (queries[row].count, rows[row].count)
        let start = kv.reading + rows[row].lowerBound * 2 * width
        for head in 0..<heads {
          let place = offsets[row] + head * asking * length
          let w = weights.writing + place
          let at = queries[row].lowerBound * width + head * headWidth
          multiply(
            asking, length, headWidth, Matrix(q.reading + at, width),
            Matrix(start + head * headWidth, 2 * width, transposed: true), into: w, length,
            alpha: scale)
          for query in 0..<asking { softmaxRow(w + query * length, length) }
          var used = UnsafePointer(w)
          if let factors {
            multiplyRows(
              UnsafePointer(w), factors.reading + place, into: dropped.writing, asking * length)
            used = dropped.reading
          }
          multiply(
            asking, headWidth, length, Matrix(used, length),
            Matrix(start + width + head * headWidth, 2 * width), into: result.writing + at, width)
        }
      }
    }
    return (result, [weights])
  }

  /// The cotangents of q and kv.
  public func pullback(_ g: Tensor, q: Tensor, kv: Tensor, saved: [Tensor]) -> [Tensor] {
    let weights = saved[0]
    let (dq, dkv) = (Tensor(unwritten: q.shape), Tensor(unwritten: kv.shape))
    let factors = factors()
    let extents: Shape = [largest]
    let parts = rows.parts
    forEachTile(parts.count) { part in
      let (ds, dropped) = (Tensor(unwritten: extents), Tensor(unwritten: extents))
      for row in parts[part] {
        let (asking, length) = (queries[row].count, rows[row].count)
        let start = kv.reading + rows[row].lowerBound * 2 * width
        let target = dkv.writing + rows[row].lowerBound * 2 * width
        for head in 0..<heads {
          let place = offsets[row] + head * asking * length
          let w = weights.reading + place
          let at = queries[row].lowerBound * width + head * headWidth
          let (k, v) = (head * headWidth, width + head * headWidth)
          let gy = Matrix(g.reading + at, width)
          multiply(
            asking, length, headWidth, gy, Matrix(start + v, 2 * width, transposed: true),
            into: ds.writing, length)
          var used = w
          if let factors {
            multiplyRows(w, factors.reading + place, into: dropped.writing, asking * length)
            multiplyRows(ds.reading, factors.reading + place, into: ds.writing, asking * length)
            used = dropped.reading
          }
          multiply(
            length, headWidth, asking, Matrix(used, length, transposed: true), gy, into: target + v,
            2 * width)
          // Through the softmax: scale · w · (s − Σ w·s).
          for query in 0..<asking {
            let (x, y) = (w + query * length, ds.writing + query * length)
            let mean = dot(x, UnsafePointer(y), length)
            for key in 0..<length { y[key] = scale * x[key] * (y[key] - mean) }
          }
          multiply(
            asking, headWidth, length, Matrix(ds.reading, length), Matrix(start + k, 2 * width),
            into: dq.writing + at, width)
          multiply(
            length, headWidth, asking, Matrix(ds.reading, length, transposed: true),
            Matrix(q.reading + at, width), into: target + k, 2 * width)
        }
      }
    }
    return [dq, dkv]
  }
}
