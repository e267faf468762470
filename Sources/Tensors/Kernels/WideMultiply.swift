internal import Determinism
internal import OpenBLAS
internal import WideProducts

/// Whether products may be our own: the library's kernels for the same processors are in use, whose
/// bits ours have. Other kernels were either asked for or all that the processor supports.
let hasWideProducts: Bool = {
  guard MemoryLayout<Real>.size == MemoryLayout<Float>.size,
    case .success(let library) = OpenBLAS.loaded
  else { return false }
  return library.kernels == "SkylakeX"
}()

/// Terms and outputs up to which OpenBLAS takes its kernels for small products.
let smallProduct = 1_000_000

/// Whether our own product has the library's bits and serves the shape at least as well.
///
/// The library's kernels for small products sum in another order where the last register of a row
/// is half full or less, and where the right matrix is transposed and the outputs are few.
@inline(__always)
func isWide(
  _ m: Int, _ n: Int, _ k: Int, _ a: Matrix, _ b: Matrix, alpha: Real, beta: Real
) -> Bool {
  guard hasWideProducts, n >= 16, beta == 0 || beta == 1 else { return false }
  if alpha != 1, beta != 0 || k > WideProduct.longestChunk { return false }
  if m * n * k > smallProduct { return true }
  if b.transposed, !a.transposed { return m * n > 1200 || k < 32 }
  // Where the last columns do not fill a register they are written one by one: a few terms do not
  // pay for it.
  if k > WideProduct.longestChunk || k < 32 && n & 3 != 0 { return false }
  return a.transposed || b.transposed || n & 15 == 0 || n & 15 > 8
}

/// Our own product where it serves the shape.
///
/// - Returns: false where the library has to compute it.
@inline(__always)
func multiplyWide(
  _ m: Int, _ n: Int, _ k: Int, _ a: Matrix, _ b: Matrix, into c: UnsafeMutablePointer<Real>,
  _ stride: Int, alpha: Real, beta: Real, needed: Needed, rectifying bias: UnsafePointer<Real>?
) -> Bool {
  #if DoublePrecision
    return false
  #else
    guard isWide(m, n, k, a, b, alpha: alpha, beta: beta) else { return false }
    if case .all = needed, isBetterTurned(m, n, k, a, b), alpha == 1, beta == 0, bias == nil {
      multiplyTurned(m, n, k, a, b, into: c, stride)
      return true
    }
    let right = RightMatrix(b.start, step: b.stride, transposed: b.transposed)
    let scratch = Tensor(
      unwritten: [WideProduct.scratch(rows: m, columns: n, terms: k, right)])
    nonisolated(unsafe) let (sums, added) = (c, bias)  // a block of rows a tile
    WideProduct.multiply(
      rows: m, columns: n, terms: k,
      LeftMatrix(a.start, step: a.stride, transposed: a.transposed), right, into: c, step: stride,
      alpha: alpha, adding: beta == 1, needed: needed, scratch: scratch.writing
    ) { rows, columns in
      guard let added else { return }
      rectify(
        sums + rows.lowerBound * stride + columns.lowerBound, stride, rows.count, columns.count,
        adding: added + columns.lowerBound)
    } forEachBlock: {
      forEachTile($0, $1)
    }
    withExtendedLifetime(scratch) {}
    return true
  #endif
}

#if !DoublePrecision
  /// Whether a product of many rows and few columns, both matrices stored by terms, is better computed
  /// with the matrices exchanged: strips along the many columns fill registers, and whole lines of
  /// memory are read.
  @inline(__always)
  private func isBetterTurned(_ m: Int, _ n: Int, _ k: Int, _ a: Matrix, _ b: Matrix) -> Bool {
    a.transposed && !b.transposed && n < 32 && m >= 4 * n && k >= 32
  }

  /// `c = aᵀ·b` as the transpose of `bᵀ·a`: the same sums, of the same terms in the same order.
  private func multiplyTurned(
    _ m: Int, _ n: Int, _ k: Int, _ a: Matrix, _ b: Matrix,
    into c: UnsafeMutablePointer<Real>, _ stride: Int
  ) {
    let right = RightMatrix(a.start, step: a.stride, transposed: false)
    let turned = Tensor(unwritten: [n, m])
    let scratch = Tensor(unwritten: [WideProduct.scratch(rows: n, columns: m, terms: k, right)])
    WideProduct.multiply(
      rows: n, columns: m, terms: k, LeftMatrix(b.start, step: b.stride, transposed: true), right,
      into: turned.writing, step: m, scratch: scratch.writing,
      forEachBlock: { forEachTile($0, $1) })
    exchange(turned.reading, n, m, into: c, step: stride)
    withExtendedLifetime((scratch, turned)) {}
  }
#endif
