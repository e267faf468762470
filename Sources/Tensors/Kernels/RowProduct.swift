internal import OpenBLAS

#if !DoublePrecision
  internal import WideProducts
#endif

/// Whether the library's kernels in use take rows twelve at a time, the rest behind them, and give a row the
/// same bits wherever its twelve stand.
private let takesTwelve: Bool = {
  guard case .success(let library) = OpenBLAS.loaded else { return false }
  return ["Haswell", "Zen"].contains(library.kernels)
}()

/// Products `a·op(b)` with one right matrix whose rows are computed a few at a time, to the bits that they
/// have together: which kernel computes them follows from how many there are in all.
struct RowProduct {
  /// Rows of a part: of eights and of twelves, and few enough that the right matrix is read where it
  /// stands, without a copy for each product.
  private static let partRows = 24

  private let right: Tensor
  private let transposed: Bool
  /// The right matrix by terms, as our own kernels read it best.
  private let byTerms: Tensor
  private let columns: Int
  private let terms: Int

  /// - Parameters:
  ///   - right: `[terms, columns]`, or `[columns, terms]` where it is transposed.
  init(_ right: Tensor, transposed: Bool) {
    self.right = right
    self.transposed = transposed
    byTerms = transposed ? Tensors.transposed(right) : right
    (terms, columns) =
      transposed
      ? (right.shape.width, right.shape.rows) : (right.shape.rows, right.shape.width)
  }

  private var stored: Matrix {
    Matrix(right.reading, right.shape.width, transposed: transposed)
  }

  /// How many of `rows` rows may be computed apart from the others: for kernels that give a row the same
  /// bits then, those of SkylakeX with ours beside them, and Haswell's. Of others it is not known, and all
  /// rows are one part.
  func part(of rows: Int) -> Int {
    let isKnown =
      takesTwelve || hasWideProducts && (columns >= 16 || rows * columns * terms <= smallProduct)
    return isKnown ? Self.partRows : max(1, rows)
  }

  /// `c = a·op(b)`, or `c += a·op(b)`, for some rows.
  ///
  /// - Precondition: they are parts as `part(of:)` says, or all.
  /// - Parameters:
  ///   - count: rows of a and of c.
  ///   - all: rows of the whole product.
  func multiply(
    _ count: Int, of all: Int, _ a: UnsafePointer<Real>, into c: UnsafeMutablePointer<Real>,
    adding: Bool
  ) {
    let (left, beta) = (Matrix(a, terms), Real(adding ? 1 : 0))
    #if !DoublePrecision
      if count <= Self.partRows, isWide(all, columns, terms, left, stored, alpha: 1, beta: beta) {
        // Nothing is packed, so that the scratch is not touched.
        return WideProduct.multiply(
          rows: count, columns: columns, terms: terms,
          LeftMatrix(a, step: terms, transposed: false),
          RightMatrix(byTerms.reading, step: columns, transposed: false), into: c, step: columns,
          adding: adding, scratch: c)
      }
    #endif
    Tensors.multiply(count, columns, terms, left, stored, into: c, columns, beta: beta)
  }
}
