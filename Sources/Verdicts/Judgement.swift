public import Metrics
public import Suites

/// A claim, what it was judged from, and the verdict.
public struct Judgement: Codable, Hashable, Sendable {
  /// The claim's id.
  public var claim: String
  /// `value`, `order`, `gain`, `trend` or `fit`.
  public var kind: String
  /// Whether it is one of the suite's headline claims.
  public var headline: Bool
  /// The metric it reads.
  public var metric: Metric
  /// Which side of the metric is the better one.
  public var direction: MetricDirection
  /// The runs it reads.
  public var runs: [String]
  /// Where the paper says so.
  public var place: String
  /// The digits as printed, one for each run where there are several.
  public var printed: [String]
  /// How well the published side is known.
  public var grade: Reference.Grade
  /// What follows.
  public var verdict: Verdict
  /// What would follow, were it not for grade and deviations; nil where they change nothing.
  public var uncapped: Verdict?
  /// Material deviations that touch the claim.
  public var deviations: [String]
  /// Why ours may exceed the published value, where the suite explains it.
  public var explanation: String?
  /// Every number it was computed from.
  public var evidence: Evidence
  /// How surprising they are among the statements of its family; nil where no chance is involved, or
  /// none is known.
  public var significance: Significance?
  /// The look at which the verdict was reached, counted from 1; nil for a claim that is judged by the
  /// declared seeds alone.
  public var look: Int?
  /// Whether the suite's policy fails on it.
  public var fails: Bool
}

/// A question of the suite's own, answered.
public struct ComparisonOutcome: Codable, Hashable, Sendable {
  /// The question.
  public var comparison: Comparison
  /// The answer; nil where a run is missing.
  public var evidence: PairEvidence?
}

/// A suite judged by its records.
public struct Assessment: Codable, Hashable, Sendable {
  /// The suite's name.
  public var suite: String
  /// Digest of the rules that were applied.
  public var rules: String
  /// Level of every test.
  public var alpha: Double
  /// One for each claim, in the order of the suite.
  public var judgements: [Judgement]
  /// One for each guard.
  public var guards: [GuardOutcome]
  /// One for each question.
  public var comparisons: [ComparisonOutcome]
  /// Cells of the suite's own profiles without a record.
  public var missing: [String]
  /// Cells measured while other rules were declared.
  public var otherRules: [String]
  /// The looks that were taken at the headline claims; nil where there was one at the declared seeds.
  public var looks: LookOutcome?

  /// How many claims have this verdict.
  public func count(_ word: VerdictWord) -> Int {
    judgements.count { $0.verdict.word == word }
  }

  /// Whether any claim's runs were measured.
  public var isMeasured: Bool { judgements.contains { $0.evidence != .none } }
}

/// The name under which grade and data enter the list of material deviations.
public let unpublishedData = "data-bytes"
