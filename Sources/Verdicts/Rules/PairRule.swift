internal import Metrics
import Suites

extension Measurements {
  private var alpha: Double { suite.policy.alpha }

  /// A run's metric: its mean over seeds and their number; nil where it holds none.
  func average(_ run: String, _ metric: Metric) -> (mean: Double, seeds: Int)? {
    guard let measured = runs[run], measured.trouble == nil, let values = measured.values(metric)
    else { return nil }
    return (values.reduce(0) { $0 + $1.value } / Double(values.count), values.count)
  }

  /// Two runs compared; positive where `run` is the better one.
  ///
  /// - Parameter noise: what chance did to the runs that are judged together; of these two if nil.
  func pair(
    _ run: String, _ over: String, _ metric: Metric, noise given: Noise? = nil
  ) -> PairEvidence? {
    guard let a = average(run, metric), let b = average(over, metric) else { return nil }
    let noise = given ?? self.noise([run, over], metric)
    let sign = metric.direction.sign
    let effect = sign * (a.mean - b.mean)
    let fixed = [run, over].filter { runs[$0]?.spec.task.isDeterministic == true }
    var evidence = PairEvidence(
      run: run, over: over, means: [a.mean, b.mean], seeds: [a.seeds, b.seeds],
      fixed: fixed.isEmpty ? nil : fixed, effect: effect,
      relative: .missing("'\(over)' is not told from zero"),
      relativeInterval: .missing("no spread over seeds known"))
    var reach: Double?
    switch noise {
    case .unknown: break
    case .none:
      evidence.p = effect == 0 ? 1 : 0
      evidence.interval = Interval(low: effect, high: effect)
      evidence.standardError = 0
    case .known(let spread):
      let error =
        ([(run, a), (over, b)].reduce(0) { sum, side in
          sum + variance(side.0, side.1, spread)
        }).squareRoot()
      let t = StudentT(degrees: spread.degrees)
      let critical = t.critical(alpha)
      reach = critical
      evidence.spread = spread
      evidence.standardError = error
      evidence.interval = Interval(effect, halfWidth: critical * error)
      evidence.p = error > 0 ? t.twoSided(effect / error) : effect == 0 ? 1 : 0
      evidence.userInterval = userInterval(run, over, metric, effect: effect, error: error, t)
    }
    relate(&evidence, sign: sign, noise.spread, reach)
    return evidence
  }

  /// What a side adds to the squared standard error of a difference.
  private func variance(
    _ run: String, _ side: (mean: Double, seeds: Int), _ spread: SeedSpread
  ) -> Double {
    guard runs[run]?.spec.task.isDeterministic == false else { return 0 }
    let deviation = spread.moderated * side.mean
    return deviation * deviation / Double(side.seeds)
  }

  /// The effect as a fraction, with the delta method on logarithms. There is none where the second
  /// mean is within three standard errors of zero.
  ///
  /// - Parameter reach: standard errors on either side that make the interval.
  private func relate(
    _ evidence: inout PairEvidence, sign: Double, _ spread: SeedSpread?, _ reach: Double?
  ) {
    let a = evidence.means[0]
    let b = evidence.means[1]
    guard b > 0, a > 0 else { return }
    guard let spread, let reach else {
      evidence.relative = .known(sign * (a / b - 1))
      return
    }
    func share(_ run: String, _ seeds: Int) -> Double {
      runs[run]?.spec.task.isDeterministic == false ? 1 / Double(seeds) : 0
    }
    let below = share(evidence.over, evidence.seeds[1])
    guard spread.moderated * below.squareRoot() * 3 < 1 else { return }
    let error =
      spread.moderated * (share(evidence.run, evidence.seeds[0]) + below).squareRoot()
    let half = reach * error
    let ends = [-half, half].map { sign * (a / b * exponential($0) - 1) }.sorted()
    evidence.relative = .known(sign * (a / b - 1))
    guard ends.allSatisfy(\.isFinite) else { return }
    evidence.relativeInterval = .known(Interval(low: ends[0], high: ends[1]))
  }

  /// The interval that also draws users, from the variance over users of the difference averaged over
  /// seeds: `SE² = SE²(seeds) + s²(users)/users`. What seeds and users do together counts in both
  /// terms, so that it is too wide rather than too narrow.
  private func userInterval(
    _ run: String, _ over: String, _ metric: Metric, effect: Double, error: Double, _ t: StudentT
  ) -> Interval? {
    guard let a = users(run, metric), let b = users(over, metric), a.count == b.count, a.count > 1,
      let deviation = standardDeviation(zip(a, b).map { $0 - $1 })
    else { return nil }
    let total = (error * error + deviation * deviation / Double(a.count)).squareRoot()
    // The seeds' share of the error has the seeds' degrees of freedom, the users' has many: Welch.
    let shares = error * error / (total * total)
    let degrees = total > 0 && shares > 0 ? min(1e6, t.degrees / (shares * shares)) : 1e6
    return Interval(effect, halfWidth: StudentT(degrees: degrees).critical(alpha) * total)
  }

  /// A metric user by user, averaged over seeds; nil where it is known for whole seeds only. Where a
  /// task has test rows, blocks of them stand for users, with their jackknife pseudo-values.
  func users(_ run: String, _ metric: Metric) -> [Double]? {
    guard let measured = runs[run], measured.trouble == nil, !measured.results.isEmpty else {
      return nil
    }
    var sums: [Double] = []
    func add(_ values: [Double]) -> Bool {
      if sums.isEmpty { sums = Array(repeating: 0, count: values.count) }
      guard sums.count == values.count else { return false }
      for index in values.indices { sums[index] += values[index] }
      return true
    }
    for (_, result) in measured.results {
      let values = result.values(of: metric, targets: measured.spec.task.targets)
      guard let values, add(values) else { return nil }
    }
    let count = Double(measured.results.count)
    return sums.map { $0 / count }
  }
}

extension RunResult {
  /// A metric user by user from the evidence that the result holds, block by block of rows where that is
  /// all there is; nil where it is known for the whole only.
  fileprivate func values(of metric: Metric, targets: Int) -> [Double]? {
    if let ranking = metric.ranking, !ranks.isEmpty {
      return TargetRanks(ranks, targets: targets)?.values(ranking)
    }
    return units?[metric]
  }
}
