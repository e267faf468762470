import Determinism
import Foundation
import Suites
import Testing

@testable import Fits

@Suite struct JointFitTests {
  private func settings(_ data: DataPart?, outer: [Double] = [2, 8, 32]) -> LawSettings {
    var settings = LawSettings.wide
    settings.outer = outer
    settings.resamples = 0
    settings.data = data
    return settings
  }

  private func grid(
    tokens: [Double], depths: [Double] = [2, 4, 8, 16], widths: [Double] = [16, 32, 64],
    _ value: (Double, Double, Double) -> Double
  ) throws -> ScalingGrid {
    var cells: [ScalingCell] = []
    for size in tokens {
      for depth in depths {
        for width in widths {
          cells.append(
            ScalingCell(
              layers: depth, width: width, tokens: size, value: value(depth, width, size)))
        }
      }
    }
    return try ScalingGrid(name: "made", measure: .gain, cells: cells)
  }

  private func fit(_ law: Law, _ grid: ScalingGrid, _ settings: LawSettings) throws -> FittedLaw {
    try FittedLaw(law, to: grid, settings: settings, key: RandomKey(seed: 1))
  }

  @Test("a line in the logarithm of the data is found, and reaches a size that was left out")
  func logarithm() throws {
    let made = try grid(tokens: [1e4, 1e5, 1e6]) {
      0.1 + 0.01 * log($0 * $1 * $1) + 0.005 * log($2)
    }
    let line = try fit(.logLinear, made, settings(.logarithm))
    let slope = try #require(line.parameters.first { $0.name == "g" })
    #expect(abs(try #require(slope.value) - 0.005) < 1e-9 && slope.standing == .pinned)
    #expect(try #require(line.heldOut.data).rootMeanSquare < 1e-9)
    // Without a data term the middle size is right on average, and the others are off.
    let flat = try fit(.logLinear, made, settings(.constant))
    #expect(try #require(flat.goodness.rSquared) < 0.99)
    #expect(try #require(flat.heldOut.data).rootMeanSquare > 0.005)
    // A constant for each size fits as well as the line, and says nothing of a new size.
    let levels = try fit(.logLinear, made, settings(nil))
    #expect(try #require(levels.goodness.rSquared) > 1 - 1e-9 && levels.heldOut.data == nil)
    #expect(levels.freeParameters == 5 && line.freeParameters == 4 && flat.freeParameters == 3)
  }

  @Test("five data sizes identify F3's own data term, two do not")
  func own() throws {
    let truth = SolvedLaw(
      law: .f3, measure: .gain, constants: [], coefficients: [0.01, 0.1],
      exponents: [-0.9, -0.7], outer: 8,
      curve: DataCurve(part: .own, intercept: 0.2, slope: -0.5, outer: 8))
    func made(_ tokens: [Double]) throws -> ScalingGrid {
      try grid(tokens: tokens) { truth.prediction(layers: $0, width: $1, tokens: $2) ?? .nan }
    }
    let five = try fit(.f3, made([2, 4, 8, 16, 32]), settings(.own))
    #expect(try #require(five.goodness.rSquared) > 1 - 1e-9)
    let curve = try #require(five.solved.curve)
    #expect(curve.outer == 8 && abs(curve.slope + 0.5) < 1e-4)
    #expect(abs(curve.intercept - 0.2) < 1e-3)
    let data = five.parameters.filter { ["pf2", "w5", "b"].contains($0.name) }
    #expect(data.count == 3 && data.allSatisfy { $0.standing == .pinned })
    #expect(try #require(five.heldOut.data).rootMeanSquare < 1e-6)
    let two = try fit(.f3, made([2, 32]), settings(.own))
    #expect(try #require(two.goodness.rSquared) > 1 - 1e-9)
    let free = two.parameters.filter { $0.standing == .notIdentified }.map(\.name)
    #expect(free == ["pf2", "w5", "b"])
    #expect(two.heldOut.data == nil)
    // Another pf2 fits as well, with a w5 of its own. (At pf2 = 2 the term cannot rise so far.)
    let pf2 = try #require(two.spans.first { $0.name == "pf2" })
    let w5 = try #require(two.spans.first { $0.name == "w5" })
    #expect(pf2.low == 8 && pf2.high == 32 && w5.low < w5.high - 0.1)
  }

