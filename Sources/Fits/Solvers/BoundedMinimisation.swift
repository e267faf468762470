internal import CNLopt

/// A smooth function of a few numbers, to be made small inside a box.
package protocol Objective {
  /// The value at `point`; where `slope` is not nil, its derivative is written there.
  mutating func value(
    at point: UnsafeBufferPointer<Double>, slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double
}

/// Local minimisation inside a box, by NLopt. The same start gives the same bits.
package struct BoundedMinimisation: Sendable {
  /// Methods that use derivatives.
  package enum Method: Sendable {
    /// Sequential quadratic programming (Kraft 1994): a full matrix of second derivatives, best for
    /// few parameters.
    case sequentialQuadratic
    /// Limited-memory BFGS (Nocedal 1980; Lukšan's code).
    case limitedMemory
  }
  /// Where a search ended.
  package struct Minimum: Hashable, Sendable {
    /// The best point visited.
    package var point: [Double]
    /// The value there.
    package var value: Double
    /// Evaluations of the function.
    package var evaluations: Int
  }

  /// Smallest value of each parameter; may be −∞.
  var lower: [Double]
  /// Largest value of each parameter; may be ∞.
  var upper: [Double]
  /// Which method.
  var method: Method
  /// Stops when a step changes the value by less than this fraction of it.
  var relativeTolerance: Double
  /// Stops when a step changes every parameter by less than this fraction.
  var parameterTolerance: Double
  /// Stops after this many evaluations.
  var maximumEvaluations: Int

  /// Local minimisation inside a box.
  package init(
    lower: [Double], upper: [Double], method: Method = .sequentialQuadratic,
    relativeTolerance: Double = 1e-14, parameterTolerance: Double = 1e-10,
    maximumEvaluations: Int = 2000
  ) {
    self.lower = lower
    self.upper = upper
    self.method = method
    self.relativeTolerance = relativeTolerance
    self.parameterTolerance = parameterTolerance
    self.maximumEvaluations = maximumEvaluations
  }

  /// The minimum that a search from `start` finds. A search that breaks off keeps the best point it
  /// visited, which is what matters when there are many starts.
  package func minimum<O: Objective>(from start: [Double], of objective: O) -> Minimum {
    let count = start.count
    let kept = Visited(objective, count)
    let algorithm = method == .limitedMemory ? NLOPT_LD_LBFGS : NLOPT_LD_SLSQP
    guard let search = nlopt_create(algorithm, UInt32(count)) else {
      return Minimum(point: start, value: .infinity, evaluations: 0)
    }
    defer { nlopt_destroy(search) }
    nlopt_set_lower_bounds(search, lower)
    nlopt_set_upper_bounds(search, upper)
    nlopt_set_ftol_rel(search, relativeTolerance)
    nlopt_set_xtol_rel(search, parameterTolerance)
    nlopt_set_maxeval(search, Int32(maximumEvaluations))
    let context = Unmanaged.passUnretained(kept as VisitedPoints).toOpaque()
    nlopt_set_min_objective(
      search,
      { count, point, slope, context in
        guard let point, let context else { return .infinity }
        let visited = Unmanaged<VisitedPoints>.fromOpaque(context).takeUnretainedValue()
        return visited.visit(
          UnsafeBufferPointer(start: point, count: Int(count)),
          slope.map { UnsafeMutableBufferPointer(start: $0, count: Int(count)) })
      }, context)
    var point = zip(start, zip(lower, upper)).map { min(max($0, $1.0), $1.1) }
    var value = 0.0
    withExtendedLifetime(kept) { _ = nlopt_optimize(search, &point, &value) }
    return Minimum(point: kept.best, value: kept.value, evaluations: kept.evaluations)
  }
}

/// What one search has seen. A class, because C hands it back as a pointer.
private class VisitedPoints {
  var best: [Double]
  var value = Double.infinity
  var evaluations = 0

  init(_ count: Int) { best = Array(repeating: 0, count: count) }

  func visit(
    _ point: UnsafeBufferPointer<Double>, _ slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double { .infinity }
}

private final class Visited<O: Objective>: VisitedPoints {
  private var objective: O

  init(_ objective: O, _ count: Int) {
    self.objective = objective
    super.init(count)
  }

  override func visit(
    _ point: UnsafeBufferPointer<Double>, _ slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double {
    evaluations += 1
    let found = objective.value(at: point, slope: slope)
    if found < value {
      value = found
      for index in point.indices { best[index] = point[index] }
    }
    return found
  }
}
