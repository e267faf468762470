internal import Metrics
import Suites

/// A metric along an axis: weighted least squares for a slope, comparisons of two for a shape of
/// several steps (rule 13).
extension Measurements {
  /// The trend in our numbers; nil where a run holds none.
  func trend(_ claim: TrendClaim) -> TrendEvidence? {
    let metric = claim.metric
    let noise = noise(claim.points.map(\.run), metric)
    var sides: [(run: String, mean: Double, seeds: Int)] = []
    for point in claim.points {
      guard let side = average(point.run, metric) else { return nil }
      sides.append((point.run, side.mean, side.seeds))
    }
    let alpha = suite.policy.alpha
    let t = noise.spread.map { StudentT(degrees: $0.degrees) }
    // A run that no seed moves weighs as one of many seeds would.
    let variances = sides.map { side -> Double in
      guard let spread = noise.spread else { return 1 }
      let seeds = runs[side.run]?.spec.task.isDeterministic == true ? 1e6 : Double(side.seeds)
      let deviation = spread.moderated * side.mean
      return deviation == 0 ? spread.moderated * spread.moderated : deviation * deviation / seeds
    }
    let points = zip(claim.points, zip(sides, variances)).map { point, measured in
      TrendEvidence.Point(
        run: point.run, at: point.at, mean: measured.0.mean,
        seeds: runs[point.run]?.spec.task.isDeterministic == true ? nil : measured.0.seeds,
        interval: t.map {
          Interval(measured.0.mean, halfWidth: $0.critical(alpha) * measured.1.squareRoot())
        }, published: point.printed.flatMap { PrintedNumber($0)?.value })
    }
    let line = Self.line(claim.points.map { logarithm($0.at) }, sides.map(\.mean), variances)
    var evidence = TrendEvidence(
      shape: claim.shape, peak: claim.peak, points: points, spread: noise.spread, slope: line.slope,
      interval: nil, steps: [], p: nil,
      holds: claim.holds(sides.map(\.mean), slope: line.slope))
    if let t {
      evidence.interval = Interval(line.slope, halfWidth: t.critical(alpha) * line.error)
    }
    switch claim.shape {
    case .rises, .falls:
      switch noise {
      case .none: evidence.p = line.slope == 0 ? 1 : 0
      case .unknown: evidence.p = nil
      case .known:
        evidence.p = line.error > 0 ? t?.twoSided(line.slope / line.error) : 0
      }
    case .risesAtEveryStep, .fallsAtEveryStep, .peaks:
      evidence.steps = claim.comparisons.compactMap { step in
        var pair = pair(step.run, step.over, metric, noise: noise)
        // The shape is about the number itself, whichever side is the better one.
        if metric.direction == .down { pair?.turn() }
        return pair
      }
      evidence.p = chainProbability(evidence.steps)
    }
    return evidence
  }

  /// Weighted least squares of `y` on `x`, with the standard error that known variances give.
  static func line(
    _ x: [Double], _ y: [Double], _ variances: [Double]
  ) -> (slope: Double, error: Double) {
    let weights = variances.map { 1 / $0 }
    let total = weights.reduce(0, +)
    let meanX = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let meanY = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / total
    var over = 0.0
    var under = 0.0
    for index in x.indices {
      over += weights[index] * (x[index] - meanX) * (y[index] - meanY)
      under += weights[index] * (x[index] - meanX) * (x[index] - meanX)
    }
    return (over / under, 1 / under.squareRoot())
  }
}

/// The probability of several comparisons taken as one statement: that all hold, by the largest of
/// theirs; where one comes out the other way round, that it does, by the smallest of those times their
/// number. Nil where one is not known.
func chainProbability(_ pairs: [PairEvidence]) -> Double? {
  let known = pairs.compactMap(\.p)
  guard known.count == pairs.count, !known.isEmpty else { return nil }
  let against = pairs.filter { $0.effect < 0 }.compactMap(\.p)
  if let least = against.min() { return min(1, least * Double(pairs.count)) }
  return known.max()
}

extension PairEvidence {
  /// The same comparison with the other sign.
  fileprivate mutating func turn() {
    func turned(_ interval: Interval?) -> Interval? {
      interval.map { Interval(low: -$0.high, high: -$0.low) }
    }
    effect = -effect
    if let value = relative.value { relative = .known(-value) }
    interval = turned(interval)
    if let value = turned(relativeInterval.value) { relativeInterval = .known(value) }
    userInterval = turned(userInterval)
  }
}

extension TrendClaim {
  /// The comparisons a shape of several steps is made of, each larger side first.
  fileprivate var comparisons: [(run: String, over: String)] {
    let steps = Array(zip(points, points.dropFirst()))
    switch shape {
    case .rises, .falls: return []
    case .risesAtEveryStep: return steps.map { ($1.run, $0.run) }
    case .fallsAtEveryStep: return steps.map { ($0.run, $1.run) }
    case .peaks:
      guard let top = points.first(where: { $0.at == peak }) else { return [] }
      return points.filter { $0.at != peak }.map { (top.run, $0.run) }
    }
  }

  /// Whether means from left to right have the claimed shape.
  fileprivate func holds(_ means: [Double], slope: Double) -> Bool {
    let steps = zip(means.dropFirst(), means).map { $0 - $1 }
    switch shape {
    case .rises: return slope > 0
    case .falls: return slope < 0
    case .risesAtEveryStep: return steps.allSatisfy { $0 > 0 }
    case .fallsAtEveryStep: return steps.allSatisfy { $0 < 0 }
    case .peaks:
      guard let at = points.firstIndex(where: { $0.at == peak }) else { return false }
      return means.indices.allSatisfy { $0 == at || means[$0] < means[at] }
    }
  }
}
