import Determinism
import OpenBLAS
import Tensors
import Testing

/// Whether the library is of the release, and has the kernels, whose bits ours are.
let isComparable: Bool = {
  guard MemoryLayout<Real>.size == MemoryLayout<Float>.size,
    case .success(let library) = OpenBLAS.loaded
  else { return false }
  return library.kernels == "SkylakeX" && library.version == "0.3.21"
}()

/// Which product computes a shape must not show in any bit: records were made with either.
@Suite(.enabled(if: isComparable, "another release, kernels or precision"))
struct LibraryBitsTests {
  /// Shapes of up to 1,024 rows, so that the library's are not cut into panels: of models, and by
  /// chance, on both sides of every line between its kernels and ours.
  static let shapes: [[Int]] = {
    let key = RandomKey(seed: 8)
    let drawn = (0..<80).map { draw in
      [130, 130, draw % 3 == 0 ? 700 : 300].enumerated().map {
        1 + key[draw].integer(below: $1, $0)
      }
    }
    let known = [
      [256, 400, 184], [184, 400, 448], [184, 400, 460], [200, 533, 400], [520, 20, 1024],
      [500, 300, 50], [50, 300, 1024], [64, 25, 200], [200, 25, 64], [64, 200, 25], [64, 50, 200],
      [40, 30, 32], [131, 30, 33],
    ]
    return known + drawn
  }()

  @Test("a product has the library's bits, transposed or not")
  func bits() throws {
    let gemm = try #require(try OpenBLAS.loaded.get().sgemm)
    for shape in Self.shapes {
      let (m, n, k) = (shape[0], shape[1], shape[2])
      let key = RandomKey(seed: 9)[m][n][k]
      let (left, right) = (key["a"], key["b"])
      let a = (0..<m * k).map { Float(left.uniform($0) - 0.5) }
      let b = (0..<k * n).map { Float(right.uniform($0) - 0.5) }
      for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
        var expected = [Float](repeating: 0, count: m * n)
        gemm(
          101, ta ? 112 : 111, tb ? 112 : 111, Int32(m), Int32(n), Int32(k), 1, a,
          Int32(ta ? m : k), b, Int32(tb ? k : n), 0, &expected, Int32(n))
        let result = matmul(
          Tensor(ta ? [k, m] : [m, k], a.map { Real($0) }), transposed: ta,
          Tensor(tb ? [n, k] : [k, n], b.map { Real($0) }), transposed: tb)
        let isSame = result.elements.map { Float($0) } == expected
        #expect(isSame, "\(shape), \(ta), \(tb)")
      }
    }
  }
}
