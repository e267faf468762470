internal import Metrics
import Suites

extension Measurements {
  /// What the records say about one claim, before any other is looked at.
  func find(_ claim: Claim) -> ClaimJudge.Finding? {
    switch claim {
    case .value(let value): find(value)
    case .order(let order):
      ordered(order).map { ClaimJudge.Finding(evidence: .order($0), p: chainProbability($0)) }
    case .gain(let gain): find(gain)
    case .trend(let trend):
      self.trend(trend).map { ClaimJudge.Finding(evidence: .trend($0), p: $0.p) }
    case .fit(let fit): find(fit)
    }
  }

  private func ordered(_ claim: OrderClaim) -> [PairEvidence]? {
    var pairs: [PairEvidence] = []
    for (run, over) in zip(claim.runs, claim.runs.dropFirst()) {
      guard let pair = pair(run, over, claim.metric) else { return nil }
      pairs.append(pair)
    }
    return pairs
  }

  private func find(_ claim: ValueClaim) -> ClaimJudge.Finding? {
    guard let measured = runs[claim.run], let values = measured.values(claim.metric),
      let rule = rule(claim.reference, claim.margin, claim.metric, users: measured.users)
    else { return nil }
    let noise = noise([claim.run], claim.metric)
    let mean = values.reduce(0) { $0 + $1.value } / Double(values.count)
    if case .none = noise {
      let evidence = ExactEvidence(
        published: rule.published.value, measured: mean, margin: rule.parts)
      return ClaimJudge.Finding(evidence: .exact(evidence), p: nil)
    }
    var (_, evidence) = rule.judge(values, spread: noise.spread)
    evidence.userError = users(claim.run, claim.metric).flatMap { users in
      standardDeviation(users).map { $0 / Double(users.count).squareRoot() }
    }
    return ClaimJudge.Finding(evidence: .value(evidence), p: probability(evidence), rule: rule)
  }

  /// A value differs where every reading of the published number says so.
  private func probability(_ evidence: ValueEvidence) -> Double? {
    guard evidence.spread != nil else { return nil }
    let sides = Set(evidence.readings.map { $0.difference > 0 })
    return sides.count > 1 ? 1 : evidence.readings.map(\.p).max()
  }

  private func find(_ claim: GainClaim) -> ClaimJudge.Finding? {
    guard let pair = pair(claim.run, claim.over, claim.metric),
      let ours = runs[claim.run]?.values(claim.metric),
      let theirs = runs[claim.over]?.values(claim.metric),
      let rule = rule(claim.reference, claim.margin, claim.metric, users: 0, scale: .ratio)
    else { return nil }
    let gains = ours.compactMap { mine in
      theirs.first { $0.seed == mine.seed && $0.value > 0 }
        .map { SeedValue(seed: mine.seed, value: mine.value / $0.value - 1) }
    }
    let counts = pair.seeds.map(Double.init)
    let ratio = pair.means[0] / pair.means[1] - 1
    guard ratio.isFinite, pair.relative.value != nil else {
      let evidence = ValueEvidence(
        published: rule.published.value, publishedRuns: rule.publishedRuns, seeds: gains, mean: 0,
        deviation: nil, spread: pair.spread, standardError: nil, margin: rule.parts, readings: [],
        userError: nil)
      return ClaimJudge.Finding(evidence: .gain(evidence, pair), p: nil, rule: rule)
    }
    let estimate = ValueRule.Estimate(
      mean: ratio, count: 2 / (1 / counts[0] + 1 / counts[1]),
      deviation: pair.spread.map { $0.moderated * 2.0.squareRoot() },
      degrees: pair.spread?.degrees ?? 1)
    let evidence = rule.evidence(gains, estimate, pair.spread)
    return ClaimJudge.Finding(
      evidence: .gain(evidence, pair), p: probability(evidence), rule: rule)
  }

  private func find(_ claim: FitClaim) -> ClaimJudge.Finding? {
    guard let result = runs[claim.run]?.results.first?.result,
      let value = result.metrics[claim.metric], let control = result.metrics[claim.control],
      let out = result.metrics[claim.leaveOneOut],
      let controlOut = result.metrics[claim.controlLeaveOneOut],
      let rule = rule(claim.reference, claim.margin, claim.metric, users: 0)
    else { return nil }
    let evidence = FitEvidence(
      measured: value, published: rule.published.value, margin: rule.parts, control: control,
      leaveOneOut: out, controlLeaveOneOut: controlOut)
    return ClaimJudge.Finding(evidence: .fit(evidence), p: nil)
  }

  private func rule(
    _ reference: Reference, _ margin: Margin, _ metric: Metric, users: Int,
    scale: ValueRule.Scale = .plain
  ) -> ValueRule? {
    reference.number.map { number in
      ValueRule(
        alpha: suite.policy.alpha, published: number, publishedRuns: reference.runs,
        selection: reference.selection, margin: margin,
        quantum: metric.step(users: users),
        direction: metric.direction, scale: scale, look: look)
    }
  }
}
