import Determinism
import Foundation
import OpenBLAS
import WideProducts

/// Our own products and the library's on one thread, in turn, under the shapes of the models:
/// `Products` prints GFLOP/s of both, the best of ten turns, and whether their bits are the same.
@main
struct Products {
  private struct Case {
    let name: String
    let rows: Int
    let columns: Int
    let terms: Int
    /// Whether the left, or the right matrix is stored transposed.
    var left = false
    var right = false
  }

  private static let cases = [
    Case(name: "large", rows: 2048, columns: 2048, terms: 2048),
    Case(name: "click layer, x W", rows: 1024, columns: 400, terms: 400),
    Case(name: "click layer, g Wᵀ", rows: 1024, columns: 400, terms: 400, right: true),
    Case(name: "click layer, xᵀ g", rows: 400, columns: 400, terms: 1024, left: true),
    Case(name: "XCrossNet's first layer, x W", rows: 1024, columns: 400, terms: 184),
    Case(
      name: "XCrossNet's narrow weights, Eᵀ g", rows: 520, columns: 20, terms: 1024, left: true),
    Case(
      name: "the same turned, gᵀ E, as it is done", rows: 20, columns: 520, terms: 1024, left: true),
    Case(name: "FuXi-α projection, x W", rows: 1024, columns: 300, terms: 50),
    Case(name: "FuXi-α projection, g Wᵀ", rows: 1024, columns: 50, terms: 300, right: true),
    Case(name: "FuXi-α projection, xᵀ g", rows: 50, columns: 300, terms: 2048, left: true),
    Case(name: "scores of 64 queries", rows: 64, columns: 200, terms: 25, right: true),
    Case(name: "their sums over keys", rows: 64, columns: 25, terms: 200),
    Case(name: "sums over queries", rows: 200, columns: 25, terms: 64, left: true),
  ]

  static func main() {
    guard case .success(let library) = OpenBLAS.loaded, library.kernels == "SkylakeX",
      let gemm = library.sgemm
    else {
      FileHandle.standardError.write(
        Data("Products: this processor, or its library, has no kernels for AVX-512.\n".utf8))
      exit(69)
    }
    print("| product | shape | library, GFLOP/s | ours | same bits |")
    print("| --- | --- | --- | --- | --- |")
    for product in cases { measure(product, gemm) }
  }

  private static func measure(_ product: Case, _ gemm: OpenBLAS.SGEMM) {
    let (m, n, k) = (product.rows, product.columns, product.terms)
    let (lda, ldb) = (product.left ? m : k, product.right ? k : n)
    // 15 numbers more, which our kernel may read.
    let a = numbers(m * k + 15, "a")
    let b = numbers(k * n + 15, "b")
    var (theirs, ours) = ([Float](repeating: 0, count: m * n), [Float](repeating: 0, count: m * n))
    let operations = 2 * Double(m) * Double(n) * Double(k)
    let repeats = 1 + Int(4e8 / operations)
    let clock = ContinuousClock()
    var best = (library: 0.0, ours: 0.0)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        theirs.withUnsafeMutableBufferPointer { theirs in
          ours.withUnsafeMutableBufferPointer { ours in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = theirs.baseAddress,
              let d = ours.baseAddress
            else { return }
            let left = LeftMatrix(a, step: lda, transposed: product.left)
            let right = RightMatrix(b, step: ldb, transposed: product.right)
            let room = WideProduct.scratch(rows: m, columns: n, terms: k, right)
            let scratch = UnsafeMutablePointer<Float>.allocate(capacity: room + 1)
            defer { scratch.deallocate() }
            for _ in 0..<10 {
              let library = clock.measure {
                for _ in 0..<repeats {
                  gemm(
                    101, product.left ? 112 : 111, product.right ? 112 : 111, Int32(m), Int32(n),
                    Int32(k), 1, a, Int32(lda), b, Int32(ldb), 0, c, Int32(n))
                }
              }
              let own = clock.measure {
                for _ in 0..<repeats {
                  WideProduct.multiply(
                    rows: m, columns: n, terms: k, left, right, into: d, step: n, scratch: scratch)
                }
              }
              let all = operations * Double(repeats) / 1e9
              best.library = max(best.library, all / (library / .seconds(1)))
              best.ours = max(best.ours, all / (own / .seconds(1)))
            }
          }
        }
      }
    }
    print(
      "| \(product.name) | \(m)×\(k)×\(n) | \(Int(best.library)) | \(Int(best.ours)) | "
        + "\(theirs == ours ? "yes" : "no") |")
  }

  private static func numbers(_ count: Int, _ purpose: String) -> [Float] {
    let key = RandomKey(seed: 7)[purpose]
    return (0..<count).map { Float(key.uniform($0) - 0.5) }
  }
}
