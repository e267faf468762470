import Suites

/// The bootstrap of every metric of every run that some claim or question compares, drawn once.
struct Draws {
  private struct Name: Hashable {
    var run: String
    var metric: String
  }

  let measurements: Measurements
  private var channels: [Name: Channel] = [:]
  private var means: [Name: [Double]] = [:]

  init(_ measurements: Measurements, claims: [Claim]) {
    self.measurements = measurements
    var names: [Name] = []
    func want(_ run: String, _ metric: String) {
      let name = Name(run: run, metric: metric)
      if !names.contains(name) { names.append(name) }
    }
    for claim in claims {
      switch claim {
      case .value, .fit: break
      case .order, .gain, .trend: for run in claim.runs { want(run, claim.metric) }
      }
    }
    for comparison in measurements.suite.comparisons {
      want(comparison.run, comparison.metric)
      want(comparison.over, comparison.metric)
    }
    var found: [(name: Name, channel: Channel)] = []
    for name in names {
      if let channel = measurements.channel(name.run, name.metric) { found.append((name, channel)) }
    }
    let drawn = bootstrapMeans(found.map(\.channel), draws: measurements.suite.policy.draws)
    for (index, entry) in found.enumerated() {
      channels[entry.name] = entry.channel
      means[entry.name] = drawn[index]
    }
  }

  func channel(_ run: String, _ metric: String) -> Channel? {
    channels[Name(run: run, metric: metric)]
  }

  func means(_ run: String, _ metric: String) -> [Double]? { means[Name(run: run, metric: metric)] }

  /// Whether a run has one seed, nothing borrowed, and was trained: its training noise is unknown.
  func isLone(_ run: String, _ metric: String) -> Bool {
    guard let channel = channel(run, metric), channel.seeds.count == 1, channel.borrowed == nil
    else { return false }
    return measurements.runs[run]?.spec.task.isBaseline == false
  }

  /// Two runs compared; positive where `run` is the better one, or the larger one of a metric
  /// without a better side.
  func pair(_ run: String, _ over: String, _ metric: String) -> PairEvidence? {
    guard let a = channel(run, metric), let b = channel(over, metric),
      let drawnA = means(run, metric), let drawnB = means(over, metric)
    else { return nil }
    let sign = MetricDirection(of: metric).sign
    let differences = zip(drawnA, drawnB).map { sign * ($0 - $1) }
    let ratios = zip(drawnA, drawnB).map { sign * ($0 / $1 - 1) }
    let alpha = measurements.suite.policy.alpha
    if let exact = seedPair(run, over, metric, a, b, sign: sign, alpha: alpha) { return exact }
    let effect = sign * (a.mean - b.mean)
    return PairEvidence(
      run: run, over: over, means: [a.mean, b.mean], effect: effect,
      relative: sign * (a.mean / b.mean - 1),
      interval: percentileInterval(differences, alpha: alpha),
      relativeInterval: percentileInterval(ratios, alpha: alpha),
      p: signProbability(differences), adjusted: 1,
      seeds: min(a.seeds.count, b.seeds.count), users: a.users,
      singles: [run, over].filter { isLone($0, metric) })
  }

  /// Two runs that are known seed by seed only, each with several seeds: Student's t of the paired
  /// differences. A handful of seeds drawn from themselves would feign certainty.
  private func seedPair(
    _ run: String, _ over: String, _ metric: String, _ a: Channel, _ b: Channel, sign: Double,
    alpha: Double
  ) -> PairEvidence? {
    guard a.users == 1, b.users == 1, a.seeds.count == b.seeds.count else { return nil }
    let differences = zip(a.seeds, b.seeds).map { sign * ($0[0] - $1[0]) }
    guard let spread = ValueRule.Spread(of: differences) else { return nil }
    let effect = sign * (a.mean - b.mean)
    let error = spread.deviation / Double(differences.count).squareRoot()
    let t = StudentT(degrees: spread.degrees)
    let half = t.quantile(1 - alpha / 2) * error
    let interval = Interval(low: effect - half, high: effect + half)
    let base = abs(b.mean)
    let p = error > 0 ? t.twoSided(effect / error) : effect == 0 ? 1 : 0
    return PairEvidence(
      run: run, over: over, means: [a.mean, b.mean], effect: effect, relative: effect / base,
      interval: interval,
      relativeInterval: Interval(low: interval.low / base, high: interval.high / base), p: p,
      adjusted: 1, seeds: differences.count, users: 1, singles: [])
  }

  /// The draws of `run / over − 1`.
  func gains(_ run: String, _ over: String, _ metric: String) -> [Double]? {
    guard let a = means(run, metric), let b = means(over, metric) else { return nil }
    return zip(a, b).map { $0 / $1 - 1 }
  }
}
