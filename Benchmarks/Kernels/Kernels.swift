import Benchmark
import Determinism
import Meter
import Tensors

let benchmarks: @Sendable () -> Void = {
  products()
  elementwise()
  look()
  fused()
}

/// Events of a typical MovieLens-1M batch of 128 rows.
private let tokens = 14_000
private let width = 50
private let itemRows = 3953

/// The products of a block, under the letters of the papers' formulas.
private func products() {
  product("x W, HSTU projection", tokens, width, 4 * width)
  product("x W, FuXi-α projection", tokens, width, 6 * width)
  product("x W, FuXi-α projection of width 256", tokens, 256, 6 * 256)
  product("y W, output", tokens, width, width)
  product("xᵀ g, gradient of HSTU's projection", width, tokens, 4 * width, transposed: true)
  product("g Eᵀ, scores of 32 users", 32, width, 3883)
}

private func product(_ name: String, _ m: Int, _ k: Int, _ n: Int, transposed: Bool = false) {
  measure("\(name) [\(m)×\(k)×\(n)]") {
    let (a, b) = (numbers(transposed ? [k, m] : [m, k]), numbers([k, n]))
    return Work(
      operations: 2 * Double(m) * Double(k) * Double(n), bytes: bytes(m * k + k * n + m * n)
    ) {
      blackHole(matmul(a, transposed: transposed, b, transposed: false))
    }
  }
}

/// What is bound by memory: each number read once and written once.
private func elementwise() {
  measure("silu [\(tokens)×\(6 * width)]") {
    let x = numbers([tokens, 6 * width])
    return Work(bytes: bytes(2 * x.count), events: x.count) { blackHole(silu(x)) }
  }
  measure("root-mean-square norm [\(tokens)×\(width)]") {
    let x = numbers([tokens, width])
    return Work(bytes: bytes(2 * x.count), events: x.count) {
      blackHole(normalizedRows(x, .rootMeanSquare(epsilon: 1e-6)).rows)
    }
  }
  measure("dropout [\(tokens)×\(3 * width)]") {
    let x = numbers([tokens, 3 * width])
    return Work(bytes: bytes(2 * x.count), events: x.count) {
      blackHole(dropout(x, rate: 0.2, key: RandomKey(seed: 1)))
    }
  }
}

/// Look-ups in the item table, and adding their gradients back.
private func look() {
  measure("gather rows [\(tokens) of \(itemRows)×\(width)]") {
    let (table, ids) = (numbers([itemRows, width]), items())
    return Work(bytes: bytes(2 * tokens * width), events: tokens) {
      blackHole(gatherRows(table, ids))
    }
  }
  measure("scatter rows [\(tokens) into \(itemRows)×\(width)]") {
    let (gradient, ids) = (numbers([tokens, width]), items())
    return Work(bytes: bytes((tokens + itemRows) * width), events: tokens) {
      blackHole(scatterRows(gradient, ids, rows: itemRows))
    }
  }
}

private func items() -> [Int32] { (0..<tokens).map { Int32($0 * 7919 % itemRows) } }

/// Bytes of so many numbers.
func bytes(_ count: Int) -> Double { Double(count * MemoryLayout<Real>.size) }

/// Small numbers of both signs.
func numbers(_ shape: Shape) -> Tensor {
  Tensor(shape, (0..<shape.count).map { Real($0 % 17 - 8) / 16 })
}
