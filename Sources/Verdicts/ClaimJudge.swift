internal import Determinism
import Suites

/// Judges claims in two passes: the first computes each, the second applies Holm's adjustment over
/// every statement of the suite that two numbers differ.
struct ClaimJudge {
  let measurements: Measurements
  let draws: Draws
  private var found: [String: (verdict: Verdict, evidence: Evidence)] = [:]
  /// Claims with their unadjusted probabilities, in the order of the suite.
  private var family: [(claim: String, part: Int, p: Double)] = []
  private var adjusted: [String: [Int: Double]] = [:]

  init(measurements: Measurements, draws: Draws) {
    self.measurements = measurements
    self.draws = draws
  }

  private var alpha: Double { measurements.suite.policy.alpha }

  /// First pass.
  mutating func collect(_ claim: Claim) {
    switch claim {
    case .value(let value):
      guard let (verdict, evidence) = judge(value) else { return }
      keep(claim.id, verdict, .value(evidence))
      if isDifferent(verdict) { join(claim.id, 0, evidence.readings.map(\.p).max() ?? 1) }
    case .order(let order):
      let pairs = zip(order.runs, order.runs.dropFirst()).compactMap {
        draws.pair($0, $1, order.metric)
      }
      keep(claim.id, Verdict(.inconclusive), .order(pairs))
      for (index, pair) in pairs.enumerated() { join(claim.id, index, pair.p) }
    case .gain(let gain):
      guard let (verdict, evidence, pair) = judge(gain) else { return }
      keep(claim.id, verdict, .gain(evidence, pair))
      if isDifferent(verdict) { join(claim.id, 0, evidence.readings.map(\.p).max() ?? 1) }
    case .trend(let trend):
      guard let evidence = trend.evidence(draws, alpha: alpha) else { return }
      keep(claim.id, Verdict(.inconclusive), .trend(evidence))
      join(claim.id, 0, evidence.p)
    case .fit(let fit):
      guard let (verdict, evidence) = judge(fit) else { return }
      keep(claim.id, verdict, .fit(evidence))
    }
  }

  private mutating func keep(_ id: String, _ verdict: Verdict, _ evidence: Evidence) {
    found[id] = (verdict, evidence)
  }

  private mutating func join(_ claim: String, _ part: Int, _ p: Double) {
    family.append((claim, part, p))
  }

  private func isDifferent(_ verdict: Verdict) -> Bool {
    verdict.word == .notReplicated || verdict.word == .exceeds
  }

  /// Between the passes.
  mutating func adjust() {
    for (entry, p) in zip(family, holm(family.map(\.p))) {
      adjusted[entry.claim, default: [:]][entry.part] = p
    }
  }

  /// Second pass.
  func decide(_ claim: Claim) -> (Verdict, Evidence) {
    guard let (verdict, evidence) = found[claim.id] else {
      return (Verdict(.error, "a number it needs is missing"), .none)
    }
    let p = adjusted[claim.id] ?? [:]
    switch (claim, evidence) {
    case (.order, .order(let pairs)):
      let adjustedPairs = pairs.enumerated().map { index, pair in
        var pair = pair
        pair.adjusted = p[index] ?? 1
        return pair
      }
      return (decideOrder(adjustedPairs), .order(adjustedPairs))
    case (.trend(let trend), .trend(var evidence)):
      evidence.adjusted = p[0] ?? 1
      return (trend.verdict(evidence, alpha: alpha), .trend(evidence))
    default:
      if isDifferent(verdict), let p = p[0], p >= alpha {
        let family = family.count
        return (
          Verdict(
            .inconclusive,
            "\(verdict.word.rawValue) alone, but not among \(family) statements (Holm)"),
          evidence
        )
      }
      return (verdict, evidence)
    }
  }

  private func decideOrder(_ pairs: [PairEvidence]) -> Verdict {
    let against = pairs.filter { $0.singles.isEmpty && $0.effect < 0 && $0.adjusted < alpha }
    if let pair = against.first {
      return Verdict(.notReplicated, "\(pair.over) is above \(pair.run)")
    }
    let open = pairs.filter { !$0.singles.isEmpty || $0.effect <= 0 || $0.adjusted >= alpha }
    guard let first = open.first else { return Verdict(.replicated) }
    let side = first.effect > 0 ? "in the claimed direction" : "against the claimed direction"
    if let single = first.singles.first {
      return Verdict(.inconclusive, "one seed of \(single), no training noise known; \(side)")
    }
    return Verdict(
      .inconclusive,
      "\(first.run) and \(first.over) are not told apart; \(side)\(rowsNeeded(first))",
      seedsNeeded: seedsNeeded(first))
  }

  /// Test rows with which an effect of this size would show, where a task's spread is that of its
  /// test rows: the error shrinks as `1/√rows`.
  private func rowsNeeded(_ pair: PairEvidence) -> String {
    guard pair.effect != 0, let result = measurements.runs[pair.run]?.results.first?.result,
      result.units != nil
    else { return "" }
    let half = halfNeeded(pair)
    let rows = (half / abs(pair.effect)) * (half / abs(pair.effect)) * Double(result.users)
    guard rows.isFinite, rows < 1e12 else { return "" }
    // Two digits: the effect itself is known no better.
    let unit = max(1, Int(tenToThe(Int(rows.rounded()).description.count - 2)))
    let rounded = (Int(rows) / unit + 1) * unit
    let needed = groupedDigits(max(rounded, result.users))
    return "; at this effect about \(needed) test rows would decide"
  }

