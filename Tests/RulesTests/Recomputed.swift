import Foundation
import Metrics
import Suites
import Verdicts

/// One row of a report's JSON judged again from what it prints: every number of its chain, and the word.
/// What does not agree is collected in words.
struct Recomputed {
  let row: Judgement
  let alpha: Double
  /// Raw probabilities of every row of the same family.
  let family: [Double]
  private(set) var complaints: [String] = []

  init(_ row: Judgement, alpha: Double, family: [Double]) {
    self.row = row
    self.alpha = alpha
    self.family = family
    let word = word()
    let seen = row.uncapped?.word ?? row.verdict.word
    if word != seen { complaints.append("\(seen.rawValue), by its row \(word.rawValue)") }
    let capped = capped(word)
    if capped != row.verdict.word {
      complaints.append("\(row.verdict.word.rawValue), capped by its row \(capped.rawValue)")
    }
  }

  private mutating func hold(_ name: String, _ printed: Double?, _ own: Double?) {
    switch (printed, own) {
    case (nil, nil): return
    case (let printed?, let own?)
    where abs(printed - own) <= 1e-6 * max(abs(printed), abs(own)) + 1e-12:
      return
    default:
      complaints.append(
        "\(name): \(printed.map { "\($0)" } ?? "none"), recomputed \(own.map { "\($0)" } ?? "none")"
      )
    }
  }

  /// The level that is left over beyond a distance in standard errors must be the interval's.
  private mutating func hold(_ name: String, level: Double, at t: Double, _ spread: SeedSpread) {
    hold(name, level, OwnStatistics.twoSided(t, degrees: spread.degrees))
  }

  private mutating func hold(_ spread: SeedSpread) {
    let d = spread.own == nil ? 0 : spread.ownDegrees
    let d0 = spread.prior == nil ? 0 : spread.priorDegrees
    let squares = d * pow(spread.own ?? 0, 2) + d0 * pow(spread.prior ?? 0, 2)
    hold("degrees of freedom", spread.degrees, d + d0)
    hold("moderated spread", spread.moderated, (squares / (d + d0)).squareRoot())
  }

  /// The adjusted probability, held to what is printed; nil where the row has none.
  private mutating func adjusted(_ p: Double?) -> Double? {
    hold("p", row.significance?.p, p)
    // From here on the printed one, now held: of equal ones none may lie a last digit below the others.
    guard let significance = row.significance, p != nil else { return nil }
    let p = significance.p
    let own =
      switch significance.family {
      case .headline, .otherHeadline:
        OwnStatistics.holm(p, among: family, size: significance.size)
      case .detail, .other:
        OwnStatistics.benjaminiHochberg(p, among: family, size: significance.size)
      }
    hold("adjusted p", significance.adjusted, own)
    return own
  }

  private mutating func word() -> VerdictWord {
    switch row.evidence {
    case .none: return row.verdict.word
    case .exact(let evidence):
      return within(evidence.measured - evidence.published, evidence.margin)
    case .fit(let evidence):
      return within(evidence.measured - evidence.published, evidence.margin)
    case .value(let evidence): return word(evidence)
    case .gain(let evidence, let pair): return word(evidence, pair)
    case .order(let pairs):
      return word(pairs, holds: pairs.allSatisfy { $0.means[0] > $0.means[1] })
    case .trend(let evidence): return word(evidence)
    }
  }

  private func limit(_ margin: MarginParts) -> Double {
    max(margin.relative, margin.absolute, margin.rounding) + margin.rounding
  }

  private func within(_ difference: Double, _ margin: MarginParts) -> VerdictWord {
    abs(difference) <= limit(margin) ? .replicated : .notReplicated
  }

  // MARK: Values and gains

  private mutating func word(_ evidence: ValueEvidence) -> VerdictWord {
    let values = evidence.seeds.map(\.value)
    let n = Double(values.count)
    hold("mean", evidence.mean, values.reduce(0, +) / n)
    if let spread = evidence.spread, values.count > 1 {
      hold("own spread", spread.own, OwnStatistics.relativeVariance(values).squareRoot())
      hold("own degrees", spread.ownDegrees, n - 1)
    }
    let one = evidence.spread.map { $0.moderated * abs(evidence.mean) }
    return word(evidence, one: one, count: n, best: one) { $0 }
  }

