internal import Determinism
public import Fits
internal import Foundation
internal import Metrics
public import Suites

/// Results to fit laws to, and the surface that was drawn through them.
public struct LawPoints: Sendable {
  /// The results.
  public var grid: ScalingGrid
  /// The drawn surface at each result, in order; nil where none was drawn.
  public var drawn: [Double]?
  /// SHA-256 of both as canonical JSON.
  public var digest: String

  /// The points of a task.
  init(_ task: LawFitTask, _ results: SuiteResults) throws {
    let grid = try results.points(task)
    self.grid = grid
    let drawn = try task.surface.map { try Self.surface($0, results, grid) }
    self.drawn = drawn
    struct Content: Encodable {
      var cells: [ScalingCell]
      var drawn: [Double]?
    }
    digest = Digest(of: try CanonicalJSON.compact(Content(cells: grid.cells, drawn: drawn))).hex
  }

  private static func surface(
    _ source: SurfaceSource, _ results: SuiteResults, _ grid: ScalingGrid
  ) throws -> [Double] {
    let table = try results.rows(source.file, source.rows)
    func number(_ name: String) throws -> Double {
      guard let first = try table.numbers(name).first else {
        throw ExperimentError(subject: source.file, reason: "the surface has no row")
      }
      return first
    }
    let constant = try number("K0")
    let depth = (try number("aN"), try number("qN"), try number("bN"))
    let width = (try number("ad"), try number("qd"), try number("bd"))
    return grid.cells.map { cell in
      let n = log(cell.layers)
      let d = log(cell.width)
      return constant + depth.0 * exp(-depth.1 * n) + depth.2 * n + width.0 * exp(-width.1 * d)
        + width.2 * d
    }
  }
}

/// Laws and the results to fit them to.
public struct PreparedLawFit: PreparedTask {
  let task: LawFitTask
  let points: LawPoints

  /// SHA-256 of the results.
  public var dataDigest: String { points.digest }

  /// Fits every law of the task. No result depends on the number of workers.
  public func outcome(
    of run: Run, by runner: Runner, observe _: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    (try fitted(run, stop: runner.stop), 0)
  }

  private func fitted(_ run: Run, stop: () -> Bool) throws -> Outcome {
    let grid = points.grid
    let key = RandomKey(seed: run.seed)["law-fit"]
    var metrics: [Metric: Double] = [:]
    metrics[LawFitTask.additive] = try additiveBound(grid)
    if let drawn = points.drawn {
      metrics[LawFitTask.drawn] = Goodness(measured: grid.values, predicted: drawn).rSquared
    }
    var fits: [LawFitResult.Fit] = []
    var refused: [LawFitResult.Refusal] = []
    var largest: [Int]?
    for spec in task.fits {
      if stop() { throw Runner.Stopped() }
      let law = try Law(named: spec.law)
      let settings = LawSettings(
        outer: spec.outer ?? [1], lowest: task.search.lowest, highest: task.search.highest,
        scan: task.search.scan, resamples: task.search.resamples, descents: task.search.descents,
        data: spec.dataPart)
      let fitted: FittedLaw
      do {
        fitted = try FittedLaw(law, to: grid, settings: settings, key: key[spec.name])
      } catch {
        // A grid in the making may be enough for one law and too little for another.
        refused.append(LawFitResult.Refusal(name: spec.name, reason: error.description))
        continue
      }
      var fit = LawFitResult.Fit(fitted, name: spec.name, on: grid)
      metrics.merge(numbers(fitted, named: spec.name)) { $1 }
      if let count = task.largest {
        do {
          let held = try law.largest(count, of: grid, settings: settings)
          largest = held.cells
          fit.largest = held.predictions
          metrics[FitErrorMetric.largest.of(spec.name)] = held.goodness.rootMeanSquare
        } catch {
          fit.warnings.append(
            "the largest models (\(count)) are not predicted: \(error.description)")
        }
      }
      fits.append(fit)
    }
    guard !fits.isEmpty else {
      return .failed(reason: refused.map(\.reason).joined(separator: " "))
    }
    return .finished(
      RunResult(
        dataDigest: points.digest, numerics: "\(Machine.blas) Double",
        metrics: metrics.filter { $0.value.isFinite }, users: grid.cells.count,
        fit: LawFitResult(
          name: grid.name, points: grid.cells, fits: fits,
          refused: refused.isEmpty ? nil : refused, largest: largest)))
  }

