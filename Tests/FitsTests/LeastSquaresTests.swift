import Determinism
import Fits
import Testing

@Suite struct LeastSquaresTests {
  @Test("a line through points has the textbook slope and intercept")
  func line() throws {
    // x = 0, 1, 2, 3; y = 1, 3, 2, 5: slope 11/10, intercept 11/10.
    let fit = try LeastSquares(columns: [[1, 1, 1, 1], [0, 1, 2, 3]], values: [1, 3, 2, 5])
    #expect(abs(fit.coefficients[0] - 1.1) < 1e-14)
    #expect(abs(fit.coefficients[1] - 1.1) < 1e-14)
    #expect(fit.rank == 2)
  }

  @Test("columns that repeat each other lower the rank, whatever their units")
  func rank() throws {
    let fit = try LeastSquares(
      columns: [[1, 1, 1], [1e9, 1e9, 1e9], [0, 1, 2]], values: [1, 2, 3])
    #expect(fit.rank == 2)
    #expect(zip(fit.fitted, [1.0, 2, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("the thin solver equals LAPACK", arguments: 0..<20)
  func thin(trial: Int) throws {
    let key = RandomKey(seed: 8)[trial]
    let columns = (0..<4).map { k in (0..<24).map { key[k].normal($0) * (k == 2 ? 1e6 : 1) } }
    let values = (0..<24).map { key["y"].normal($0) }
    let meant = try LeastSquares(columns: columns, values: values)
    var thin = ThinLeastSquares(points: 24, columns: 4)
    thin.solve(columns: columns.flatMap { $0 }, values: values)
    #expect(thin.rank == 4)
    for (a, b) in zip(thin.coefficients, meant.coefficients) {
      #expect(abs(a - b) < 1e-9 * abs(b))
    }
  }

  @Test("numbers that are not finite are refused")
  func refused() {
    #expect(throws: FitError(subject: "Least squares", reason: "a number is not finite")) {
      try LeastSquares(columns: [[1, .nan]], values: [1, 2])
    }
  }

  @Test("a bounded search stops at its bound, with the derivative it was given")
  func bounded() {
    struct Bowl: Objective {
      mutating func value(
        at point: UnsafeBufferPointer<Double>, slope: UnsafeMutableBufferPointer<Double>?
      ) -> Double {
        slope?[0] = 2 * (point[0] - 3)
        slope?[1] = 4 * (point[1] + 1)
        return (point[0] - 3) * (point[0] - 3) + 2 * (point[1] + 1) * (point[1] + 1)
      }
    }
    for method in [BoundedMinimisation.Method.sequentialQuadratic, .limitedMemory] {
      let search = BoundedMinimisation(lower: [-5, -5], upper: [2, 5], method: method)
      let found = search.minimum(from: [0, 0], of: Bowl())
      #expect(abs(found.point[0] - 2) < 1e-8 && abs(found.point[1] + 1) < 1e-6)
    }
  }

  @Test("the derivative of a projected sum of squares equals its differences")
  func projection() {
    let sizes = [4.0, 8, 12, 16, 24, 32]
    let widths = [25.0, 50, 75, 100]
    let cells = sizes.flatMap { n in widths.map { (n, $0) } }
    let key = RandomKey(seed: 3)
    for bracket in [Bracket.released(p: 8), .logarithm(p: 3), .power] {
      let model = SeparableModel(
        fixed: [Array(repeating: 1, count: 24)],
        terms: [
          BracketTerm(bracket, sizes: cells.map(\.0)), BracketTerm(bracket, sizes: cells.map(\.1)),
        ], values: (0..<24).map { key.normal($0) })
      let point = [-0.7, 0.4]
      var slope = [0.0, 0.0]
      func value(_ at: [Double]) -> Double {
        var search = VariableProjection(model)
        return at.withUnsafeBufferPointer { search.value(at: $0, slope: nil) }
      }
      var search = VariableProjection(model)
      _ = point.withUnsafeBufferPointer { point in
        slope.withUnsafeMutableBufferPointer { search.value(at: point, slope: $0) }
      }
      for index in 0..<2 {
        var above = point
        var below = point
        above[index] += 1e-5
        below[index] -= 1e-5
        let difference = (value(above) - value(below)) / 2e-5
        #expect(abs(slope[index] - difference) < 1e-7, "\(bracket) \(index)")
      }
    }
  }
}
