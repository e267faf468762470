import Metrics
import Suites

/// Judges claims in two passes: the first computes each alone, the second adjusts it over the
/// statements of its family, whose number the suite declares.
struct ClaimJudge {
  /// What the first pass finds.
  struct Finding {
    var evidence: Evidence
    /// Two-sided probability of the statement; nil where no chance is involved, or none is known.
    var p: Double?
    /// The rule of a value or a gain.
    var rule: ValueRule?
  }

  let measurements: Measurements
  /// Whether an open claim is told how many seeds would decide it.
  let planning: Bool
  private let found: [String: Finding]
  private let significance: [String: Significance]
  private var alpha: Double { measurements.suite.policy.alpha }

  /// Both passes' numbers, over the claims that nothing bars from being judged.
  ///
  /// - Parameters:
  ///   - settled: what decided claims were worth at earlier looks, by id; they keep their place among
  ///     the statements.
  ///   - planning: whether an open claim is told how many seeds would decide it.
  init(
    _ measurements: Measurements, claims: [Claim], settled: [String: Double] = [:], planning: Bool
  ) {
    self.measurements = measurements
    self.planning = planning
    var found: [String: Finding] = [:]
    for claim in claims { found[claim.id] = measurements.find(claim) }
    self.found = found
    let suite = measurements.suite
    let look = measurements.look
    var significance: [String: Significance] = [:]
    for family in Family.allCases {
      let members = suite.claims.filter { suite.family(of: $0) == family }
      let known = members.compactMap { claim -> (id: String, p: Double, overall: Double)? in
        if let worth = settled[claim.id] { return (claim.id, worth, worth) }
        return found[claim.id]?.p.map { (claim.id, $0, look.overall($0)) }
      }
      let adjusted = family.adjusted(known.map(\.overall), size: members.count)
      for (claim, adjusted) in zip(known, adjusted) {
        significance[claim.id] = Significance(
          p: claim.p, sequential: look.isOnly ? nil : claim.overall, adjusted: adjusted,
          family: family, size: members.count)
      }
    }
    self.significance = significance
  }

  /// What follows for one claim.
  func decide(_ claim: Claim) -> (verdict: Verdict, evidence: Evidence, Significance?) {
    guard let finding = found[claim.id] else {
      return (Verdict(.error, "a number it needs is missing"), .none, nil)
    }
    let significance = significance[claim.id]
    let verdict: Verdict =
      switch finding.evidence {
      case .none: Verdict(.error, "a number it needs is missing")
      case .value(let evidence):
        finding.rule?.decide(evidence, significance: significance, runs: 1, planning: planning)
          ?? Verdict(.error, "the published number cannot be read")
      case .gain(let evidence, let pair): decide(evidence, pair, finding.rule, significance)
      case .exact(let evidence): decide(evidence)
      case .fit(let evidence): decide(evidence)
      case .order(let pairs): decide(pairs, significance)
      case .trend(let evidence): decide(evidence, significance)
      }
    return (verdict, finding.evidence, significance)
  }

  /// Whether more seeds may decide a claim that was judged, whatever caps its verdict.
  func mayDecide(_ claim: Claim, _ verdict: Verdict) -> Bool {
    guard verdict.word == .inconclusive, verdict.seedsNeeded != .never else { return false }
    switch found[claim.id]?.evidence {
    case .value(let evidence), .gain(let evidence, _):
      return found[claim.id]?.rule?.isBeyondSeeds(evidence, significance[claim.id]) == false
    case .order, .trend: return true
    case .exact, .fit, .some(.none), nil: return false
    }
  }

  private func decide(
    _ evidence: ValueEvidence, _ pair: PairEvidence, _ rule: ValueRule?,
    _ significance: Significance?
  ) -> Verdict {
    guard let rule else { return Verdict(.error, "the published number cannot be read") }
    if pair.relative.value == nil {
      return Verdict(
        .inconclusive, "'\(run: pair.over)' is not told from zero: there is no ratio to it")
    }
    return rule.decide(evidence, significance: significance, runs: 2, planning: planning)
  }

  private func decide(_ evidence: ExactEvidence) -> Verdict {
    abs(evidence.measured - evidence.published) <= evidence.margin.limit
      ? Verdict(.replicated) : Verdict(.notReplicated, "no seed moves it")
  }