  /// Half of the interval's width at the level that Holm's adjustment leaves to this statement: what
  /// the effect must exceed.
  private func halfNeeded(_ pair: PairEvidence) -> Double {
    let half = (pair.interval.high - pair.interval.low) / 2
    let all = Double(max(1, family.count))
    let statements =
      pair.adjusted < 1 && pair.p > 0 ? min(all, max(1, pair.adjusted / pair.p)) : all
    return half * normalQuantile(1 - alpha / (2 * statements)) / normalQuantile(1 - alpha / 2)
  }

  private func tenToThe(_ exponent: Int) -> Double {
    (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 }
  }

  /// Seeds with which an effect of this size would show, its error shrinking as `1/√n`.
  private func seedsNeeded(_ pair: PairEvidence) -> SeedsNeeded? {
    guard pair.users > 0, pair.effect != 0 else { return nil }
    let half = halfNeeded(pair)
    let count = (half / abs(pair.effect)) * (half / abs(pair.effect)) * Double(pair.seeds)
    guard count.isFinite, count <= 200 else { return .never }
    return .decides(max(pair.seeds + 1, Int(count.rounded(.up))))
  }
}

extension ClaimJudge {
  private func judge(_ claim: ValueClaim) -> (Verdict, ValueEvidence)? {
    guard let measured = measurements.runs[claim.run], let values = measured.values(claim.metric),
      let rule = rule(claim.reference, claim.margin, claim.metric, users: measured.users)
    else { return nil }
    let lent =
      values.count == 1 ? measurements.borrowed(for: claim.run, claim.metric) : nil
    var (verdict, evidence) = rule.judge(values, lent: lent)
    evidence.userError = measurements.channel(claim.run, claim.metric).flatMap(userError)
    return (verdict, evidence)
  }

  /// Standard error over users of the mean over seeds.
  private func userError(_ channel: Channel) -> Double? {
    guard channel.users > 1 else { return nil }
    let users = (0..<channel.users).map { user in
      channel.seeds.reduce(0) { $0 + $1[user] } / Double(channel.seeds.count)
    }
    return ValueRule.Spread(of: users).map { $0.deviation / Double(users.count).squareRoot() }
  }

  private func judge(_ claim: GainClaim) -> (Verdict, ValueEvidence, PairEvidence)? {
    guard let pair = draws.pair(claim.run, claim.over, claim.metric),
      let draw = draws.gains(claim.run, claim.over, claim.metric),
      let ours = measurements.runs[claim.run]?.values(claim.metric),
      let theirs = measurements.runs[claim.over]?.values(claim.metric),
      let rule = rule(claim.reference, claim.margin, claim.metric, users: 0)
    else { return nil }
    let gains = ours.compactMap { mine in
      theirs.first { $0.seed == mine.seed }
        .map { SeedValue(seed: mine.seed, value: mine.value / $0.value - 1) }
    }
    guard !gains.isEmpty else { return nil }
    let sorted = draw.sorted()
    let narrow = (quantile(sorted, 1 - alpha) - quantile(sorted, alpha)) / 2
    let wide = (quantile(sorted, 1 - alpha / 2) - quantile(sorted, alpha / 2)) / 2
    var lent: ValueRule.Spread?
    if gains.count == 1, pair.singles.isEmpty {
      lent = ValueRule.Spread(of: draw)
      lent?.degrees = min(
        measurements.borrowed(for: claim.run, claim.metric)?.degrees ?? .max,
        measurements.borrowed(for: claim.over, claim.metric)?.degrees ?? .max)
      lent?.lender = "the bootstrap with borrowed training noise"
    }
    if lent?.degrees == .max { lent?.degrees = 1 }
    let (verdict, evidence) = rule.judge(gains, lent: lent, resampled: (narrow, wide))
    return (verdict, evidence, pair)
  }

  private func judge(_ claim: FitClaim) -> (Verdict, FitEvidence)? {
    guard let measured = measurements.runs[claim.run], let result = measured.results.first?.result,
      let value = result.metrics[claim.metric], let control = result.metrics[claim.control],
      let out = result.metrics[claim.leaveOneOut],
      let controlOut = result.metrics[claim.controlLeaveOneOut],
      let rule = rule(claim.reference, claim.margin, claim.metric, users: 0)
    else { return nil }
    let evidence = FitEvidence(
      measured: value, published: rule.published.value, margin: rule.parts, control: control,
      leaveOneOut: out, controlLeaveOneOut: controlOut)
    // A fit has no seeds: the same data give the same number.
    let difference = value - rule.published.value
    let same = abs(difference) <= rule.parts.limit
    let beaten = controlOut <= out ? "the control law predicts as well" : ""
    if same { return (Verdict(.replicated, beaten), evidence) }
    let isBetter = rule.direction == (difference > 0 ? .up : .down)
    return (Verdict(isBetter ? .exceeds : .notReplicated, beaten), evidence)
  }

  private func rule(
    _ reference: Reference, _ margin: Margin, _ metric: String, users: Int
  ) -> ValueRule? {
    reference.number.map { number in
      ValueRule(
        alpha: alpha, published: number, publishedRuns: reference.runs,
        selection: reference.selection, margin: margin,
        quantum: metricQuantum(metric, users: users), direction: MetricDirection(of: metric))
    }
  }
}
