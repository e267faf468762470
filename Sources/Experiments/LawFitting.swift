internal import Datasets
internal import Determinism
public import Fits
internal import Foundation
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
    let grid = try results.points(task.points)
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

extension Runner {
  /// Fits every law of a task. No result depends on the number of workers.
  func lawFit(_ run: Run, _ task: LawFitTask, _ points: LawPoints) throws -> Outcome {
    let grid = points.grid
    let key = RandomKey(seed: run.seed)["law-fit"]
    var metrics: [String: Double] = [:]
    metrics["additive.r2"] = try additiveBound(grid)
    if let drawn = points.drawn {
      metrics["drawn.r2"] = Goodness(measured: grid.values, predicted: drawn).rSquared
    }
    var fits: [(name: String, law: FittedLaw)] = []
    for spec in task.fits {
      if stop() { throw Stopped() }
      let law = try Law(named: spec.law)
      let settings = LawSettings(
        outer: spec.outer ?? [1], lowest: task.search.lowest, highest: task.search.highest,
        scan: task.search.scan, resamples: task.search.resamples)
      let fitted: FittedLaw
      do {
        fitted = try FittedLaw(law, to: grid, settings: settings, key: key[spec.name])
      } catch {
        return .failed(reason: error.description)
      }
      metrics["\(spec.name).r2"] = fitted.goodness.rSquared
      metrics["\(spec.name).rmse"] = fitted.goodness.rootMeanSquare
      metrics["\(spec.name).mae"] = fitted.goodness.meanAbsolute
      metrics["\(spec.name).loo"] = fitted.heldOut.cell?.rootMeanSquare
      metrics["\(spec.name).loo-depth"] = fitted.heldOut.depth?.rootMeanSquare
      metrics["\(spec.name).loo-width"] = fitted.heldOut.width?.rootMeanSquare
      metrics["\(spec.name).best-layers"] = fitted.solved.optimum.layers
      metrics["\(spec.name).best-width"] = fitted.solved.optimum.width
      if let largest = task.largest {
        metrics["\(spec.name).largest"] = try? law.errorOnLargest(
          largest, of: grid, settings: settings)
      }
      fits.append((spec.name, fitted))
    }
    return .finished(
      RunResult(
        dataDigest: points.digest, source: nil, numerics: "\(Machine.blas) Double",
        parameters: 0, epochRead: 0, metrics: metrics.filter { $0.value.isFinite }, curve: [],
        ranks: [], users: grid.cells.count, weightsDigest: nil,
        fit: LawFitResult(grid, fits: fits)))
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

  /// Fits a line through a file's rows, and through all but one of them at a time.
  func lineFit(_ task: LineFitTask, _ points: LinePoints) throws -> Outcome {
    let x = points.x
    let y = points.y
    let ones = Array(repeating: 1.0, count: x.count)
    let fit: LeastSquares
    do {
      fit = try LeastSquares(columns: [ones, x], values: y)
    } catch {
      return .failed(reason: "\(error)")
    }
    let goodness = Goodness(measured: y, predicted: fit.fitted)
    var out: [Double] = []
    var mean: [Double] = []
    for left in x.indices {
      let kept = x.indices.filter { $0 != left }
      let part = try LeastSquares(
        columns: [kept.map { _ in 1.0 }, kept.map { x[$0] }], values: kept.map { y[$0] })
      out.append(part.coefficients[0] + part.coefficients[1] * x[left])
      mean.append(kept.reduce(0) { $0 + y[$1] } / Double(kept.count))
    }
    return .finished(
      RunResult(
        dataDigest: points.digest, source: nil, numerics: "\(Machine.blas) Double",
        parameters: 0, epochRead: 0,
        metrics: [
          "line.r2": goodness.rSquared ?? 0, "mean.r2": 0, "line.rmse": goodness.rootMeanSquare,
          "line.loo": Goodness(measured: y, predicted: out).rootMeanSquare,
          "mean.loo": Goodness(measured: y, predicted: mean).rootMeanSquare,
        ], curve: [], ranks: [], users: x.count, weightsDigest: nil))
  }

  /// Measures amount and entropies of users' sequences at several lengths.
  func dataTerm(_ task: DataTermTask<DatasetSpec>, _ data: PreparedData) throws -> Outcome {
    let rows = data.interactions
    let sequences = rows.users.indices.map { row in
      rows.items[rows.events(of: row)].map(Int.init)
    }
    var metrics: [String: Double] = [:]
    for length in task.lengths {
      if stop() { throw Stopped() }
      let term = try DataTerm(of: sequences, length: length)
      let numbers: [String: Double?] = [
        "tokens": Double(term.tokens), "real-entropy": term.realEntropy,
        "real-entropy-inverse": term.realEntropy > 0 ? 1 / term.realEntropy : nil,
        "tokens-by-real-entropy": term.tokensOverRealEntropy, "apen": term.approximateEntropy,
        "tokens-by-apen": term.tokensOverApproximateEntropy, "shannon": term.shannonEntropy,
        "zlib": term.compressionRatio,
      ]
      for (name, value) in numbers { if let value { metrics["\(name)@\(length)"] = value } }
    }
    return .finished(
      RunResult(
        dataDigest: data.digest,
        source: SourceStamp(
          id: data.source.id, digest: data.source.digest, published: data.source.published),
        numerics: "Double", parameters: 0, epochRead: 0, metrics: metrics, curve: [], ranks: [],
        users: rows.users.count, weightsDigest: nil))
  }
}

/// Rows of a file as x and y.
public struct LinePoints: Sendable {
  /// What the line runs along.
  public var x: [Double]
  /// What it predicts.
  public var y: [Double]
  /// SHA-256 of both.
  public var digest: String

  /// The points of a task.
  init(_ task: LineFitTask, _ results: SuiteResults) throws {
    let table = try results.table(task.file)
    y = try table.numbers(task.y)
    var product = Array(repeating: 1.0, count: y.count)
    for name in task.x { product = zip(product, try table.numbers(name)).map { $0 * $1 } }
    x = task.reciprocal ? product.map { 1 / $0 } : product
    guard x.count >= 3, x.allSatisfy(\.isFinite) else {
      throw ExperimentError(
        subject: task.file, reason: "a line needs at least 3 rows, and x other than 0")
    }
    digest = Digest(of: try CanonicalJSON.compact([x, y])).hex
  }
}

extension LawFitResult {
  /// What is kept of laws fitted to a grid, by the names they go under.
  public init(_ grid: ScalingGrid, fits: [(name: String, law: FittedLaw)]) {
    self.init(
      name: grid.name,
      points: grid.cells.map {
        Point(layers: $0.layers, width: $0.width, tokens: $0.tokens, value: $0.value)
      }, fits: fits.map { Fit($0.law, name: $0.name) })
  }
}

extension LawFitResult.Fit {
  /// What a record keeps of a fitted law.
  fileprivate init(_ fitted: FittedLaw, name: String) {
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
        LawFitResult.Interval(name: $0.name, low: $0.low, high: $0.high)
      },
      predictions: fitted.predictions, bestLayers: optimum.layers, bestWidth: optimum.width,
      warnings: fitted.warnings)
  }
}