  private mutating func word(_ evidence: ValueEvidence, _ pair: PairEvidence) -> VerdictWord {
    _ = probability(pair)
    guard pair.relative.value != nil else { return .inconclusive }
    hold("gain", evidence.mean, pair.means[0] / pair.means[1] - 1)
    let one = pair.spread.map { $0.moderated * 2.0.squareRoot() }
    // Of several printed gains the best is picked on the scale of gains, errors are on that of logarithms.
    return word(
      evidence, one: one,
      count: 2 / (1 / Double(pair.seeds[0]) + 1 / Double(pair.seeds[1])),
      best: one.map { $0 * (1 + evidence.published) }
    ) { log(1 + $0) }
  }

  /// - Parameters:
  ///   - one: deviation of one seed's number on the scale of errors.
  ///   - best: the same on the scale of the published number.
  ///   - scale: from the published number's scale to that of errors.
  private mutating func word(
    _ evidence: ValueEvidence, one: Double?, count: Double, best: Double?,
    scale: (Double) -> Double
  ) -> VerdictWord {
    let k = Double(evidence.publishedRuns)
    let error = one.map { $0 * (1 / count + 1 / k).squareRoot() }
    hold("standard error", evidence.standardError, error)
    guard let spread = evidence.spread, let error, error > 0 else {
      _ = adjusted(nil)
      return .inconclusive
    }
    hold(spread)
    let limit = limit(evidence.margin)
    var equivalent = 0
    var probabilities: [Double] = []
    for reading in evidence.readings {
      var published = evidence.published
      if case .best(let draws) = reading.selection, row.direction.hasSide {
        let sign = row.direction == .up ? 1.0 : -1
        published -= sign * OwnStatistics.expectedMaximum(draws) * (best ?? 0)
      }
      hold("published as \(reading.selection.word)", reading.published, published)
      hold("difference", reading.difference, evidence.mean - published)
      for (interval, level) in [(reading.narrow, 2 * alpha), (reading.wide, alpha)] {
        guard let interval else { continue }
        for end in [interval.low, interval.high] {
          let distance = abs(scale(end + published) - scale(evidence.mean)) / error
          hold("interval", level: level, at: distance, spread)
        }
      }
      if let narrow = reading.narrow, narrow.low >= -limit, narrow.high <= limit { equivalent += 1 }
      let edge = published + (reading.difference > 0 ? limit : -limit)
      let isBeyond = abs(reading.difference) > limit
      let beyond = abs(scale(evidence.mean) - scale(edge)) / error
      let p = isBeyond ? OwnStatistics.twoSided(beyond, degrees: spread.degrees) : 1
      hold("p of \(reading.selection.word)", reading.p, p)
      probabilities.append(p)
    }
    let sides = Set(evidence.readings.map { $0.difference > 0 })
    let adjusted = adjusted(sides.count > 1 ? 1 : probabilities.max())
    if evidence.margin.steps
      > max(
        evidence.margin.relative, evidence.margin.absolute,
        evidence.margin.rounding) || spread.bar != nil
    {
      return .inconclusive
    }
    if equivalent == evidence.readings.count { return .replicated }
    guard equivalent == 0, let adjusted, adjusted < alpha else { return .inconclusive }
    return (sides == [true] && row.direction == .up) || (sides == [false] && row.direction == .down)
      ? .exceeds : .notReplicated
  }

  // MARK: Orders and trends

  /// A comparison's two-sided probability, each of its numbers held on the way.
  private mutating func probability(_ pair: PairEvidence) -> Double? {
    let isTrend = row.kind == "trend"
    let sign = row.direction == .down && !isTrend ? -1.0 : 1
    let effect = sign * (pair.means[0] - pair.means[1])
    hold("effect", pair.effect, effect)
    let moving = [pair.run, pair.over].map { pair.fixed?.contains($0) != true }
    guard moving.contains(true) else { return effect == 0 ? 1 : 0 }
    guard let spread = pair.spread else { return nil }
    hold(spread)
    let variance = [0, 1].filter { moving[$0] }.map {
      pow(spread.moderated * pair.means[$0], 2) / Double(pair.seeds[$0])
    }.reduce(0, +)
    let error = variance.squareRoot()
    hold("standard error of a pair", pair.standardError, error)
    if let interval = pair.interval {
      for end in [interval.low, interval.high] {
        hold("interval of a pair", level: alpha, at: abs(end - effect) / error, spread)
      }
    }
    let p = OwnStatistics.twoSided(effect / error, degrees: spread.degrees)
    hold("p of a pair", pair.p, p)
    return p
  }

