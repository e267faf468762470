internal import OpenBLAS

/// The two LAPACK routines that fits need, found in the matrix library at first use.
///
/// Matrices are column by column, `[rows × columns]`, as Fortran has them. Sizes are 32 bits wide.
enum LAPACK {
  private typealias Size = UnsafePointer<Int32>
  private typealias Numbers = UnsafeMutablePointer<Double>
  private typealias Sizes = UnsafeMutablePointer<Int32>
  private typealias Letter = UnsafePointer<CChar>
  /// `DGELSD`: least squares by singular values, divide and conquer.
  private typealias DGELSD =
    @convention(c) (
      Size, Size, Size, Numbers, Size, Numbers, Size, Numbers, UnsafePointer<Double>, Sizes,
      Numbers, Size, Sizes, Sizes
    ) -> Void
  /// `DGESVD`: singular values and vectors. The last two arguments are the lengths of the letters.
  private typealias DGESVD =
    @convention(c) (
      Letter, Letter, Size, Size, Numbers, Size, Numbers, Numbers, Size, Numbers, Size, Numbers,
      Size, Sizes, Int, Int
    ) -> Void

  private static func routine<Signature>(_ name: String, _: Signature.Type) throws(FitError)
    -> Signature
  {
    let library: OpenBLAS
    do {
      library = try OpenBLAS.loaded.get()
    } catch {
      throw FitError(subject: "Least squares", reason: "\(error)")
    }
    guard let address = library.symbol(name) else {
      throw FitError(
        subject: "Least squares", reason: "the matrix library has no routine '\(name)'")
    }
    return unsafeBitCast(address, to: Signature.self)
  }

  /// The minimum-norm least-squares solution, and the rank.
  static func leastSquares(
    _ matrix: [Double], rows: Int, columns: Int, _ values: [Double], rankTolerance: Double
  ) throws(FitError) -> (solution: [Double], rank: Int) {
    let solve = try routine("dgelsd_", DGELSD.self)
    var matrix = matrix
    var solution = values + Array(repeating: 0, count: max(0, columns - rows))
    var singular = Array(repeating: 0.0, count: max(1, min(rows, columns)))
    var m = Int32(rows)
    var n = Int32(columns)
    var one: Int32 = 1
    var leading = Int32(solution.count)
    var tolerance = rankTolerance
    var rank: Int32 = 0
    var information: Int32 = 0
    var room: Int32 = -1
    var work = [0.0]
    var integers: [Int32] = [0]
    // The first call asks how much room the second one needs.
    for _ in 0..<2 {
      solve(
        &m, &n, &one, &matrix, &m, &solution, &leading, &singular, &tolerance, &rank, &work, &room,
        &integers, &information)
      guard information == 0 else {
        throw FitError(subject: "Least squares", reason: "the singular values did not converge")
      }
      if room == -1 {
        room = Int32(work[0])
        work = Array(repeating: 0, count: Int(room))
        integers = Array(repeating: 0, count: Int(max(1, integers[0])))
      }
    }
    return (Array(solution[..<columns]), Int(rank))
  }

  /// Singular values, largest first, and the right singular vectors, one a row: `[columns]` each.
  static func singularValues(
    _ matrix: [Double], rows: Int, columns: Int
  ) throws(FitError) -> (values: [Double], vectors: [[Double]]) {
    let decompose = try routine("dgesvd_", DGESVD.self)
    var matrix = matrix
    var values = Array(repeating: 0.0, count: min(rows, columns))
    var right = Array(repeating: 0.0, count: columns * columns)
    var none = [0.0]
    var m = Int32(rows)
    var n = Int32(columns)
    var one: Int32 = 1
    var information: Int32 = 0
    var room: Int32 = -1
    var work = [0.0]
    var noLeft = CChar(UInt8(ascii: "N"))
    var allRight = CChar(UInt8(ascii: "A"))
    for _ in 0..<2 {
      decompose(
        &noLeft, &allRight, &m, &n, &matrix, &m, &values, &none, &one, &right, &n, &work, &room,
        &information, 1, 1)
      guard information == 0 else {
        throw FitError(subject: "Singular values", reason: "the iteration did not converge")
      }
      if room == -1 {
        room = Int32(work[0])
        work = Array(repeating: 0, count: Int(room))
      }
    }
    let vectors = (0..<columns).map { row in (0..<columns).map { right[$0 * columns + row] } }
    return (values, vectors)
  }
}
