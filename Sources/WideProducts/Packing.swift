internal import CIntrinsics

/// Copies a part of the right matrix strip by strip: of each strip one term after the other, with
/// zeros behind the last column.
///
/// - Parameters:
///   - terms: rows of `op(b)` to copy, from `b` on.
///   - columns: columns of `op(b)` to copy, from `b` on.
///   - packed: room for `terms` times the strips' widths.
func pack(
  _ b: RightMatrix, terms: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
) {
  var packed = packed
  forEachStrip(columns) { first, width in
    let count = min(width, columns - first)
    if b.transposed {
      packTransposed(b.start + first * b.step, b.step, terms, count, width, into: packed)
    } else if width == 48, count == width {
      packRows(b.start + first, b.step, terms, 48, 48, into: packed)
    } else if width == 32, count == width {
      packRows(b.start + first, b.step, terms, 32, 32, into: packed)
    } else {
      packRows(b.start + first, b.step, terms, count, width, into: packed)
    }
    packed += terms * width
  }
}

@inline(__always)
private func packRows(
  _ b: UnsafePointer<Float>, _ step: Int, _ terms: Int, _ count: Int, _ width: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  let (wide, whole) = (count & ~15, count & ~3)
  for term in 0..<terms {
    let (x, y) = (b + term * step, packed + term * width)
    for column in stride(from: 0, to: wide, by: 16) {
      prefetch_for_reading(x + 16 * step + column)
      let values = UnsafeRawPointer(x + column).loadUnaligned(as: SIMD16<Float>.self)
      UnsafeMutableRawPointer(y + column).storeBytes(of: values, as: SIMD16<Float>.self)
    }
    for column in stride(from: wide, to: whole, by: 4) { put(four(x + column), y + column) }
    for column in whole..<count { y[column] = x[column] }
    for column in count..<width { y[column] = 0 }
  }
}

/// In squares of four by four. Where columns are missing the last one is repeated: what comes of it
/// is never read.
@inline(__always)
private func packTransposed(
  _ b: UnsafePointer<Float>, _ step: Int, _ terms: Int, _ count: Int, _ width: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  let whole = terms & ~3
  for column in stride(from: 0, to: width, by: 4) {
    let (x0, x1) = (b + min(column, count - 1) * step, b + min(column + 1, count - 1) * step)
    let (x2, x3) = (b + min(column + 2, count - 1) * step, b + min(column + 3, count - 1) * step)
    let y = packed + column
    for term in stride(from: 0, to: whole, by: 4) {
      let (a, b) = (four(x0 + term), four(x1 + term))
      let (c, d) = (four(x2 + term), four(x3 + term))
      for lane in 0..<4 { put(Four(a[lane], b[lane], c[lane], d[lane]), y + (term + lane) * width) }
    }
    for term in whole..<terms {
      put(Four(x0[term], x1[term], x2[term], x3[term]), y + term * width)
    }
  }
}

private typealias Four = SIMD4<Float>

@inline(__always) private func four(_ x: UnsafePointer<Float>) -> Four {
  UnsafeRawPointer(x).loadUnaligned(as: Four.self)
}

@inline(__always) private func put(_ x: Four, _ y: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(y).storeBytes(of: x, as: Four.self)
}
