/// A number that is measured, as suites and records write it: `ndcg@10`, `logloss-day-7`, `F3.r2`.
///
/// Whoever holds one knows that there is such a metric, which side of it is better, what it is computed
/// from and how it is shown. What is written and what is read is the name alone.
public struct Metric: Sendable {
  /// The rows that a metric of rows is measured on.
  public enum Part: Hashable, Sendable {
    /// All test rows.
    case test
    /// The validation rows: `validation-auc`.
    case validation
    /// The test rows of one day, counted from 1: `auc-day-7`.
    case day(Int)
    /// The targets of the test rows whose items are trained on so often: `hr@10-trained-0-9`. A user's other
    /// targets do not count, nor does a user without one of them.
    case trained(TargetGroup)

    /// Whether it is a day.
    var isDay: Bool {
      if case .day = self { true } else { false }
    }

    /// The group of targets that it is; nil for whole rows.
    var group: TargetGroup? {
      if case .trained(let group) = self { group } else { nil }
    }
  }

  /// As it is written.
  public let name: String
  /// The fit whose number it is: `F3` of `F3.r2`; nil for what belongs to no fit.
  public let fit: String?
  /// The rows it is measured on.
  public let part: Part
  /// What it is, whichever rows and fit it belongs to.
  package let family: any MetricFamily

  /// A member of a family.
  package init(_ family: any MetricFamily, fit: String? = nil, part: Part = .test) {
    name =
      MetricName(fit: fit, part: part, word: family.word, number: family.number).text
    self.fit = fit
    self.part = part
    self.family = family
  }

  /// The metric that is written so; nil where there is none.
  public init?(named name: String) {
    guard let written = MetricName(name), let type = MetricRegistry.family(of: written),
      let family = type.init(word: written.word, number: written.number)
    else { return nil }
    self.name = name
    fit = written.fit
    part = written.part
    self.family = family
  }

  /// The same metric of other rows.
  package func on(_ part: Part) -> Metric { Metric(family, fit: fit, part: part) }
}

extension Metric {
  /// Which side is better.
  public var direction: MetricDirection { family.direction }
  /// What can come out.
  public var range: ClosedRange<Double> { family.range }
  /// What a result holds besides the value, from which the value follows.
  public var evidence: MetricEvidence {
    switch part {
    case .test: type(of: family).evidence
    // Ranks do not say whose items were trained on how often.
    case .trained: .blocks
    case .validation, .day: .number
    }
  }
  /// Smallest distance between two values of this many test users; 0 where there is none, and for a group of
  /// targets, which some of the users have.
  public func step(users: Int) -> Double {
    users > 0 && part.group == nil ? family.step(users: users) : 0
  }
  /// Digits after the point that it is shown with.
  public var digits: Int { family.digits }

  /// As people write it, `NDCG@10` or `log loss`; as it is written where they have no name for it.
  public var title: String {
    guard let label = family.label else { return name }
    let words = family.number.map { "\(label)@\($0)" } ?? label
    switch part {
    case .test: return words
    case .trained(let group): return "\(words), \(group.words)"
    case .validation, .day: return name
    }
  }

  /// The title with an arrow to the better side, if there is one: `NDCG@10 ↑`.
  public var titleWithArrow: String { title + direction.arrow }

  /// A number of a fit in words: `R² of F3`; nil for all others.
  ///
  /// - Parameter law: what the fit is called.
  package func phrase(of law: String) -> String? { (family as? any FitMetric)?.phrase(of: law) }

  /// What it computes from the ranks of all targets; nil for a metric of something else.
  package var ranking: (any RankMetric)? { part == .test ? family as? any RankMetric : nil }
  /// What it computes from the ranks of some targets, and of which; nil for a metric of something else.
  package var grouped: (ranking: any RankMetric, group: TargetGroup)? {
    guard let group = part.group, let ranking = family as? any RankMetric else { return nil }
    return (ranking, group)
  }
  /// What it computes from ranks, of all targets or of some.
  package var ofRanks: (any RankMetric)? { ranking ?? grouped?.ranking }
  /// Whether every block of rows defines it, so that a result of many rows holds its blocks.
  package var isAlwaysInBlocks: Bool {
    listed != nil || predictive.map { type(of: $0).isAlwaysDefined } ?? false
  }
  /// Whether it needs the user of each row.
  package var needsUsers: Bool { predictive.map { type(of: $0).needsUsers } ?? false }
  /// Whether predictions of ratings define it.
  package var measuresRatings: Bool { predictive.map { type(of: $0).measuresRatings } ?? false }
  /// What it computes from predictions on rows; nil for a metric of something else.
  package var predictive: (any PredictionMetric)? { family as? any PredictionMetric }
}

extension Metric: Hashable, Comparable, CustomStringConvertible {
  /// The name.
  public var description: String { name }
  /// Whether both are written the same.
  public static func == (one: Metric, other: Metric) -> Bool { one.name == other.name }
  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
  /// In the order of the names.
  public static func < (one: Metric, other: Metric) -> Bool { one.name < other.name }
}

extension Metric: ExpressibleByStringLiteral {
  /// A metric named in source code.
  ///
  /// - Precondition: there is one of this name.
  public init(stringLiteral name: String) {
    guard let metric = Metric(named: name) else { preconditionFailure("'\(name)' is no metric.") }
    self = metric
  }
}
