internal import Metrics
public import Suites

/// Judges a suite by its records and the looks that were taken at it: nothing else is consulted.
///
/// - Parameter looks: the headline claims as they were judged while seeds were added; nil where the
///   declared seeds are all there is.
public func judge(
  _ suite: Suite, by records: [RunRecord], looks: LookSequence? = nil
) -> Assessment {
  let measurements = Measurements(suite, records)
  let (judgements, guards) = measurements.judged(looks: looks)
  let rules = suite.rulesDigest
  return Assessment(
    suite: suite.name, rules: rules, alpha: suite.policy.alpha, judgements: judgements,
    guards: guards,
    comparisons: suite.comparisons.map { comparison in
      ComparisonOutcome(
        comparison: comparison,
        evidence: measurements.pair(comparison.run, comparison.over, comparison.metric))
    },
    missing: measurements.missing,
    otherRules: records.filter { $0.rules != rules }.map(\.run.cell).sorted(),
    looks: looks?.outcome)
}

extension Measurements {
  /// Every claim judged, in the order of the suite, and the guards it stands behind.
  ///
  /// - Parameters:
  ///   - looks: the headline claims as they were judged while seeds were added.
  ///   - planning: whether an open claim is told how many seeds would decide it. That takes longer than
  ///     to judge it, and whoever reads the words alone does not ask.
  package func judged(
    looks: LookSequence? = nil, planning: Bool = true
  ) -> (judgements: [Judgement], guards: [GuardOutcome]) {
    let guards = suite.guards.map { outcome(of: $0) }
    let judgements = judgements(of: suite.claims, guards, planning: planning).judgements
    return (judgements.map { looks?.judgement(of: $0.claim) ?? $0 }, guards)
  }

  /// Claims judged, in their order.
  ///
  /// - Parameters:
  ///   - settled: what decided claims were worth at earlier looks, by id.
  ///   - planning: whether an open claim is told how many seeds would decide it.
  func judgements(
    of claims: [Claim], _ guards: [GuardOutcome], settled: [String: Double] = [:],
    planning: Bool = true
  ) -> (judgements: [Judgement], judge: ClaimJudge) {
    let obstacles = claims.map { self.obstacles(to: $0, guards) }
    let open = zip(claims, obstacles).filter { $1 == nil }.map(\.0)
    let judge = ClaimJudge(self, claims: open, settled: settled, planning: planning)
    let judgements = zip(claims, obstacles).map { claim, obstacle in
      let (verdict, evidence, significance) =
        obstacle.map { ($0, Evidence.none, nil) } ?? judge.decide(claim)
      return capped(claim, verdict, evidence, significance)
    }
    return (judgements, judge)
  }

  /// Why a claim cannot be judged at all, if so.
  func obstacles(to claim: Claim, _ guards: [GuardOutcome]) -> Verdict? {
    if case .value(let value) = claim, let reason = value.reference.otherScale {
      return Verdict(.notComparable, "\(reason)")
    }
    let troubles = claim.runs.compactMap { runs[$0].flatMap { $0.trouble ?? $0.incomplete } }
    if let trouble = troubles.first(where: { $0.word == .error }) ?? troubles.first {
      return trouble
    }
    for run in claim.runs where runs[run]?.values(claim.metric) == nil {
      return Verdict(.error, "'\(run: run)' has no \(claim.metric)")
    }
    if case .gain(let gain) = claim, let values = runs[gain.over]?.values(gain.metric),
      values.contains(where: { $0.value == 0 })
    {
      return Verdict(
        .error, "'\(run: gain.over)' has \(gain.metric) of 0, and a gain over zero is no number")
    }
    return mixture(claim) ?? obstacle(to: claim, guards)
  }

  /// Runs that were made elsewhere are held against others on the same data alone.
  private func mixture(_ claim: Claim) -> Verdict? {
    let measured = claim.runs.compactMap { runs[$0] }
    guard let other = measured.first(where: \.spec.task.isElsewhere),
      let data = other.results.first?.result.dataDigest,
      let odd = measured.first(where: { $0.results.contains { $0.result.dataDigest != data } })
    else { return nil }
    return Verdict(
      .notComparable,
      "'\(run: other.spec.id)' was made elsewhere on other data than '\(run: odd.spec.id)'")
  }

  /// The judgement with what grade and deviations allow: rules 1 and 14.
  func capped(
    _ claim: Claim, _ verdict: Verdict, _ evidence: Evidence, _ significance: Significance?
  ) -> Judgement {
    var material = suite.deviations.filter { deviation in
      deviation.material && deviation.runs.map { $0.contains(where: claim.runs.contains) } ?? true
    }.map(\.id)
    if !claim.runs.allSatisfy({ runs[$0]?.published ?? true }) {
      material.insert(unpublishedData, at: 0)
    }
    var word = verdict
    if claim.grade == .secondary {
      switch (claim.number == nil, verdict.word) {
      case (true, .replicated):
        word = Verdict(.direction, "the statement is known second-hand")
      case (_, .replicated), (_, .exceeds), (_, .notReplicated):
        word = Verdict(
          .inconclusive, "a second-hand reference alone; by it: \(verdict.word.rawValue)")
      default: break
      }
    }
    if word.word == .replicated, !material.isEmpty {
      word = Verdict(
        claim.number == nil ? .direction : .sameNumber,
        "material: \(material.joined(separator: ", "))")
    }
    let isUncapped = word == verdict
    if let alone = claim.runs.first(where: { runs[$0]?.spec.task.givesMetricsAlone == true }),
      word.word != .error, word.word != .blocked
    {
      let weaker: Reason = "'\(run: alone)' gave metrics alone: nothing is known over users"
      word.reason = word.reason.isEmpty ? weaker : word.reason + "; " + weaker
    }
    let explanation = word.word == .exceeds ? claim.entry.explanation : nil
    return Judgement(
      claim: claim.id, kind: claim.kind, headline: claim.headline, metric: claim.metric,
      direction: claim.metric.direction, runs: claim.runs,
      place: claim.place, printed: claim.printed, grade: claim.grade, verdict: word,
      uncapped: isUncapped ? nil : verdict, deviations: material, explanation: explanation,
      evidence: evidence, significance: significance,
      fails: suite.policy.fails.contains(word.word) && explanation == nil)
  }
}
