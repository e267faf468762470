public import Metrics
public import Suites

/// Numbers against a published one: two one-sided tests for *equivalent*, one two-sided test for
/// *different* (rules 2, 5, 6, 12).
public struct ValueRule: Hashable, Sendable {
  /// On what scale errors are the same on either side.
  public enum Scale: Hashable, Sendable {
    /// The metric's own.
    case plain
    /// Gains `a/b − 1`, whose errors are those of `ln a − ln b`: the delta method on logarithms.
    case ratio
  }

  /// Level of the tests.
  public var alpha: Double
  /// The published number with its rounding.
  public var published: PrintedNumber
  /// Runs it is the mean of.
  public var publishedRuns: Int
  /// How it was picked.
  public var selection: Selection
  /// The declared margin.
  public var margin: Margin
  /// The metric's step; 0 where it has none.
  public var quantum: Double
  /// Which side is the better one, if any.
  public var direction: MetricDirection
  /// The scale of the errors.
  public var scale: Scale
  /// The look that the numbers are read at.
  var look: Look

  /// Numbers against a published one.
  public init(
    alpha: Double, published: PrintedNumber, publishedRuns: Int, selection: Selection,
    margin: Margin, quantum: Double, direction: MetricDirection, scale: Scale = .plain
  ) {
    self.init(
      alpha: alpha, published: published, publishedRuns: publishedRuns, selection: selection,
      margin: margin, quantum: quantum, direction: direction, scale: scale, look: .only)
  }

  init(
    alpha: Double, published: PrintedNumber, publishedRuns: Int, selection: Selection,
    margin: Margin, quantum: Double, direction: MetricDirection, scale: Scale, look: Look
  ) {
    self.alpha = alpha
    self.published = published
    self.publishedRuns = publishedRuns
    self.selection = selection
    self.margin = margin
    self.quantum = quantum
    self.direction = direction
    self.scale = scale
    self.look = look
  }

  var parts: MarginParts {
    MarginParts(
      relative: margin.relative * abs(published.value), absolute: margin.absolute,
      rounding: published.half, steps: 2 * quantum)
  }

  /// The readings to judge: unknown is both a single run and the best of five.
  var readingsOfSelection: [Selection] {
    switch selection {
    case .unknown: [publishedRuns > 1 ? .mean : .single, .best(of: 5)]
    case .mean, .single, .best: [selection]
    }
  }

  /// Our number, and what chance did to it, on the rule's scale.
  struct Estimate {
    /// Mean over seeds; of a gain, the gain of the means.
    var mean: Double
    /// Seeds; of two runs, the harmonic mean of theirs.
    var count: Double
    /// Standard deviation of one seed's number, on the rule's scale; nil where none is known.
    var deviation: Double?
    /// Degrees of freedom of the deviation.
    var degrees: Double
  }

  /// What our numbers give before anything else is looked at.
  ///
  /// - Parameters:
  ///   - values: one for each seed, at least one.
  ///   - spread: over seeds, relative; nil where none is known.
  public func judge(
    _ values: [SeedValue], spread: SeedSpread?
  ) -> (verdict: Verdict, evidence: ValueEvidence) {
    let mean = values.map(\.value).reduce(0, +) / Double(max(1, values.count))
    let estimate = Estimate(
      mean: mean, count: Double(values.count), deviation: spread.map { $0.moderated * abs(mean) },
      degrees: spread?.degrees ?? 1)
    let evidence = evidence(values, estimate, spread)
    return (decide(evidence, significance: nil, runs: 1, planning: true), evidence)
  }

  /// Every number that the verdict is made from.
  func evidence(
    _ values: [SeedValue], _ estimate: Estimate, _ spread: SeedSpread?
  ) -> ValueEvidence {
    let readings = readingsOfSelection.map { read($0, estimate) }
    return ValueEvidence(
      published: published.value, publishedRuns: publishedRuns, seeds: values, mean: estimate.mean,
      deviation: standardDeviation(values.map(\.value)), spread: spread,
      standardError: estimate.deviation.map { error($0, count: estimate.count) }, margin: parts,
      readings: readings, userError: nil)
  }

  private func error(_ deviation: Double, count: Double) -> Double {
    deviation * (1 / count + 1 / Double(publishedRuns)).squareRoot()
  }

  private func onScale(_ value: Double) -> Double {
    switch scale {
    case .plain: value
    case .ratio: value > -1 ? logarithm(1 + value) : -.infinity
    }
  }

  private func offScale(_ value: Double) -> Double {
    switch scale {
    case .plain: value
    case .ratio: exponential(value) - 1
    }
  }

