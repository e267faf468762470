internal import Datasets
internal import Determinism
internal import Fits
internal import Foundation
internal import Suites

extension Runner {
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
    var metrics = [
      "line.rmse": goodness.rootMeanSquare,
      "line.loo": Goodness(measured: y, predicted: out).rootMeanSquare,
      "mean.loo": Goodness(measured: y, predicted: mean).rootMeanSquare,
    ]
    // Where all measurements are equal there is nothing to explain, and no R².
    if let rSquared = goodness.rSquared {
      metrics.merge(["line.r2": rSquared, "mean.r2": 0]) { $1 }
    }
    return .finished(
      RunResult(
        dataDigest: points.digest, source: nil, numerics: "\(Machine.blas) Double",
        parameters: 0, epochRead: 0, metrics: metrics.filter { $0.value.isFinite }, curve: [],
        ranks: [], users: x.count, weightsDigest: nil))
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
