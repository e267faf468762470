import Determinism
import OpenBLAS
import Testing
import WideProducts

/// Our own products, held to the sums that define them and to the library's bits.
@Suite(.enabled(if: OpenBLAS.bestKernels == "SkylakeX", "the processor lacks AVX-512"))
struct WideProductTests {
  /// A product's operands, stored as they are or transposed.
  struct Operands {
    let (rows, columns, terms): (Int, Int, Int)
    let (leftTransposed, rightTransposed): (Bool, Bool)
    var left: [Float]
    var right: [Float]
    let before: [Float]

    init(_ shape: (Int, Int, Int), _ left: Bool = false, _ right: Bool = false) {
      (rows, columns, terms) = shape
      (leftTransposed, rightTransposed) = (left, right)
      let root = RandomKey(seed: 5)[rows][columns][terms]
      func numbers(_ count: Int, _ purpose: String) -> [Float] {
        let key = root[purpose]
        return (0..<count).map { Float(key.uniform($0) - 0.5) }
      }
      self.left = numbers(rows * terms, "left")
      self.right = numbers(terms * columns, "right")
      before = numbers(rows * columns, "before")
    }

    func left(_ row: Int, _ term: Int) -> Float {
      left[leftTransposed ? term * rows + row : row * terms + term]
    }

    func right(_ term: Int, _ column: Int) -> Float {
      right[rightTransposed ? column * terms + term : term * columns + column]
    }

    /// Each sum one fused multiply-add after the other, in the chunks of OpenBLAS.
    func chains(alpha: Float = 1, adding: Bool = false) -> [Float] {
      (0..<rows * columns).map { place in
        let (row, column) = (place / columns, place % columns)
        var result = before[place]
        var first = 0
        while first < terms {
          let chunk = WideProduct.chunk(terms - first)
          var sum: Float = 0
          for term in first..<first + chunk { sum.addProduct(left(row, term), right(term, column)) }
          result = first == 0 && !adding ? alpha * sum : result + alpha * sum
          first += chunk
        }
        return result
      }
    }

    func product(
      alpha: Float = 1, adding: Bool = false, needed: Needed = .all,
      finished: @Sendable (_ place: Int, _ sum: Float) -> Void = { _, _ in },
      blocks: @escaping (Int, @Sendable (Int) -> Void) -> Void = { count, body in
        for index in 0..<count { body(index) }
      }
    ) -> [Float] {
      var result = before
      // Numbers that spoil a sum they get into.
      let slack = [Float](repeating: .nan, count: 15)
      left.withUnsafeBufferPointer { left in
        (right + slack).withUnsafeBufferPointer { right in
          result.withUnsafeMutableBufferPointer { result in
            guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress
            else { return }
            let right = RightMatrix(
              b, step: rightTransposed ? terms : columns, transposed: rightTransposed)
            let scratch = WideProduct.scratch(rows: rows, columns: columns, terms: terms, right)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: scratch + 1) { scratch in
              guard let scratch = scratch.baseAddress else { return }
              nonisolated(unsafe) let sums = c  // a block of rows a thread
              WideProduct.multiply(
                rows: rows, columns: columns, terms: terms,
                LeftMatrix(a, step: leftTransposed ? rows : terms, transposed: leftTransposed),
                right, into: c, step: columns, alpha: alpha, adding: adding, needed: needed,
                scratch: scratch
              ) { rows, columns in
                for row in rows {
                  for column in columns {
                    let place = row * self.columns + column
                    finished(place, sums[place])
                  }
                }
              } forEachBlock: {
                blocks($0, $1)
              }
            }
          }
        }
      }
      return result
    }
  }

  static let shapes = [
    (1, 1, 1), (7, 25, 64), (8, 50, 211), (64, 200, 25), (15, 184, 20), (128, 20, 448),
    (129, 20, 449), (130, 533, 12), (17, 64, 900), (40, 50, 1344), (3, 1000, 7),
  ]

  @Test("a sum takes its terms in order, whatever the shape", arguments: shapes)
  func chains(shape: (Int, Int, Int)) {
    for (left, right) in [(false, false), (false, true), (true, false), (true, true)] {
      let operands = Operands(shape, left, right)
      #expect(operands.product() == operands.chains(), "\(left) \(right)")
      #expect(operands.product(adding: true) == operands.chains(adding: true), "\(left) \(right)")
    }
  }

  @Test("columns may be as many as there are, in strips of every width")
  func widths() {
    for columns in 1...150 {
      let operands = Operands((11, columns, 5))
      #expect(operands.product() == operands.chains(), "\(columns)")
    }
  }

  @Test(
    "blocks of rows may be computed in any order and side by side",
    arguments: [(700, 64, 64), (260, 500, 460), (1024, 50, 300)])
  func blocks(shape: (Int, Int, Int)) {
    for (left, right) in [(false, false), (false, true), (true, false)] {
      let operands = Operands(shape, left, right)
      let expected = operands.chains(adding: true)
      var calls = 0
      let backwards = operands.product(
        adding: true,
        blocks: { count, body in
          calls += count
          for index in (0..<count).reversed() { body(index) }
        })
      #expect(backwards == expected && calls > 1, "\(left) \(right)")
      let sideBySide = operands.product(adding: true, blocks: { forEachTile($0, $1) })
      #expect(sideBySide == expected)
    }
  }

  @Test("a factor is put on the sums")
  func factor() {
    let operands = Operands((13, 40, 25), false, true)
    #expect(operands.product(alpha: 0.2) == operands.chains(alpha: 0.2))
  }

  @Test(
    "each sum is handed on once, when it is complete",
    arguments: [(130, 400, 184), (9, 25, 12), (5, 500, 460)])
  func finished(shape: (Int, Int, Int)) {
    let operands = Operands(shape)
    let expected = operands.chains()
    // All on this thread.
    nonisolated(unsafe) var seen = [Float?](repeating: nil, count: expected.count)
    nonisolated(unsafe) var again = 0
    _ = operands.product { place, sum in
      if seen[place] != nil { again += 1 }
      seen[place] = sum
    }
    #expect(again == 0)
    #expect(seen == expected)
  }

  @Test("scores behind the diagonal are left out, and all before it are there", arguments: [0, 64])
  func columnsBehindTheDiagonal(first: Int) {
    let operands = Operands((61, first + 61, 25), false, true)
    let (part, whole) = (operands.product(needed: .columnsThrough(first: first)), operands.chains())
    var left = 0
    for row in 0..<operands.rows {
      for column in 0..<operands.columns {
        let place = row * operands.columns + column
        if column <= first + row {
          #expect(part[place] == whole[place], "\(row), \(column)")
        } else if part[place] == operands.before[place] {
          left += 1
        }
      }
    }
    #expect(left > 0, "nothing was skipped")
  }

  @Test("zeros behind the diagonal, or before it, need not be added", arguments: [0, 64])
  func zeros(first: Int) {
    var causal = Operands((61, 50, first + 61))
    for row in 0..<causal.rows {
      for term in first + row + 1..<max(first + row + 1, causal.terms) {
        causal.left[row * causal.terms + term] = 0
      }
    }
    #expect(causal.product(needed: .termsThrough(first: first)) == causal.chains())

    var transposed = Operands((first + 61, 50, 61), true)
    for row in 0..<transposed.rows {
      for term in 0..<min(transposed.terms, max(0, row - first)) {
        transposed.left[term * transposed.rows + row] = 0
      }
    }
    for adding in [false, true] {
      #expect(
        transposed.product(adding: adding, needed: .termsFrom(first: first))
          == transposed.chains(adding: adding))
    }
  }
}