  private func read(_ selection: Selection, _ estimate: Estimate) -> SelectionReading {
    var corrected = published.value
    // Without a better side there is no best to have been picked.
    if case .best(let draws) = selection, let deviation = estimate.deviation, direction.hasSide {
      let one = scale == .plain ? deviation : deviation * (1 + published.value)
      corrected -= direction.sign * expectedMaximum(of: draws) * one
    }
    let difference = estimate.mean - corrected
    guard let deviation = estimate.deviation else {
      return SelectionReading(
        selection: selection, published: corrected, difference: difference, narrow: nil, wide: nil,
        p: 1)
    }
    let error = error(deviation, count: estimate.count)
    let t = StudentT(degrees: estimate.degrees)
    let centre = onScale(estimate.mean)
    func interval(_ p: Double) -> Interval {
      let half = t.critical(p) * error
      return Interval(
        low: offScale(centre - half) - corrected, high: offScale(centre + half) - corrected)
    }
    let limit = parts.limit
    let beyond =
      difference > limit
      ? centre - onScale(corrected + limit)
      : difference < -limit ? onScale(corrected - limit) - centre : 0
    let p = beyond <= 0 ? 1 : error > 0 ? t.twoSided(beyond / error) : 0
    return SelectionReading(
      selection: selection, published: corrected, difference: difference,
      narrow: interval(look.level(2 * alpha)), wide: interval(look.level(alpha)), p: p)
  }

  /// The verdict, once it is known among how many statements this is one.
  ///
  /// - Parameters:
  ///   - significance: of the readings' largest p; nil where this is the only statement.
  ///   - runs: how many runs of ours it is made from, for the degrees of freedom of more seeds.
  ///   - planning: whether an open case is told how many seeds would decide it.
  func decide(
    _ evidence: ValueEvidence, significance: Significance?, runs: Int, planning: Bool
  ) -> Verdict {
    let words = words(of: evidence, significance)
    guard let first = words.first else { return Verdict(.error, "nothing to read") }
    let limit = parts.limit
    guard let spread = evidence.spread else {
      let inside = evidence.readings.allSatisfy { abs($0.difference) <= limit }
      return Verdict(
        .inconclusive, "\(inside ? "within" : "outside") margin, no spread over seeds known")
    }
    if parts.steps > parts.margin {
      return Verdict(
        .inconclusive, "quantum: two steps of the metric are wider than the margin")
    }
    if words.contains(where: { $0 != first }) {
      let said = zip(words, evidence.readings).map {
        "\($0.rawValue) as \($1.selection.word)"
      }
      return Verdict(.inconclusive, "selection unknown: \(said.joined(separator: ", "))")
    }
    if first != .inconclusive {
      return spread.bar.map { Verdict(.inconclusive, $0) } ?? Verdict(first)
    }
    if let bar = spread.bar { return Verdict(.inconclusive, bar) }
    let alone = evidence.readings.map { word($0, level: alpha) }
    let among = significance.map { "not among \($0.size) (\($0.family.method)\($0.looks))" } ?? ""
    let reason: Reason =
      alone.allSatisfy { $0 != .inconclusive }
      ? "outside the margin alone, \(among)" : "the interval crosses the margin"
    return Verdict(
      .inconclusive, reason,
      seedsNeeded: planning
        ? seedsNeeded(
          evidence, spread, level: look.planned(significance?.level(alpha) ?? alpha), runs: runs)
        : nil)
  }

  private func words(of evidence: ValueEvidence, _ significance: Significance?) -> [VerdictWord] {
    let level = look.level(significance?.level(alpha) ?? alpha)
    return evidence.readings.map { word($0, level: level) }
  }

  /// Whether an undecided value stays so with any number of seeds: the metric's steps are too wide, or
  /// the readings of the published number are decided and disagree.
  func isBeyondSeeds(_ evidence: ValueEvidence, _ significance: Significance?) -> Bool {
    let words = words(of: evidence, significance)
    return parts.steps > parts.margin || (Set(words).count > 1 && !words.contains(.inconclusive))
  }

  /// What one reading gives at a level of its two-sided test.
  func word(_ reading: SelectionReading, level: Double) -> VerdictWord {
    let limit = parts.limit
    if let narrow = reading.narrow, narrow.isWithin(limit) { return .replicated }
    guard reading.p < level else { return .inconclusive }
    switch (direction, reading.difference > 0) {
    case (.up, true), (.down, false): return .exceeds
    default: return .notReplicated
    }
  }

  /// Seeds in all with which four in five such cases would be decided, if mean and spread are as seen;
  /// never where the published number's own spread leaves it open.
  private func seedsNeeded(
    _ evidence: ValueEvidence, _ spread: SeedSpread, level: (Int) -> Double, runs: Int
  ) -> SeedsNeeded? {
    guard let reading = evidence.readings.first, let error = evidence.standardError, error > 0
    else { return nil }
    let have = max(1, evidence.seeds.count)
    let deviation = error / (1 / Double(have) + 1 / Double(publishedRuns)).squareRoot()
    let stretch = scale == .plain ? 1 : 1 + evidence.mean
    let limit = parts.limit
    let sides = look.planned(2 * alpha)
    return Power.least(from: max(2, have + 1)) { count in
      let power = Power(degrees: spread.degrees(seeds: count, runs: runs))
      let scale = self.error(deviation, count: Double(count)) * stretch
      let outside = (abs(reading.difference) - limit) / scale
      return outside > 0
        ? power.tells(outside, level: level(count))
        : power.equates(
          reading.difference / scale, limit: limit / scale, level: sides(count) / 2)
    }
  }
}

/// Standard deviation, n − 1; nil for fewer than two numbers.
public func standardDeviation(_ values: [Double]) -> Double? {
  guard values.count > 1 else { return nil }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
