public import Determinism

/// Softmax attention of some queries of each packed row to the row's tokens, which are keys and values at
/// once, kernels both ways: `y[r,h] = Σ_t w[t,h] · x[t]` with `w[·,h]` the dropped-out softmax over the
/// row's tokens of `scale · q[r,h]·x[t]`. Behind each `y[r,h]` stands `Σ_t w[t,h]`.
public struct RowPooling: Sendable {
  /// Queries of a row.
  public let heads: Int
  /// Features of a token.
  public let width: Int
  /// The rows.
  public let rows: PackedRows
  /// Factor of the products.
  public let scale: Real
  /// Dropout of the weights `[tokens, heads]`.
  public let dropped: (rate: Double, key: RandomKey)?

  /// Attention of so many queries a row.
  public init(
    heads: Int, width: Int, rows: PackedRows, scale: Real,
    dropout: (rate: Double, key: RandomKey)? = nil
  ) {
    self.heads = heads
    self.width = width
    self.rows = rows
    self.scale = scale
    dropped = dropout
  }

  /// Weights after dropout, or their cotangents before it.
  private func masked(_ weights: Tensor) -> Tensor {
    dropped.map { dropout(weights, rate: $0.rate, key: $0.key) } ?? weights
  }

  /// Calls `body` for rows, several of them a tile.
  private func forEachRow(_ body: @Sendable (Int) -> Void) {
    forEachPart(rows: rows.count, of: rows.tokens * width / max(1, rows.count)) { part in
      for row in part { body(row) }
    }
  }

  /// - Parameters:
  ///   - q: `[rows, heads · width]`.
  ///   - x: `[tokens, width]`.
  /// - Returns: `[rows, heads · (width + 1)]`; saved: the weights before and after dropout,
  ///   `[tokens, heads]`.
  public func forward(_ q: Tensor, _ x: Tensor) -> (Tensor, [Tensor]) {
    precondition(
      q.shape == [rows.count, heads * width] && x.shape == [rows.tokens, width],
      "\(q.shape) and \(x.shape) do not fit \(rows.count) rows of \(rows.tokens) tokens.")
    let (heads, width, scale) = (heads, width, scale)
    let scores = Tensor(unwritten: [rows.tokens, heads])
    forEachRow { row in
      for head in 0..<heads {
        let query = q.reading + (row * heads + head) * width
        for token in rows[row] {
          scores.writing[token * heads + head] =
            scale * dot(query, x.reading + token * width, width)
        }
      }
    }
    let weights = softmaxOfRows(scores, rows)
    let kept = masked(weights)
    let result = Tensor(zeros: [rows.count, heads * (width + 1)])
    forEachRow { row in
      for head in 0..<heads {
        let y = result.writing + (row * heads + head) * (width + 1)
        for token in rows[row] {
          let weight = kept.reading[token * heads + head]
          y[width] += weight
          addScaled(x.reading + token * width, by: weight, to: y, width)
        }
      }
    }
    return (result, [weights, kept])
  }

  /// The cotangents of q and x.
  public func pullback(_ g: Tensor, _ q: Tensor, _ x: Tensor, saved: [Tensor]) -> [Tensor] {
    let (heads, width, scale) = (heads, width, scale)
    let (weights, kept) = (saved[0], saved[1])
    let byKept = Tensor(unwritten: weights.shape)
    forEachRow { row in
      for head in 0..<heads {
        let gy = g.reading + (row * heads + head) * (width + 1)
        for token in rows[row] {
          byKept.writing[token * heads + head] =
            gy[width] + dot(gy, x.reading + token * width, width)
        }
      }
    }
    let byWeights = masked(byKept)
    let (dq, dx) = (Tensor(zeros: q.shape), Tensor(zeros: x.shape))
    forEachRow { row in
      for head in 0..<heads {
        let at = (row * heads + head) * width
        let (query, dquery) = (q.reading + at, dq.writing + at)
        let gy = g.reading + (row * heads + head) * (width + 1)
        var along: Real = 0
        for token in rows[row] {
          let place = token * heads + head
          along.addProduct(weights.reading[place], byWeights.reading[place])
        }
        for token in rows[row] {
          let place = token * heads + head
          let slope =
            scale * weights.reading[place] * (byWeights.reading[place] - along)
          addScaled(x.reading + token * width, by: slope, to: dquery, width)
          addProducts(
            query, slope, gy, kept.reading[place], to: dx.writing + token * width, width)
        }
      }
    }
    return [dq, dx]
  }
}

/// `y += a · x + b · z`.
@inline(__always)
private func addProducts(
  _ x: UnsafePointer<Real>, _ a: Real, _ z: UnsafePointer<Real>, _ b: Real,
  to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  let (first, second) = (Lanes(repeating: a), Lanes(repeating: b))
  forEachLanes(count) {
    y.put(y.lanes($0).plus(x.lanes($0), times: first).plus(z.lanes($0), times: second), $0)
  } rest: {
    y.put(
      y.lanes($0, upTo: $1).plus(x.lanes($0, upTo: $1), times: first)
        .plus(z.lanes($0, upTo: $1), times: second), $0, upTo: $1)
  }
}
