import Determinism
import Fits
import Foundation
import Suites
import Testing

@Suite struct LawTests {
  private var quick: LawSettings {
    var settings = LawSettings.wide
    settings.resamples = 0
    return settings
  }

  @Test("every published panel is fitted at least as well as its drawn surfaces")
  func publishedPanels() throws {
    let table = try CSVTable(
      path: PublishedFiles.root.appending(path: "suites/performance-law/r2.csv").path)
    let drawn = try table.numbers("law_recomputed")
    let lines = try table.numbers("log_linear_recomputed")
    let panels = try PublishedFiles.panels()
    #expect(panels.count == 20)
    for (panel, grid) in panels.enumerated() {
      let line = try FittedLaw(.logLinear, to: grid, settings: quick, key: RandomKey(seed: 1))
      // The recomputed column has six digits; the last may be rounded.
      #expect(abs(try #require(line.goodness.rSquared) - lines[panel]) < 1e-6, "\(grid.name)")
      let law = try FittedLaw(.f3, to: grid, settings: quick, key: RandomKey(seed: 1))
      #expect(try #require(law.goodness.rSquared) >= drawn[panel] - 1e-4, "\(grid.name)")
      let free = law.parameters.filter { $0.standing == .notIdentified }.map(\.name)
      #expect(free == ["pf2", "w5", "b", "D"], "\(grid.name)")
    }
  }

  @Test(
    "at the drawn outer constant the search finds the drawn coefficients",
    // Panel, pf1, w1, w3, w2, w4, K, R², recomputed from the drawn surfaces.
    arguments: [
      (0, 32.0, 0.00863449848, -1.24839045, 0.103325606, -0.826528684, 0.0410423073, 0.898712),
      (1, 24, 0.0108494369, -1.1519639, 0.0921011117, -0.721415429, 0.101651939, 0.916927),
      (10, 4, 0.0286155268, -0.500342025, 0.319628079, -0.331523085, 0.0417656531, 0.851712),
      (12, 8, 0.0173784863, -0.728621051, 0.174750252, -0.520070944, -0.0226378349, 0.907743),
    ])
  func drawnCoefficients(
    panel: Int, outer: Double, w1: Double, w3: Double, w2: Double, w4: Double, constant: Double,
    rSquared: Double
  ) throws {
    var settings = quick
    settings.outer = [outer]
    let grid = try PublishedFiles.panels()[panel]
    let fit = try FittedLaw(.f3, to: grid, settings: settings, key: RandomKey(seed: 1))
    #expect(abs(try #require(fit.goodness.rSquared) - rSquared) < 1e-6)
    for (ours, theirs) in zip(fit.solved.coefficients + fit.solved.exponents, [w1, w2, w3, w4]) {
      #expect(abs(ours - theirs) < 1e-4 * abs(theirs), "\(grid.name): \(ours) for \(theirs)")
    }
    #expect(abs(fit.solved.constants[0].value - constant) < 1e-4)
  }

  @Test("a law without noise gives its own numbers back", arguments: [Law.f1, .f3])
  func noiseless(law: Law) throws {
    var settings = quick
    settings.outer = [8]
    let truth = SolvedLawFixture.solved(law)
    let grid = try SolvedLawFixture.grid(of: truth)
    let fit = try FittedLaw(law, to: grid, settings: settings, key: RandomKey(seed: 1))
    #expect(try #require(fit.goodness.rSquared) > 1 - 1e-10)
    for (ours, theirs) in zip(
      fit.solved.coefficients + fit.solved.exponents, truth.coefficients + truth.exponents)
    {
      #expect(abs(ours - theirs) < 1e-4 * abs(theirs))
    }
    #expect(fit.solved.constants.count == 2)
  }

  @Test("Hoffmann's form without noise gives its published numbers back")
  func noiselessHoffmann() throws {
    // A 406.4, B 410.7, E 1.69, α 0.34, β 0.28: Hoffmann et al. 2022, table A3.
    let truth = SolvedLawFixture.losses(.hoffmann, [1.69, 406.4, 410.7], [0.34, 0.28])
    let grid = try SolvedLawFixture.grid(of: truth, tokens: [1e8, 1e9, 1e10])
    let fit = try FittedLaw(.hoffmann, to: grid, settings: quick, key: RandomKey(seed: 1))
    for (ours, theirs) in zip(
      fit.solved.coefficients + fit.solved.exponents, [1.69, 406.4, 410.7, 0.34, 0.28])
    {
      #expect(abs(ours - theirs) < 1e-3 * theirs, "\(ours) for \(theirs)")
    }
    #expect(fit.parameters.allSatisfy { $0.standing == .pinned })
  }

