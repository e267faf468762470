internal import Determinism
internal import Fits
internal import Foundation
internal import Metrics
public import Suites

/// A line and the rows to fit it to.
public struct PreparedLineFit: PreparedTask {
  let task: LineFitTask
  let points: LinePoints

  /// SHA-256 of the rows.
  public var dataDigest: String { points.digest }

  /// Fits a line through the rows, and through all but one of them at a time.
  public func outcome(
    of _: Run, by _: Runner, observe _: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    (try fitted(), 0)
  }

  private func fitted() throws -> Outcome {
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
    let fits = LineFitTask.fits
    var metrics = [
      FitErrorMetric.rootMeanSquare.of(fits.line): goodness.rootMeanSquare,
      FitErrorMetric.withoutCell.of(fits.line): Goodness(measured: y, predicted: out)
        .rootMeanSquare,
      FitErrorMetric.withoutCell.of(fits.mean): Goodness(measured: y, predicted: mean)
        .rootMeanSquare,
    ]
    // Where all measurements are equal there is nothing to explain, and no R².
    if let rSquared = goodness.rSquared {
      metrics[RSquared().of(fits.line)] = rSquared
      metrics[RSquared().of(fits.mean)] = 0
    }
    return .finished(
      RunResult(
        dataDigest: points.digest, numerics: "\(Machine.blas) Double",
        metrics: metrics.filter { $0.value.isFinite }, users: x.count))
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

extension LineFitTask: PreparableTask {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    PreparedLineFit(task: self, points: try LinePoints(self, preparation.results))
  }
}
