/// `op(b)` of a product: terms by columns.
public struct RightMatrix {
  var start: UnsafePointer<Float>
  var step: Int
  var transposed: Bool

  /// - Parameters:
  ///   - start: the first element.
  ///   - step: elements from one row of what is stored to the next.
  ///   - transposed: whether the stored rows are columns of `op(b)`.
  public init(_ start: UnsafePointer<Float>, step: Int, transposed: Bool) {
    (self.start, self.step, self.transposed) = (start, step, transposed)
  }

  func from(term: Int, column: Int) -> RightMatrix {
    var result = self
    result.start += transposed ? column * step + term : term * step + column
    return result
  }
}

/// `op(a)` of a product: rows by terms.
public struct LeftMatrix {
  var start: UnsafePointer<Float>
  var rowStep: Int
  var termStep: Int

  /// - Parameters:
  ///   - start: the first element.
  ///   - step: elements from one row of what is stored to the next.
  ///   - transposed: whether the stored rows are columns of `op(a)`.
  public init(_ start: UnsafePointer<Float>, step: Int, transposed: Bool) {
    self.start = start
    (rowStep, termStep) = transposed ? (1, step) : (step, 1)
  }
}

/// What of a product need not be computed. Skipping it changes no bit of what is.
public enum Needed: Sendable {
  /// Everything is needed.
  case all
  /// Row i needs the columns up to `first + i`; what stands behind them is left as it was or not.
  case columnsThrough(first: Int)
  /// In row i of `op(a)` there are zeros behind the term `first + i`.
  case termsThrough(first: Int)
  /// In row i of `op(a)` there are zeros before the term `i − first`.
  case termsFrom(first: Int)
}

/// Products of matrices for processors with registers of 512 bits.
///
/// Every sum begins with zero and takes its terms in ascending order, each by one fused
/// multiply-add; sums longer than 448 terms are cut (`chunk`), and the chunks' sums added in order.
/// That is what the kernels of OpenBLAS 0.3.21 for SkylakeX do, so the bits are theirs, for all but
/// some small shapes. Where they pack both matrices and clear the result first, here only the right
/// matrix is packed, what is added to is asked for in advance, and what lies above a causal diagonal
/// is skipped.
public enum WideProduct {
  /// Terms of a chunk at most.
  public static let longestChunk = 448
  /// Columns that are packed at once, so that they stay in the second cache.
  private static let columnBlock = 480
  /// Rows that meet a strip while they stay in the second cache.
  private static let rowBlock = 128
  /// Multiplications from which on blocks of rows are worth a worker's while.
  private static let sharedProduct = 1 << 21

  /// Terms of the next chunk where `rest` are left: OpenBLAS's cut.
  public static func chunk(_ rest: Int) -> Int {
    if rest >= 2 * longestChunk { return longestChunk }
    return rest > longestChunk ? (rest / 2 + 15) & ~15 : rest
  }

  /// Numbers of scratch that a product needs.
  public static func scratch(rows: Int, columns: Int, terms: Int, _ b: RightMatrix) -> Int {
    packs(b, rows) ? min(terms, longestChunk) * min((columns + 15) & ~15, columnBlock) : 0
  }

  /// Few rows do not pay for a copy of what is in order already.
  private static func packs(_ b: RightMatrix, _ rows: Int) -> Bool {
    b.transposed || rows > rowBlock
  }

  /// `c = alpha · op(a)·op(b)`, or `c += alpha · op(a)·op(b)`.
  ///
  /// Blocks of rows of a large product may be computed side by side: each sum is one thread's, so the
  /// bits do not depend on who does.
  ///
  /// - Precondition: the processor has AVX-512 (F, BW, CD, DQ, VL). Behind the last number of `b` there
  ///   are 15 more that may be read; they are without effect.
  /// - Parameters:
  ///   - c: `rows × columns`.
  ///   - step: elements from one row of c to the next.
  ///   - alpha: one, unless there is a single chunk and nothing is added to.
  ///   - scratch: of `scratch(rows:columns:terms:_:)` numbers.
  ///   - finished: called once for each part of c, after its last term, while it is in the second cache.
  ///   - forEachBlock: calls a body once for each index below a number, on this thread or several.
  public static func multiply(
    rows: Int, columns: Int, terms: Int, _ a: LeftMatrix, _ b: RightMatrix,
    into c: UnsafeMutablePointer<Float>, step: Int, alpha: Float = 1, adding: Bool = false,
    needed: Needed = .all, scratch: UnsafeMutablePointer<Float>,
    finished: @Sendable (_ rows: Range<Int>, _ columns: Range<Int>) -> Void = { _, _ in },
    forEachBlock: @escaping (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void = {
      for index in 0..<$0 { $1(index) }
    }
  ) {
    let isPacked = packs(b, rows)
    var firstTerm = 0
    while firstTerm < terms {
      let chunk = Self.chunk(terms - firstTerm)
      for firstColumn in stride(from: 0, to: columns, by: columnBlock) {
        let count = min(columnBlock, columns - firstColumn)
        let part = b.from(term: firstTerm, column: firstColumn)
        if isPacked { pack(part, terms: chunk, columns: count, into: scratch) }
        nonisolated(unsafe) let block = Block(  // its rows are one thread's
          terms: firstTerm..<firstTerm + chunk, firstColumn: firstColumn, a: a,
          b: isPacked ? UnsafePointer(scratch) : part.start, termStep: isPacked ? nil : b.step,
          c: c + firstColumn, step: step, alpha: alpha, adding: adding || firstTerm > 0,
          needed: needed)
        let isLast = firstTerm + chunk == terms
        let columns = firstColumn..<firstColumn + count
        @Sendable func run(_ index: Int) {
          let part = index * rowBlock..<min(rows, (index + 1) * rowBlock)
          block.run(part, columns: count)
          if isLast { finished(part, columns) }
        }
        let blocks = (rows + rowBlock - 1) / rowBlock
        if blocks > 1, rows * count * chunk >= sharedProduct {
          forEachBlock(blocks) { run($0) }
        } else {
          for index in 0..<blocks { run(index) }
        }
      }
      firstTerm += chunk
    }
  }
}