  @Test("Kaplan's joint form without noise gives its published numbers back")
  func noiselessKaplan() throws {
    // αN 0.076, αD 0.103, Nc 6.4e13, Dc 1.8e13.
    let truth = SolvedLawFixture.losses(.kaplan, [log(6.4e13), log(1.8e13)], [0.076, 0.103])
    let grid = try SolvedLawFixture.grid(of: truth, tokens: [1e6, 1e8, 1e10])
    let fit = try FittedLaw(.kaplan, to: grid, settings: quick, key: RandomKey(seed: 1))
    #expect(try #require(fit.goodness.rSquared) > 1 - 1e-9)
    #expect(abs(fit.solved.exponents[0] - 0.076) < 1e-4)
    #expect(abs(fit.solved.exponents[1] - 0.103) < 1e-4)
  }

  @Test("one data size leaves B and β of Hoffmann's form, and E with them, unknown")
  func unidentified() throws {
    let grid = try PublishedFiles.panels()[0]
    let fit = try FittedLaw(.hoffmann, to: grid, settings: quick, key: RandomKey(seed: 1))
    let free = fit.parameters.filter { $0.standing == .notIdentified }.map(\.name)
    #expect(free == ["E", "B", "β"])
    #expect(fit.warnings.contains("the data do not identify E, B, β"))
  }