  private func decide(_ evidence: FitEvidence) -> Verdict {
    let beaten: Reason =
      evidence.controlLeaveOneOut <= evidence.leaveOneOut ? "the control law predicts as well" : ""
    let same = abs(evidence.measured - evidence.published) <= evidence.margin.limit
    return Verdict(same ? .replicated : .notReplicated, beaten)
  }

  private func decide(_ pairs: [PairEvidence], _ significance: Significance?) -> Verdict {
    decide(pairs, significance, holds: pairs.allSatisfy { $0.effect > 0 }) {
      "\(run: $0.over) is above \(run: $0.run)"
    }
  }

  private func decide(_ evidence: TrendEvidence, _ significance: Significance?) -> Verdict {
    if !evidence.steps.isEmpty {
      return decide(evidence.steps, significance, holds: evidence.holds) {
        "\(run: $0.run) is not above \(run: $0.over)"
      }
    }
    let side = evidence.holds ? "in the claimed direction" : "against the claimed direction"
    guard let p = evidence.p else {
      return Verdict(.inconclusive, "no spread over seeds known; \(side)")
    }
    let adjusted = significance?.adjusted ?? p
    if let bar = evidence.spread?.bar { return Verdict(.inconclusive, "\(bar); \(side)") }
    if adjusted < alpha {
      return evidence.holds
        ? Verdict(.replicated) : Verdict(.notReplicated, "the slope has the other sign")
    }
    let apart =
      p < alpha
      ? "the slope is told from zero alone, but not \(among(significance))"
      : "the slope is not told from zero"
    return Verdict(.inconclusive, "\(apart); \(side)")
  }

  /// One comparison, or several taken as one statement.
  ///
  /// - Parameter failure: what is said where a comparison comes out the other way round.
  private func decide(
    _ pairs: [PairEvidence], _ significance: Significance?, holds: Bool,
    failure: (PairEvidence) -> Reason
  ) -> Verdict {
    let reversed = pairs.mostReversed
    guard let weakest = pairs.weakest else {
      return Verdict(.error, "a comparison of fewer than two runs")
    }
    let fails = reversed.map(failure)
    let side =
      weakest.effect == 0
      ? "no difference is seen"
      : weakest.effect > 0 ? "in the claimed direction" : "against the claimed direction"
    guard let p = chainProbability(pairs) else {
      return Verdict(.inconclusive, "no spread over seeds known; \(side)")
    }
    if let bar = pairs.compactMap(\.spread?.bar).first {
      return Verdict(.inconclusive, "\(bar); \(side)")
    }
    if (significance?.adjusted ?? p) < alpha {
      if holds { return Verdict(.replicated) }
      if let fails { return Verdict(.notReplicated, fails) }
    }
    let apart: Reason = "\(run: weakest.run) and \(run: weakest.over) are not told apart"
    let alone = p < alpha && (holds || fails != nil)
    return Verdict(
      .inconclusive, "\(apart)\(alone ? " \(among(significance))" : ""); \(side)",
      seedsNeeded: seedsNeeded(weakest, significance))
  }

  private func among(_ significance: Significance?) -> String {
    significance.map { "among \($0.size) statements (\($0.family.method)\($0.looks))" }
      ?? "among others"
  }

  /// Seeds of each run with which four in five such effects would be told.
  private func seedsNeeded(_ pair: PairEvidence, _ significance: Significance?) -> SeedsNeeded? {
    guard planning, let spread = pair.spread, let error = pair.standardError, error > 0,
      pair.effect != 0, let have = pair.seeds.max()
    else { return nil }
    let parts = zip([pair.run, pair.over], zip(pair.means, pair.seeds)).map { run, side in
      measurements.runs[run]?.spec.task.isDeterministic == false ? side.0 * side.0 : 0
    }
    let moving = parts.count { $0 > 0 }
    let level = measurements.look.planned(significance?.level(alpha) ?? alpha)
    return Power.least(from: max(2, have + 1)) { count in
      let error =
        spread.moderated * (parts.reduce(0, +) / Double(count)).squareRoot()
      return Power(degrees: spread.degrees(seeds: count, runs: moving))
        .tells(abs(pair.effect) / error, level: level(count))
    }
  }
}
