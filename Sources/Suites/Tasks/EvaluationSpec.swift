public import Metrics

/// How a trained model is measured: where each test user's targets stand among the candidates.
public struct EvaluationSpec: Part {
  /// Which seen items are taken out of the ranking.
  public enum Seen: String, Word {
    /// The events the model was shown: the kept history only.
    case keptHistory = "kept-history"
    /// Every earlier event of the user.
    case wholeHistory = "whole-history"
    /// Nothing is taken out.
    case ranked
  }
  /// How a candidate with the target's score counts.
  public enum Ties: String, Word {
    /// It ranks above the target.
    case against
    /// It ranks below the target.
    case favour
  }
  /// Which time the last query sees as "next".
  public enum QueryTime: String, Word {
    /// The test event's own time, as published.
    case target
    /// The time of the last known event.
    case lastKnown = "last-known"
  }
  /// Which epoch the claims read.
  public enum Reading: String, Word {
    /// The last epoch.
    case last
    /// The evaluated epoch with the best primary metric on the test users themselves.
    case bestOnTest = "best-on-test"
    /// The evaluated epoch with the best primary metric on the validation events.
    case bestOnValidation = "best-on-validation"
  }

  /// Which items compete.
  public var candidates = Candidates.catalogue
  /// Which seen items are taken out.
  public var seen = Seen.ranked
  /// How equal scores count.
  public var ties = Ties.against
  /// Which time the last query sees.
  public var queryTime = QueryTime.target
  /// Rank given to a target that is not among the first `floor - 1`.
  public var floor = 0
  /// Metrics of ranks, `ndcg@10`, `hr@50`, `mrr`, of those of some targets, `hr@10-trained-0-9`, and of
  /// recommended lists, `coverage@10`. The first is the primary one, of the ranks of all targets.
  public var metrics: [Metric] = []
  /// Epochs between two evaluations; the last epoch is always evaluated.
  public var every = 0
  /// Which epoch the claims read.
  public var read = Reading.last
  /// Last events of each user that are asked for at once, after those before them; training sees none of
  /// them. Absent: 1.
  public var held: Int?
  /// Evaluated epochs without a better one on the validation events after which the training ends. Absent: it
  /// runs to its last epoch.
  public var patience: Int?

  package static let fields: [Field<Self>] = [
    .choice(
      "candidates", \.candidates,
      "Which items compete: all of the item file, rated ones, or some drawn or listed for each user."
    ),
    .word("seen", \.seen, "Which seen items are taken out of the ranking; `ranked`: none."),
    .word("ties", \.ties, "How a candidate with the target's score counts."),
    .word(
      "queryTime", \.queryTime,
      "Which time the last query sees as next: the target's, as published, or the last known one."),
    .size(
      "floor", \.floor, "Rank of a target that is not found; above the largest cut of `metrics`.",
      unit: "rank", in: 1...Int(Int32.max), saying: "a rank must be between 1 and \(Int32.max)"),
    .metrics(
      \.metrics, EvaluationSpec.isMeasured,
      saying: " `hr@k-trained-0-9`, and other metrics of ranks likewise, are of the targets whose "
        + "items occur 0 to 9 times in the rows that are trained on, `-trained-10-up` of those that "
        + "occur 10 times or more, `-trained-0-0` of cold ones; users without such a target do not "
        + "count."),
    .every(\.every),
    .reading(\.read),
    .size(
      "held", \.held, absent: "1",
      "Last events of each user that training never sees and that are ranked at once.",
      unit: "count", in: 1...1000, saying: "it must be between 1 and 1000 events of a user"),
    .size(
      "patience", \.patience, absent: "the training runs to its last epoch",
      "Evaluated epochs without a better one on the validation events after which the training ends.",
      unit: "count"),
  ]

  package init() {}

  /// How a trained model is measured.
  public init(
    candidates: Candidates, seen: Seen, ties: Ties, queryTime: QueryTime, floor: Int,
    metrics: [Metric], every: Int, read: Reading, held: Int? = nil,
    patience: Int? = nil
  ) {
    self.candidates = candidates
    self.seen = seen
    self.ties = ties
    self.queryTime = queryTime
    self.floor = floor
    self.metrics = metrics
    self.every = every
    self.read = read
    self.held = held
    self.patience = patience
  }

  /// Which metrics decide what is read and are measured beside those of the test; none where a split's
  /// validation decides nothing.
  package var watched: [Metric] {
    read == .bestOnValidation ? metrics.prefix(1).map { $0.on(.validation) } : []
  }

  /// Whether a family is one of those that rankings give.
  static func isMeasured(_ family: any MetricFamily.Type) -> Bool {
    family.evidence == .ranks || family is any ListMetric.Type
  }

  package var relations: [Complaint] {
    var found = candidates.entry.complaints(about: self)
    if candidates.areSampled, let index = metrics.firstIndex(where: { $0.listed != nil }) {
      found.refuse(
        "metrics.\(index)",
        "lists of items cannot be measured where a target competes with drawn items")
    }
    if patience != nil, read != .bestOnValidation {
      found.refuse(
        "patience", "it needs 'read: best-on-validation', which tells which epoch is better")
    }
    if metrics.first?.listed != nil {
      found.refuse("metrics.0", "the primary metric must be one of ranks")
    }
    if metrics.first?.grouped != nil {
      found.refuse("metrics.0", "the primary metric must be one of all targets")
    }
    return found
  }
}

extension Field {
  /// When a model in training is measured.
  static func every(_ path: Path<Int>) -> Field {
    .size(
      "every", path, "Epochs between two evaluations; the last epoch is always evaluated.",
      unit: "count", saying: "it must be between 1 and 1,000,000 epochs")
  }

  /// Which epoch claims read.
  static func reading(_ path: Path<EvaluationSpec.Reading>) -> Field {
    .word(
      "read", path,
      "Which epoch the claims read: the last, or the one with the best primary metric on the test "
        + "users themselves, or on the validation events of a split that has some.")
  }
}
