internal import Determinism
internal import OpenBLAS
internal import WideProducts

#if DoublePrecision
  private let gemmName = "cblas_dgemm"
#else
  private let gemmName = "cblas_sgemm"
#endif

private typealias Gemm =
  @convention(c) (
    _ order: Int32, _ transposeA: Int32, _ transposeB: Int32, _ m: Int32, _ n: Int32, _ k: Int32,
    _ alpha: Real, _ a: UnsafePointer<Real>?, _ lda: Int32, _ b: UnsafePointer<Real>?,
    _ ldb: Int32, _ beta: Real, _ c: UnsafeMutablePointer<Real>?, _ ldc: Int32
  ) -> Void

private let gemm: Gemm? = {
  guard case .success(let library) = OpenBLAS.loaded, let symbol = library.symbol(gemmName) else {
    return nil
  }
  return unsafeBitCast(symbol, to: Gemm.self)
}()

/// A matrix inside larger memory: neighbouring rows are `stride` elements apart.
struct Matrix {
  var start: UnsafePointer<Real>
  var stride: Int
  var transposed: Bool

  @inline(__always)
  init(_ start: UnsafePointer<Real>, _ stride: Int, transposed: Bool = false) {
    self.start = start
    self.stride = stride
    self.transposed = transposed
  }

  @inline(__always)
  init(_ start: UnsafeMutablePointer<Real>, _ stride: Int, transposed: Bool = false) {
    self.init(UnsafePointer(start), stride, transposed: transposed)
  }
}

/// `c = alpha · op(a)·op(b) + beta · c`, with `op(a)` of `m × k`, `op(b)` of `k × n`, on this
/// thread; free workers help with a large one of our own.
///
/// - Parameters:
///   - needed: what of it need not be computed; a hint.
///   - bias: a number for each column; with it, c becomes `max(c + bias, 0)` in the end.
/// - Precondition: the matrix library is there; the tool checks that before it starts a run. Behind the
///   last numbers of a and of b there are 15 more that may be read, as behind a tensor's.
func multiply(
  _ m: Int, _ n: Int, _ k: Int, _ a: Matrix, _ b: Matrix, into c: UnsafeMutablePointer<Real>,
  _ stride: Int, alpha: Real = 1, beta: Real = 0, needed: Needed = .all,
  rectifying bias: UnsafePointer<Real>? = nil
) {
  guard m > 0, n > 0 else { return }
  if multiplyWide(
    m, n, k, a, b, into: c, stride, alpha: alpha, beta: beta, needed: needed, rectifying: bias)
  {
    return
  }
  guard let gemm else { preconditionFailure("The matrix library could not be loaded.") }
  gemm(
    101, a.transposed ? 112 : 111, b.transposed ? 112 : 111, Int32(m), Int32(n), Int32(k), alpha,
    a.start, Int32(a.stride), b.start, Int32(b.stride), beta, c, Int32(stride))
  if let bias { rectify(c, stride, m, n, adding: bias) }
}

/// Rows of a panel: products with more rows are cut into panels, by shape alone, so that the bits
/// of a row do not depend on how many workers there are.
private let panelRows = 1024
/// Terms of a sum: longer sums are cut into chunks whose parts are added in index order.
let chunkTerms = 2048

/// `op(A)·op(B)`: `[m, k] × [k, n] → [m, n]`. Of a shape with more than two axes, all but the last
/// count as rows.
///
/// - Precondition: the inner extents agree.
public func matmul(
  _ a: Tensor, transposed ta: Bool = false, _ b: Tensor, transposed tb: Bool = false
) -> Tensor {
  matmul(a, transposed: ta, b, transposed: tb, rectifying: nil)
}

/// `max(x·W + bias, 0)`: `[…, in]`, `[in, out]`, `[out]` → `[…, out]`.
public func denseRelu(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor {
  precondition(bias.count == weight.shape.width, "A bias of \(bias.shape) for \(weight.shape).")
  return matmul(x, transposed: false, weight, transposed: false, rectifying: bias)
}

private func matmul(
  _ a: Tensor, transposed ta: Bool, _ b: Tensor, transposed tb: Bool, rectifying bias: Tensor?
) -> Tensor {
  let (m, k) = ta ? (a.shape.width, a.shape.rows) : (a.shape.rows, a.shape.width)
  let (inner, n) = tb ? (b.shape.width, b.shape.rows) : (b.shape.rows, b.shape.width)
  precondition(k == inner, "Cannot multiply \(a.shape) (\(ta)) by \(b.shape) (\(tb)).")
  if k == 0, bias == nil { return Tensor(zeros: [m, n]) }
  precondition(k > 0, "A layer needs inputs.")
  if ta, k > chunkTerms, m * n <= 1 << 16 { return chunkedProduct(a, b, transposed: tb, m, n, k) }
  let result = Tensor(unwritten: [m, n])
  nonisolated(unsafe) let (x, y, z) = (a.reading, b.reading, result.writing)  // a panel a tile
  nonisolated(unsafe) let added = bias?.reading
  forEachTile((m + panelRows - 1) / panelRows) { panel in
    let first = panel * panelRows
    multiply(
      min(panelRows, m - first), n, k,
      Matrix(ta ? x + first : x + first * k, ta ? m : k, transposed: ta),
      Matrix(y, tb ? k : n, transposed: tb), into: z + first * n, n, rectifying: added)
  }
  withExtendedLifetime(bias) {}
  return result
}

/// `Aᵀ·op(B)` of few outputs and long sums: the sum is cut.
private func chunkedProduct(
  _ a: Tensor, _ b: Tensor, transposed tb: Bool, _ m: Int, _ n: Int, _ k: Int
) -> Tensor {
  let chunks = (k + chunkTerms - 1) / chunkTerms
  let parts = Tensor(unwritten: [chunks, m, n])
  defer { withExtendedLifetime(parts) {} }
  nonisolated(unsafe) let (x, y, z) = (a.reading, b.reading, parts.writing)  // one chunk a tile
  forEachTile(chunks) { chunk in
    let first = chunk * chunkTerms
    multiply(
      m, n, min(chunkTerms, k - first), Matrix(x + first * m, m, transposed: true),
      Matrix(tb ? y + first : y + first * n, tb ? k : n, transposed: tb),
      into: z + chunk * m * n, n)
  }
  let result = Tensor(unwritten: [m, n])
  addParts(parts.reading, chunks, m * n, into: result.writing)
  return result
}

/// Adds `count` numbers of each of `number` parts in index order.
func addParts(
  _ parts: UnsafePointer<Real>, _ number: Int, _ count: Int, into result: UnsafeMutablePointer<Real>
) {
  forEachLanes(count) { index in
    var sum = parts.lanes(index)
    for part in 1..<number { sum += parts.lanes(part * count + index) }
    result.put(sum, index)
  } rest: { index, remaining in
    var sum = parts.lanes(index, upTo: remaining)
    for part in 1..<number { sum += parts.lanes(part * count + index, upTo: remaining) }
    result.put(sum, index, upTo: remaining)
  }
}