  private mutating func word(_ pairs: [PairEvidence], holds: Bool) -> VerdictWord {
    let holds =
      row.direction == .down && row.kind == "order"
      ? pairs.allSatisfy { $0.means[0] < $0.means[1] } : holds
    let each = pairs.map { probability($0) }
    let known = each.compactMap { $0 }
    let against = zip(pairs, each).filter { $0.0.effect < 0 }.compactMap(\.1)
    var p: Double?
    if known.count == pairs.count {
      p = against.min().map { min(1, $0 * Double(pairs.count)) } ?? known.max()
    }
    // What no seed moves is of no family.
    let isExact = pairs.allSatisfy { pair in
      [pair.run, pair.over].allSatisfy { pair.fixed?.contains($0) == true }
    }
    let adjusted = adjusted(isExact ? nil : p)
    guard p != nil, !pairs.contains(where: { $0.spread?.bar != nil }) else { return .inconclusive }
    // Where no family is printed there is no chance in it: the probability stands alone.
    guard (adjusted ?? p ?? 1) < alpha else { return .inconclusive }
    return holds ? .replicated : against.isEmpty ? .inconclusive : .notReplicated
  }

  private mutating func word(_ evidence: TrendEvidence) -> VerdictWord {
    let means = evidence.points.map(\.mean)
    let steps = zip(means.dropFirst(), means).map { $0 - $1 }
    let top = evidence.points.firstIndex { $0.at == evidence.peak }
    let holds =
      switch evidence.shape {
      case .rises: evidence.slope > 0
      case .falls: evidence.slope < 0
      case .risesAtEveryStep: steps.allSatisfy { $0 > 0 }
      case .fallsAtEveryStep: steps.allSatisfy { $0 < 0 }
      case .peaks:
        top.map { top in means.indices.allSatisfy { $0 == top || means[$0] < means[top] } } ?? false
      }
    if holds != evidence.holds { complaints.append("the shape holds: \(evidence.holds)") }
    // Weighted least squares from its normal equations.
    let weights = evidence.points.map { point -> Double in
      guard let spread = evidence.spread else { return 1 }
      return Double(point.seeds ?? 1_000_000) / pow(spread.moderated * point.mean, 2)
    }
    let x = evidence.points.map { log($0.at) }
    func sum(_ term: (Int) -> Double) -> Double {
      means.indices.reduce(0) { $0 + weights[$1] * term($1) }
    }
    let (s, sx, sy) = (sum { _ in 1 }, sum { x[$0] }, sum { means[$0] })
    let (sxx, sxy) = (sum { x[$0] * x[$0] }, sum { x[$0] * means[$0] })
    let determinant = s * sxx - sx * sx
    hold("slope", evidence.slope, (s * sxy - sx * sy) / determinant)
    if !evidence.steps.isEmpty { return word(evidence.steps, holds: holds) }
    guard let spread = evidence.spread else {
      _ = adjusted(nil)
      return .inconclusive
    }
    hold(spread)
    let error = (s / determinant).squareRoot()
    if let interval = evidence.interval {
      for end in [interval.low, interval.high] {
        hold("interval of a slope", level: alpha, at: abs(end - evidence.slope) / error, spread)
      }
    }
    let p = OwnStatistics.twoSided(evidence.slope / error, degrees: spread.degrees)
    guard let adjusted = adjusted(p), spread.bar == nil, adjusted < alpha else {
      return .inconclusive
    }
    return holds ? .replicated : .notReplicated
  }

  // MARK: What grade and deviations allow

  private func capped(_ word: VerdictWord) -> VerdictWord {
    var word = word
    guard row.evidence != .none else { return word }
    let isOrder = row.kind == "order" || row.kind == "trend"
    if row.grade == .secondary {
      if isOrder, word == .replicated {
        word = .direction
      } else if [.replicated, .exceeds, .notReplicated].contains(word) {
        word = .inconclusive
      }
    }
    guard word == .replicated, !row.deviations.isEmpty else { return word }
    return isOrder ? .direction : .sameNumber
  }
}