  @Test("a data term that a law has not is refused in one sentence")
  func refused() throws {
    let made = try grid(tokens: [1, 2]) { _, _, _ in 0.1 }
    let own = #expect(throws: FitError.self) { try fit(.quadratic, made, settings(.own)) }
    #expect(
      own?.description
        == "Law 'quadratic': the data size enters it as levels, constant, logarithm, "
        + "not as own.")
    let line = #expect(throws: FitError.self) { try fit(.kaplan, made, settings(.logarithm)) }
    #expect(line?.description == "Law 'kaplan': the data size enters it as own, not as logarithm.")
  }

  @Test("what lies beyond too few depths is not predicted")
  func beyond() throws {
    func curve(_ depth: Double, _ width: Double, _ size: Double) -> Double {
      0.1 + 0.03 * log(depth) - 0.002 * log(depth) * log(depth) + 0.01 * log(width)
    }
    let three = try grid(tokens: [1], depths: [2, 4, 8], widths: [16, 32, 64, 128], curve)
    let quadratic = try fit(.quadratic, three, settings(nil))
    #expect(quadratic.heldOut.depth == nil && quadratic.heldOut.cell != nil)
    #expect(try #require(quadratic.heldOut.width).rootMeanSquare < 1e-9)
    #expect(try fit(.logLinear, three, settings(nil)).heldOut.depth != nil)
    // The three largest leave four widths and three depths, and the law has no noise.
    let held = try Law.quadratic.largest(3, of: three, settings: settings(nil))
    #expect(held.goodness.rootMeanSquare < 1e-9)
    let sizes = three.cells.map(\.parameters).sorted()
    #expect(held.cells.map { three.cells[$0].parameters } == Array(sizes.suffix(3)))
    // Without the deepest row two depths remain, and the third is out of reach.
    let deep = #expect(throws: FitError.self) {
      try Law.quadratic.largest(
        4,
        of: try grid(
          tokens: [1], depths: [2, 4, 800], widths: [16, 32, 64, 128], curve),
        settings: settings(nil))
    }
    #expect(
      deep?.description == "made: 8 cells of 2 depths and 4 widths do not tell quadratic what lies "
        + "beyond them.")
    let few = #expect(throws: FitError.self) {
      try Law.f3.largest(6, of: three, settings: settings(nil))
    }
    #expect(few?.description == "made: F3 needs at least 7 points, not 6.")
  }

  @Test("the refit of a resample ends where a search from every place does", arguments: 0..<6)
  func quickly(draw: Int) throws {
    let panel = try PublishedFiles.panels()[draw * 3]
    let settings = settings(nil, outer: LawSettings.wide.outer)
    let found = try Law.f3.search(panel, settings)
    let rows = resample(panel.cells.count, key: RandomKey(seed: 3)[draw])
    let again = panel.selecting(rows)
    let quick = try Law.f3.search(again, settings, from: .quickly(found.places))
    let whole = try Law.f3.search(again, settings, from: .near(found.places))
    // Values are 1 − R²; both are minima below the same places, so neither is far below the other.
    #expect(quick.report.value <= whole.report.value + 0.002, "\(panel.name)")
  }

  @Test("intervals hold the spread that the choice of the outer constant brings")
  func intervals() throws {
    let panel = try PublishedFiles.panels()[0]
    var free = LawSettings.wide
    free.resamples = 60
    let whole = try fit(.f3, panel, free)
    var held = free
    held.outer = [try #require(whole.solved.outer)]
    let fixed = try fit(.f3, panel, held)
    func width(_ fit: FittedLaw, _ name: String) throws -> Double {
      let interval = try #require(fit.intervals.first { $0.name == name })
      return interval.high - interval.low
    }
    #expect(try width(whole, "w1") > 2 * width(fixed, "w1"))
    #expect(try width(whole, "pf1") > 0)
    #expect(fixed.intervals.allSatisfy { $0.name != "pf1" })
    // The maximum is what the cells pin, whatever the constants.
    let depth = try #require(whole.intervals.first { $0.name == "best layers" })
    let best = try #require(whole.solved.optimum.layers)
    #expect(depth.low < best && best < depth.high && depth.high < 3 * depth.low)
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    #expect(try fit(.f3, panel, free) == whole)
  }

  @Test(
    "a term of unit weight has the right derivative, and Kaufman's curvature is exact at no residual"
  )
  func unitWeight() {
    let cells: [(Double, Double)] = [2, 4, 8].flatMap { n in [1, 3, 9, 27].map { d in (n, d) } }
    let truth = [-0.7, 0.4]
    func model(_ values: [Double]) -> SeparableModel {
      SeparableModel(
        fixed: [cells.map { _ in 1 }],
        terms: [
          BracketTerm(.logarithm(p: 3), sizes: cells.map(\.0)),
          BracketTerm(.released(p: 2), sizes: cells.map(\.1), hasUnitWeight: true),
        ], values: values)
    }
    let exact = cells.map { n, d in
      0.3 + 2 * Bracket.logarithm(p: 3).value(log(n), truth[0]).value
        + Bracket.released(p: 2).value(log(d), truth[1]).value
    }
    func value(_ model: SeparableModel, _ at: [Double]) -> Double {
      var search = VariableProjection(model)
      return search.value(at)
    }
    func moved(_ point: [Double], _ index: Int, _ step: Double) -> [Double] {
      var point = point
      point[index] += step
      return point
    }
    let noisy = model(exact.enumerated().map { $1 + ($0 % 3 == 0 ? 0.1 : -0.05) })
    var search = VariableProjection(noisy)
    _ = search.value([-0.5, 0.3])
    let slope = search.shape().slope
    for index in 0..<2 {
      let difference =
        (value(noisy, moved([-0.5, 0.3], index, 1e-5))
          - value(noisy, moved([-0.5, 0.3], index, -1e-5)))
        / 2e-5
      #expect(abs(slope[index] - difference) < 1e-7, "\(index)")
    }
    let clean = model(exact)
    var at = VariableProjection(clean)
    #expect(at.value(truth) < 1e-24)
    let curvature = at.shape().curvature
    for index in 0..<2 {
      let h = 1e-3
      let second =
        (value(clean, moved(truth, index, h)) + value(clean, moved(truth, index, -h))) / (h * h)
      #expect(abs(curvature[index * 3] / second - 1) < 1e-3, "\(index)")
    }
    let end = ProjectedDescent(lowest: -3, highest: 10).minimum(
      from: [-0.6, 0.5], of: VariableProjection(clean))
    #expect(zip(end.point, truth).allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
