public import Suites

/// Numbers against a published one: two one-sided tests, rules 2 to 7.
public struct ValueRule: Hashable, Sendable {
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
  /// The side on which the metric is better; where there is none, nothing can exceed.
  public var direction: MetricDirection

  /// Numbers against a published one.
  public init(
    alpha: Double, published: PrintedNumber, publishedRuns: Int, selection: Selection,
    margin: Margin, quantum: Double, direction: MetricDirection
  ) {
    self.alpha = alpha
    self.published = published
    self.publishedRuns = publishedRuns
    self.selection = selection
    self.margin = margin
    self.quantum = quantum
    self.direction = direction
  }

  /// A standard deviation from seeds of this run or of another of its family.
  public struct Spread: Hashable, Sendable {
    /// Standard deviation, n − 1.
    public var deviation: Double
    /// Degrees of freedom.
    public var degrees: Int
    /// The run it was borrowed from.
    public var lender: String?

    /// A standard deviation from seeds.
    public init(deviation: Double, degrees: Int, lender: String? = nil) {
      self.deviation = deviation
      self.degrees = degrees
      self.lender = lender
    }

    /// Of numbers of one's own; nil for fewer than two.
    public init?(of values: [Double]) {
      guard values.count > 1 else { return nil }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.init(
        deviation: (squares / Double(values.count - 1)).squareRoot(), degrees: values.count - 1)
    }
  }

  var parts: MarginParts {
    MarginParts(
      relative: margin.relative * abs(published.value), absolute: margin.absolute,
      rounding: published.half, steps: 2 * quantum)
  }

  /// Judges our numbers.
  ///
  /// - Parameters:
  ///   - values: one for each seed, at least one.
  ///   - lent: a spread of the same family, used where `values` holds one number.
  ///   - resampled: half widths of an interval of our mean by other means, at the two levels; where
  ///     given they replace `t·s/√n`, and the published value's own spread is added to them.
  public func judge(
    _ values: [SeedValue], lent: Spread? = nil, resampled: (narrow: Double, wide: Double)? = nil
  ) -> (verdict: Verdict, evidence: ValueEvidence) {
    let numbers = values.map(\.value)
    let mean = numbers.reduce(0, +) / Double(max(1, numbers.count))
    let spread = Spread(of: numbers) ?? lent
    let readings = readingsOfSelection.map {
      read($0, mean: mean, count: numbers.count, spread: spread, resampled: resampled)
    }
    var evidence = ValueEvidence(
      published: published.value, publishedRuns: publishedRuns, seeds: values, mean: mean,
      deviation: spread?.deviation, lender: spread?.lender, degrees: spread?.degrees,
      standardError: nil, margin: parts, readings: readings, userError: nil)
    evidence.standardError = spread.map { error($0, count: numbers.count) }
    return (combined(readings), evidence)
  }

  /// The readings to judge: unknown is both a single run and the best of five.
  var readingsOfSelection: [Selection] {
    switch selection {
    case .unknown: [publishedRuns > 1 ? .mean : .single, .best(of: 5)]
    case .mean, .single, .best: [selection]
    }
  }

  private func combined(_ readings: [SelectionReading]) -> Verdict {
    guard let first = readings.first else { return Verdict(.error, "nothing to read") }
    guard readings.contains(where: { $0.verdict.word != first.verdict.word }) else {
      return first.verdict
    }
    let words = readings.map { "\($0.verdict.word.rawValue) as \($0.selection.word)" }
    return Verdict(
      .inconclusive, "selection unknown: " + words.joined(separator: ", "),
      seedsNeeded: readings.compactMap(\.verdict.seedsNeeded).max(by: isFewer))
  }

  private func isFewer(_ a: SeedsNeeded, _ b: SeedsNeeded) -> Bool {
    switch (a, b) {
    case (.decides(let a), .decides(let b)): a < b
    case (.decides, .never): true
    case (.never, _): false
    }
  }

  private func error(_ spread: Spread, count: Int) -> Double {
    spread.deviation * (1 / Double(count) + 1 / Double(publishedRuns)).squareRoot()
  }

  private func read(
    _ selection: Selection, mean: Double, count: Int, spread: Spread?,
    resampled: (narrow: Double, wide: Double)?
  ) -> SelectionReading {
    var corrected = published.value
    // Without a better side there is no best to have been picked.
    if case .best(let draws) = selection, let spread, direction != .none {
      corrected -= direction.sign * expectedMaximum(of: draws) * spread.deviation
    }
    let difference = mean - corrected
    let limit = parts.limit
    guard let spread else {
      let inside = abs(difference) <= limit
      return SelectionReading(
        selection: selection, published: corrected, difference: difference, narrow: nil, wide: nil,
        p: 1,
        verdict: Verdict(
          .inconclusive, (inside ? "within" : "outside") + " margin, no uncertainty known"))
    }
    let t = StudentT(degrees: spread.degrees)
    let narrow = halfWidth(
      t.quantile(1 - alpha), spread, count: count, resampled: resampled?.narrow)
    let wide = halfWidth(
      t.quantile(1 - alpha / 2), spread, count: count, resampled: resampled?.wide)
    let narrowInterval = Interval(difference, halfWidth: narrow)
    let wideInterval = Interval(difference, halfWidth: wide)
    let beyond = abs(difference) - limit
    let scale = wide / t.quantile(1 - alpha / 2)
    let p = beyond <= 0 ? 1 : scale > 0 ? t.twoSided(beyond / scale) : 0
    let verdict = decide(narrowInterval, wideInterval, limit) {
      seedsNeeded(difference, spread, limit)
    }
    return SelectionReading(
      selection: selection, published: corrected, difference: difference, narrow: narrowInterval,
      wide: wideInterval, p: p, verdict: verdict)
  }

  private func halfWidth(_ t: Double, _ spread: Spread, count: Int, resampled: Double?) -> Double {
    guard let resampled else { return t * error(spread, count: count) }
    let theirs = t * spread.deviation / Double(publishedRuns).squareRoot()
    return (resampled * resampled + theirs * theirs).squareRoot()
  }

  private func decide(
    _ narrow: Interval, _ wide: Interval, _ limit: Double, _ seeds: () -> SeedsNeeded
  ) -> Verdict {
    if narrow.isWithin(limit) { return Verdict(.replicated) }
    let isAbove = wide.isAbove(limit)
    if isAbove || wide.isBelow(limit) {
      return Verdict(direction == (isAbove ? .up : .down) ? .exceeds : .notReplicated)
    }
    return Verdict(.inconclusive, "the interval crosses the margin", seedsNeeded: seeds())
  }

  /// Seeds in all with which the intervals would decide, if mean and spread stayed as they are.
  func seedsNeeded(_ difference: Double, _ spread: Spread, _ limit: Double) -> SeedsNeeded {
    for count in 2...200 {
      let t = StudentT(degrees: count - 1)
      let scale = error(spread, count: count)
      if Interval(difference, halfWidth: t.quantile(1 - alpha) * scale).isWithin(limit) {
        return .decides(count)
      }
      let wide = Interval(difference, halfWidth: t.quantile(1 - alpha / 2) * scale)
      if wide.isAbove(limit) || wide.isBelow(limit) { return .decides(count) }
    }
    return .never
  }
}