  @Test("cells of one width say so, and identify nothing along it")
  func oneWidth() throws {
    let cells = [4.0, 8, 12, 16, 24, 32, 48].map {
      ScalingCell(layers: $0, width: 50, tokens: 1, value: 0.3 + 0.01 * log($0))
    }
    let grid = try ScalingGrid(name: "one width", measure: .gain, cells: cells)
    let fit = try FittedLaw(.logLinear, to: grid, settings: quick, key: RandomKey(seed: 1))
    #expect(
      fit.warnings.first == "all cells have the same width, so nothing along it is identified")
    #expect(fit.parameters.map(\.standing) == [.notIdentified, .pinned, .notIdentified])
    #expect(abs(fit.solved.coefficients[0] - 0.01) < 1e-12)
  }

  @Test("too few points, and sizes that are not positive, are refused in one sentence")
  func refusals() throws {
    let cells = (1...6).map { ScalingCell(layers: Double($0), width: 8, tokens: 1, value: 0.1) }
    let grid = try ScalingGrid(name: "mine", measure: .gain, cells: cells)
    let few = #expect(throws: FitError.self) {
      try FittedLaw(.f3, to: grid, settings: quick, key: RandomKey(seed: 1))
    }
    #expect(few?.description == "mine: F3 needs at least 7 points, not 6.")
    let zero = #expect(throws: FitError.self) {
      try ScalingGrid(
        name: "mine", measure: .gain,
        cells: [ScalingCell(layers: 0, width: 1, tokens: 1, value: 1)])
    }
    #expect(zero?.description == "mine, cell 1: layers must be positive, not 0.0.")
    let name = #expect(throws: FitError.self) { try Law(named: "F2") }
    #expect(
      name?.description
        == "Law 'F2': is not known; there are F1, F3, log-linear, quadratic, kaplan, hoffmann.")
  }

  @Test("the maximum along an axis is where the law is largest")
  func optimum() throws {
    let solved = SolvedLawFixture.solved(.f3)
    let peak = try #require(solved.optimum.layers)
    let here = try #require(solved.prediction(layers: peak, width: 50, tokens: 1))
    for factor in [0.9, 1.1] {
      let beside = try #require(solved.prediction(layers: peak * factor, width: 50, tokens: 1))
      #expect(beside < here)
    }
    // pf1^(1/|w3|) = 8^(1/0.9).
    #expect(abs(peak - pow(8, 1 / 0.9)) < 1e-9)
  }

  @Test("bootstrap intervals are the same on one worker and on three, and hold the estimate")
  func bootstrap() throws {
    var settings = quick
    settings.resamples = 40
    let grid = try PublishedFiles.panels()[0]
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    let alone = try FittedLaw(.quadratic, to: grid, settings: settings, key: RandomKey(seed: 4))
    Workers.count = 3
    let three = try FittedLaw(.quadratic, to: grid, settings: settings, key: RandomKey(seed: 4))
    #expect(alone == three)
    let a = try #require(alone.intervals.first)
    #expect(a.low < alone.solved.coefficients[0] && alone.solved.coefficients[0] < a.high)
    #expect(a.resamples == 40)
  }

  @Test("leaving out one cell at a time equals the hat matrix's shortcut, for a linear law")
  func leaveOneOut() throws {
    let grid = try PublishedFiles.panels()[0]
    let fit = try FittedLaw(.logLinear, to: grid, settings: quick, key: RandomKey(seed: 1))
    // In a balanced grid the leverage is 1/n + (x − x̄)²/Σ(x − x̄)² + (z − z̄)²/Σ(z − z̄)², and the
    // held-out residual is the residual over 1 − leverage.
    func shares(_ sizes: [Double]) -> [Double] {
      let logs = sizes.map { log($0) }
      let mean = logs.reduce(0, +) / Double(logs.count)
      let squares = logs.map { ($0 - mean) * ($0 - mean) }
      return squares.map { $0 / squares.reduce(0, +) }
    }
    let n = shares(grid.cells.map(\.layers))
    let d = shares(grid.cells.map(\.width))
    var squares = 0.0
    for (i, cell) in grid.cells.enumerated() {
      let leverage = 1.0 / 24 + n[i] + d[i]
      let residual = (cell.value - fit.predictions[i]) / (1 - leverage)
      squares += residual * residual
    }
    let held = try #require(fit.heldOut.cell)
    #expect(abs(held.rootMeanSquare - (squares / 24).squareRoot()) < 1e-12)
    #expect(fit.heldOut.depth != nil && fit.heldOut.width != nil)
  }

  @Test("rows of one model are left out together")
  func cellsLeftOut() throws {
    // Two equal rows a model: were one left out alone, the other would all but give it away.
    var cells: [ScalingCell] = []
    for layers in [1.0, 2, 4] {
      for width in [8.0, 16, 32] {
        let bump = layers == 4 && width == 32 ? 0.3 : 0
        let value = 0.1 + 0.02 * log(layers) + 0.03 * log(width) + bump
        cells += Array(
          repeating: ScalingCell(layers: layers, width: width, tokens: 1, value: value), count: 2)
      }
    }
    let grid = try ScalingGrid(name: "twice", measure: .gain, cells: cells)
    let fit = try FittedLaw(.logLinear, to: grid, settings: quick, key: RandomKey(seed: 1))
    let once = try ScalingGrid(
      name: "once", measure: .gain, cells: cells.enumerated().filter { $0.0 % 2 == 0 }.map(\.1))
    let alone = try FittedLaw(.logLinear, to: once, settings: quick, key: RandomKey(seed: 1))
    let (twice, single) = (try #require(fit.heldOut.cell), try #require(alone.heldOut.cell))
    #expect(abs(twice.rootMeanSquare - single.rootMeanSquare) < 1e-12)
    #expect(twice.rootMeanSquare > fit.goodness.rootMeanSquare * 1.2)
  }
}

/// Laws with chosen numbers, and grids that obey them.
enum SolvedLawFixture {
  static func solved(_ law: Law) -> SolvedLaw {
    SolvedLaw(
      law: law, measure: .gain,
      constants: [
        SolvedLaw.DataConstant(tokens: 1, value: 0.05),
        SolvedLaw.DataConstant(tokens: 10, value: 0.07),
      ], coefficients: [0.01, 0.1], exponents: [-0.9, -0.7], outer: 8)
  }

  static func losses(_ law: Law, _ coefficients: [Double], _ exponents: [Double]) -> SolvedLaw {
    SolvedLaw(
      law: law, measure: .loss, constants: [], coefficients: coefficients, exponents: exponents,
      outer: nil)
  }

  static func grid(of law: SolvedLaw, tokens: [Double] = [1, 10]) throws -> ScalingGrid {
    var cells: [ScalingCell] = []
    for amount in tokens {
      for layers in [2.0, 4, 8, 16, 32] {
        for width in [16.0, 32, 64, 128] {
          let value = law.prediction(layers: layers, width: width, tokens: amount) ?? .nan
          cells.append(
            ScalingCell(layers: layers, width: width, tokens: amount, value: value))
        }
      }
    }
    return try ScalingGrid(name: "made", measure: law.measure, cells: cells)
  }
}
