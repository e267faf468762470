internal import Metrics
import Suites
import Verdicts

/// One claim with its verdict and the numbers behind it.
struct ClaimRow: Sendable {
  let suite: String
  let claim: Claim
  let statement: String
  let judgement: Judgement

  /// The number that the verdict turns on, and its interval.
  private struct Deciding {
    var difference: Double?
    var interval: Interval?
    /// What it is a difference of.
    var what: String?
  }

  private var deciding: Deciding {
    func of(_ pair: PairEvidence?) -> Deciding {
      guard let pair else { return Deciding() }
      return Deciding(
        difference: pair.effect, interval: pair.interval, what: "\(pair.run) - \(pair.over)")
    }
    switch judgement.evidence {
    case .none: return Deciding()
    case .value(let evidence), .gain(let evidence, _):
      let wide = evidence.readings.compactMap(\.wide)
      let ends = wide.map(\.low).min().flatMap { low in
        wide.map(\.high).max().map { Interval(low: low, high: $0) }
      }
      return Deciding(
        difference: evidence.readings.map(\.difference).min { abs($0) < abs($1) },
        interval: ends, what: "ours - published")
    case .exact, .fit:
      return Deciding(
        difference: judgement.evidence.numbers.map { $0.ours - $0.published },
        what: "ours - published")
    case .order(let pairs): return of(pairs.weakest)
    case .trend(let evidence):
      guard evidence.steps.isEmpty else { return of(evidence.steps.weakest) }
      return Deciding(
        difference: evidence.slope, interval: evidence.interval,
        what: "slope against ln(\(axis ?? "axis"))")
    }
  }

  private var axis: String? {
    if case .trend(let trend) = claim { trend.axis } else { nil }
  }

  private var published: Double? {
    claim.number?.reference.number?.value
  }

  private var ours: Double? { judgement.evidence.numbers?.ours }

  private var means: [Double] {
    switch judgement.evidence {
    case .none: []
    case .value, .exact, .fit: ours.map { [$0] } ?? []
    case .gain(_, let pair): pair.means
    case .order(let pairs): pairs.prefix(1).flatMap(\.means) + pairs.dropFirst().map { $0.means[1] }
    case .trend(let evidence): evidence.points.map(\.mean)
    }
  }

  private var seedsNeeded: String? {
    switch judgement.verdict.seedsNeeded {
    case nil: nil
    case .some(.decides(let count)): "\(count)"
    case .some(.never): "never"
    }
  }

  static let columns: [TableColumn<ClaimRow>] = [
    .text("suite", "the suite") { $0.suite },
    .text("claim", "the claim's id in the suite") { $0.judgement.claim },
    .text("kind", "value, order, gain, trend or fit") { $0.judgement.kind },
    .flag("headline", "whether it is a sentence of the abstract or of the main table") {
      $0.judgement.headline
    },
    .text("statement", "what is claimed, in a line") { $0.statement },
    .text("runs", "the runs it reads, separated by blanks, in the order of the claim") {
      $0.judgement.runs.joined(separator: " ")
    },
    .text("metric", "the metric it reads") { $0.judgement.metric.name },
    .text("better", "the better side of the metric: up, down, none, or the number it should be") {
      $0.judgement.direction.word
    },
    .text("place", "where the paper says so") { $0.judgement.place },
    .text("printed", "the digits as printed, separated by `; ` where there are several") {
      $0.judgement.printed.joined(separator: "; ")
    },
    .text("grade", "primary, or secondary where the paper's number is known through others") {
      $0.judgement.grade.rawValue
    },
    .number(
      "published", "the published number, where the claim is about one; per cents as fractions"
    ) { $0.published },
    .number("ours", "our number, the mean over seeds, where the claim is about one") { $0.ours },
    .text("means", "our mean of each run, separated by blanks, in the order of `runs`") {
      $0.means.map { "\($0)" }.joined(separator: " ")
    },
    .number("difference", "what the verdict turns on, in the words of `difference_of`") {
      $0.deciding.difference
    },
    .text(
      "difference_of",
      "ours - published (corrected for how it was picked; the nearer reading where that is unknown), one "
        + "run's mean - another's, positive where the claim holds, or the slope of a trend"
    ) { $0.deciding.what },
    .number("low", "lower end of the difference's interval at level 1 - alpha") {
      $0.deciding.interval?.low
    },
    .number("high", "upper end of that interval") { $0.deciding.interval?.high },
    .number("margin", "how far ours may be from the published number, rounding included") {
      $0.judgement.evidence.numbers?.margin.limit
    },
    .text("verdict", "the word") { $0.judgement.verdict.word.rawValue },
    .text("reason", "why, where the numbers alone do not say it") {
      $0.judgement.verdict.reason.text
    },
    .text("verdict_without_deviations", "the word, were it not for grade and deviations") {
      $0.judgement.uncapped?.word.rawValue
    },
    .text("deviations", "material deviations that touch the claim, separated by blanks") {
      $0.judgement.deviations.joined(separator: " ")
    },
    .text("seeds_needed", "seeds with which four in five such cases are decided; never if none do")
    {
      $0.seedsNeeded
    },
    .number("p", "probability by chance, two-sided, unadjusted") { $0.judgement.significance?.p },
    .number("p_sequential", "what it is worth among all looks, where there are several") {
      $0.judgement.significance?.sequential
    },
    .number("p_adjusted", "the same, adjusted over the family") {
      $0.judgement.significance?.adjusted
    },
    .text("family", "the statements that are adjusted together") {
      $0.judgement.significance?.family.rawValue
    },
    .count("family_size", "how many statements the family declares") {
      $0.judgement.significance?.size
    },
    .text("adjustment", "the method of the adjustment") {
      $0.judgement.significance?.family.method
    },
    .count("look", "the look at which the verdict was reached, where there are several") {
      $0.judgement.look
    },
    .flag("fails", "whether the suite's policy fails on it") { $0.judgement.fails },
  ]
}
