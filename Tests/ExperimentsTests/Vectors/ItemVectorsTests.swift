import Datasets
import Determinism
import Language
import Suites
import Testing

@testable import Experiments

/// What is done with vectors before they are used.
@Suite struct ItemVectorsTests {
  /// 300 vectors of six numbers: two directions of deviations 3 and 1, some noise, and a mean.
  private static let cloud: Matrix = {
    let key = RandomKey(seed: 4)
    return Matrix.of(rows: 300, columns: 6) { row, line in
      let (a, b) = (3 * key["a"].normal(row), key["b"].normal(row))
      let first: [Double] = [1, 1, 1, 1, 0, 0]
      let second: [Double] = [1, -1, 0, 0, 1, 1]
      for place in 0..<6 {
        line[place] = 5 + a * first[place] / 2 + b * second[place] / 2
        line[place] += 0.1 * key["noise"][row].normal(place)
      }
    }
  }()

  private static func dense(_ spec: ItemVectorsSpec, _ matrix: Matrix = cloud) throws -> Matrix {
    guard case .dense(let treated) = spec.treated(.dense(matrix)) else {
      throw ExperimentError(subject: "the test", reason: "dense vectors stay dense")
    }
    return treated
  }

  private static func spec(_ change: (inout ItemVectorsSpec) -> Void) -> ItemVectorsSpec {
    var spec = ItemVectorsSpec { $0.texts = "t" }
    change(&spec)
    return spec
  }

  private static func covariance(_ matrix: Matrix) -> Matrix {
    let centred = matrix.less(matrix.mean)
    var products = centred.transposed.times(centred)
    for index in products.elements.indices { products.elements[index] /= Double(matrix.rows) }
    return products
  }

  @Test("components are at right angles, largest first, and keep distances as far as they reach")
  func components() throws {
    let two = try Self.dense(Self.spec { ($0.centred, $0.width) = (true, 2) })
    let products = Self.covariance(two)
    // Variances near 9 and 1, with the noise's 0.01.
    #expect(abs(products.elements[0] - 9) < 2 && abs(products.elements[3] - 1) < 0.3)
    #expect(abs(products.elements[1]) < 1e-9 && two.mean.allSatisfy { abs($0) < 1e-9 })
    let all = try Self.dense(Self.spec { ($0.centred, $0.width) = (true, 6) })
    func distance(_ matrix: Matrix, _ a: Int, _ b: Int) -> Double {
      zip(matrix[a], matrix[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    for pair in [(0, 1), (17, 250), (99, 3)] {
      let whole = distance(Self.cloud, pair.0, pair.1)
      #expect(abs(distance(all, pair.0, pair.1) - whole) < 1e-9 * whole)
    }
    // More components than there are numbers are zeros.
    let wide = try Self.dense(Self.spec { ($0.centred, $0.width) = (true, 8) })
    #expect(wide.columns == 8 && (0..<300).allSatisfy { wide[$0].suffix(2) == [0, 0] })
  }

  @Test("of vectors of words, components are those of the same written out")
  func sparse() throws {
    let key = RandomKey(seed: 6)
    let rows = (0..<80).map { row in
      (0..<40).filter { key[row].uniform($0) < 0.15 }.map { column in
        (
          column: Int32(column),
          value: key["value"][row].uniform(column) + Double(column == 3 ? 2 : 0)
        )
      }
    }
    let sparse = SparseRows(rows, width: 40)
    var written = Matrix(zeros: 80, 40)
    for (row, numbers) in rows.enumerated() {
      for (column, value) in numbers { written.elements[row * 40 + Int(column)] = value }
    }
    for centred in [false, true] {
      let thin = principalComponents(CentredRows(.sparse(sparse), centred: centred), width: 3)
      let full = principalComponents(CentredRows(.dense(written), centred: centred), width: 3)
      // An iterated subspace is close to the largest axes, not equal to them.
      for (one, other) in zip(thin.elements, full.elements) { #expect(abs(one - other) < 1e-6) }
      let exact = principalComponents(CentredRows(.dense(written), centred: centred), width: 40)
      let squares = { (matrix: Matrix) in matrix.elements.reduce(0) { $0 + $1 * $1 } }
      let best = squares(exact.prefix(3))
      #expect(squares(thin) <= best * (1 + 1e-9) && squares(thin) > 0.98 * best)
    }
  }

  @Test("permuted vectors are the same ones, elsewhere")
  func permuted() throws {
    let same = try Self.dense(Self.spec { ($0.control, $0.key) = (.permuted, 1) })
    let rows = { (matrix: Matrix) in (0..<300).map { Array(matrix[$0]) } }
    #expect(Set(rows(same)) == Set(rows(Self.cloud)))
    #expect(zip(rows(same), rows(Self.cloud)).count { $0 == $1 } < 10)
    let other = try Self.dense(Self.spec { ($0.control, $0.key) = (.permuted, 2) })
    #expect(other != same)
  }

  @Test("drawn vectors have the mean and the covariance, and are no one's")
  func gaussian() throws {
    let drawn = try Self.dense(Self.spec { ($0.control, $0.key) = (.gaussian, 1) })
    for (ours, mean) in zip(drawn.mean, Self.cloud.mean) { #expect(abs(ours - mean) < 0.3) }
    let (ours, theirs) = (Self.covariance(drawn), Self.covariance(Self.cloud))
    // Within 300 draws a variance of 2.5 is known to about 0.2.
    for (one, other) in zip(ours.elements, theirs.elements) { #expect(abs(one - other) < 0.7) }
    #expect(drawn.elements != Self.cloud.elements)
  }

  @Test("lengths of one come before all else, and a scale after all")
  func scales() throws {
    let unit = try Self.dense(Self.spec { $0.unit = true }, Matrix(3, 2, [3, 4, 0, 0, 0, -2]))
    #expect(zip(unit.elements, [0.6, 0.8, 0, 0, 0, -1]).allSatisfy { abs($0 - $1) < 1e-12 })
    let scaled = try Self.dense(
      Self.spec { ($0.centred, $0.deviation) = (true, 0.5) }, Matrix(2, 2, [1, 1, 3, -3]))
    // Less the mean (2, −1): (−1, 2) and (1, −2), of mean square 5⁄2.
    let root = 2.5.squareRoot()
    #expect(zip(scaled.elements, [-1, 2, 1, -2]).allSatisfy { abs($0 - 0.5 * $1 / root) < 1e-12 })
  }

  @Test("vectors are handed out by the items' ids, and each item with events needs a line")
  func ids() throws {
    let data = RankingLearnerTests.interactions
    let ids = (1...60).map(String.init) + ["61"]
    let vectors = Matrix(61, 1, ids.indices.map { Double($0 + 1) })
    let table = try ItemVectorTable(.dense(vectors), ids: ids, of: data, texts: "titles")
    guard case .dense(let matrix) = table.rows else { return }
    #expect(matrix.rows == 61 && matrix.elements == (0...60).map(Double.init))
    let short = #expect(throws: DataError.self) {
      try ItemVectorTable(
        .dense(Matrix(1, 1, [1])), ids: ["1"], of: data, texts: "titles")
    }
    #expect(short?.reason.hasPrefix("it has no line for the item ") == true)
    let names = #expect(throws: DataError.self) {
      try ItemVectorTable(.dense(Matrix(1, 1, [1])), ids: ["B01"], of: data, texts: "titles")
    }
    #expect(names?.reason == "the id 'B01' is not a whole number from 1 up, as items have")
  }
}
