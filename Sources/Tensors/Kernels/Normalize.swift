/// Norms of rows, without weights.
public enum RowNorm: Hashable, Sendable {
  /// `(x − mean) / √(variance + ε)`.
  case layer(epsilon: Real)
  /// `x / √(mean(x²) + ε)`.
  case rootMeanSquare(epsilon: Real)
  /// `x / max(‖x‖₂, ε)`.
  case unit(epsilon: Real)

  /// The normed row into `y`; gives the factor it was divided by, inverted.
  @inline(__always)
  func apply(
    _ x: UnsafePointer<Real>, _ width: Int, into y: UnsafeMutablePointer<Real>
  ) -> Real {
    let scale: Real
    switch self {
    case .layer(let epsilon):
      let mean = total(x, width) / Real(width)
      let lanes = Lanes(repeating: mean)
      var squares = Lanes(repeating: 0)
      forEachLanes(width) {
        let d = x.lanes($0) - lanes
        squares = squares.plus(d, times: d)
        y.put(d, $0)
      } rest: {
        var d = x.lanes($0, upTo: $1) - lanes
        for lane in $1..<laneCount { d[lane] = 0 }
        squares = squares.plus(d, times: d)
        y.put(d, $0, upTo: $1)
      }
      scale = 1 / (squares.total / Real(width) + epsilon).squareRoot()
      multiplyLanes(UnsafePointer(y), by: scale, into: y, width)
    case .rootMeanSquare(let epsilon):
      scale = 1 / (dot(x, x, width) / Real(width) + epsilon).squareRoot()
      multiplyLanes(x, by: scale, into: y, width)
    case .unit(let epsilon):
      scale = 1 / max(dot(x, x, width).squareRoot(), epsilon)
      multiplyLanes(x, by: scale, into: y, width)
    }
    return scale
  }

  /// The cotangent of a row's input, from that of its output `g`, the output `y` itself and the
  /// inverted factor.
  @inline(__always)
  func pullback(
    _ g: UnsafePointer<Real>, _ y: UnsafePointer<Real>, _ scale: Real, _ width: Int,
    into dx: UnsafeMutablePointer<Real>
  ) {
    let along = dot(g, y, width)
    let mean: Real
    let share: Real
    switch self {
    case .layer:
      mean = total(g, width) / Real(width)
      share = along / Real(width)
    case .rootMeanSquare:
      mean = 0
      share = along / Real(width)
    case .unit(let epsilon):
      mean = 0
      // Below ε the divisor is a constant.
      share = scale * epsilon >= 1 ? 0 : along
    }
    let (m, s, f) = (Lanes(repeating: mean), Lanes(repeating: -share), Lanes(repeating: scale))
    forEachLanes(width) {
      dx.put((g.lanes($0) - m).plus(y.lanes($0), times: s) * f, $0)
    } rest: {
      dx.put((g.lanes($0, upTo: $1) - m).plus(y.lanes($0, upTo: $1), times: s) * f, $0, upTo: $1)
    }
  }
}

/// Every row normed: `[…, width]`; and the inverted factor of each row.
public func normalizedRows(_ a: Tensor, _ norm: RowNorm) -> (rows: Tensor, scales: Tensor) {
  let (rows, width) = (a.shape.rows, a.shape.width)
  let result = Tensor(unwritten: a.shape)
  let scales = Tensor(unwritten: [rows])
  forEachPart(rows: rows, of: width) { part in
    for row in part {
      scales.writing[row] = norm.apply(
        a.reading + row * width, width, into: result.writing + row * width)
    }
  }
  return (result, scales)
}

/// The cotangent of the input of `normalizedRows`.
public func normalizedRowsPullback(
  _ g: Tensor, _ norm: RowNorm, rows y: Tensor, scales: Tensor
) -> Tensor {
  let (rows, width) = (y.shape.rows, y.shape.width)
  let result = Tensor(unwritten: y.shape)
  forEachPart(rows: rows, of: width) { part in
    for row in part {
      let at = row * width
      norm.pullback(
        g.reading + at, y.reading + at, scales.reading[row], width, into: result.writing + at)
    }
  }
  return result
}

/// `y = factor · x`.
@inline(__always) func multiplyLanes(
  _ x: UnsafePointer<Real>, by factor: Real, into y: UnsafeMutablePointer<Real>, _ count: Int
) {
  let lanes = Lanes(repeating: factor)
  forEachLanes(count) {
    y.put(x.lanes($0) * lanes, $0)
  } rest: {
    y.put(x.lanes($0, upTo: $1) * lanes, $0, upTo: $1)
  }
}