  /// What one fit measures, under its name.
  private func numbers(_ fitted: FittedLaw, named name: String) -> [Metric: Double] {
    let errors: [FitErrorMetric: Double?] = [
      .rootMeanSquare: fitted.goodness.rootMeanSquare,
      .meanAbsolute: fitted.goodness.meanAbsolute,
      .withoutCell: fitted.heldOut.cell?.rootMeanSquare,
      .withoutDepth: fitted.heldOut.depth?.rootMeanSquare,
      .withoutWidth: fitted.heldOut.width?.rootMeanSquare,
      .withoutData: fitted.heldOut.data?.rootMeanSquare,
    ]
    var numbers: [Metric: Double] = [:]
    for (error, value) in errors { numbers[error.of(name)] = value }
    numbers[RSquared().of(name)] = fitted.goodness.rSquared
    numbers[FitOptimum.layers.of(name)] = fitted.solved.optimum.layers
    numbers[FitOptimum.width.of(name)] = fitted.solved.optimum.width
    return numbers
  }

  /// R² of the best law of the form f(layers) + g(width), whatever f and g: no law that adds depth
  /// and width can have more. Two-way analysis of variance without interaction.
  private func additiveBound(_ grid: ScalingGrid) throws -> Double? {
    let columns =
      grid.layers.map { level in grid.cells.map { $0.layers == level ? 1.0 : 0 } }
      + grid.widths.map { level in grid.cells.map { $0.width == level ? 1.0 : 0 } }
    let fit = try LeastSquares(columns: columns, values: grid.values)
    return Goodness(measured: grid.values, predicted: fit.fitted).rSquared
  }
}

extension LawFitResult {
  /// What is kept of laws fitted to a grid, by the names they go under.
  public init(_ grid: ScalingGrid, fits: [(name: String, law: FittedLaw)]) {
    self.init(
      name: grid.name, points: grid.cells,
      fits: fits.map { Fit($0.law, name: $0.name, on: grid) })
  }
}

extension LawFitResult.Fit {
  /// What is kept of a law fitted to a grid.
  init(_ fitted: FittedLaw, name: String, on grid: ScalingGrid) {
    let optimum = fitted.solved.optimum
    self.init(
      name: name, formula: fitted.solved.law.formula, freeParameters: fitted.freeParameters,
      starts: fitted.search.starts, reached: fitted.search.reached,
      parameters: fitted.parameters.map {
        LawFitResult.Parameter(
          name: $0.name, value: $0.value, error: $0.standardError,
          standing: $0.standing.rawValue)
      },
      intervals: fitted.intervals.map {
        LawFitResult.Interval(name: $0.name, low: $0.low, high: $0.high, resamples: $0.resamples)
      },
      spans: fitted.spans.map { LawFitResult.Span(name: $0.name, low: $0.low, high: $0.high) },
      predictions: fitted.predictions, mesh: Self.mesh(fitted.solved, grid), largest: nil,
      bestLayers: optimum.layers, bestWidth: optimum.width, warnings: fitted.warnings)
  }

  /// The law at every combination of a grid's depths and widths, where there is one data size.
  private static func mesh(_ solved: SolvedLaw, _ grid: ScalingGrid) -> [Double]? {
    let sizes = grid.tokens
    guard sizes.count == 1 else { return nil }
    let values = grid.layers.flatMap { layers in
      grid.widths.map { solved.prediction(layers: layers, width: $0, tokens: sizes[0]) }
    }.compactMap { $0 }.filter(\.isFinite)
    return values.count == grid.layers.count * grid.widths.count ? values : nil
  }
}

extension LawFitTask: PreparableTask {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    PreparedLawFit(task: self, points: try LawPoints(self, preparation.results))
  }
}
