public import Metrics

/// How a trained model is measured: full ranking of a catalogue for each test user.
public struct EvaluationSpec: Codable, Hashable, Sendable {
  /// Which items compete.
  public enum Candidates: String, Word {
    /// Every item of the data set's item file, rated or not.
    case catalogue
    /// Items that occur in the interactions.
    case rated
  }
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
  }

  /// Which items compete.
  public var candidates: Candidates
  /// Which seen items are taken out.
  public var seen: Seen
  /// How equal scores count.
  public var ties: Ties
  /// Which time the last query sees.
  public var queryTime: QueryTime
  /// Rank given to a target that is not among the first `floor - 1`.
  public var floor: Int
  /// Metrics of ranks: `ndcg@10`, `hr@50`, `mrr`. The first is the primary one.
  public var metrics: [Metric]
  /// Epochs between two evaluations; the last epoch is always evaluated.
  public var every: Int
  /// Which epoch the claims read.
  public var read: Reading
  /// Last events of each user that are asked for at once, after those before them; training sees none of
  /// them. Absent: 1.
  public var held: Int?

  /// How a trained model is measured.
  public init(
    candidates: Candidates, seen: Seen, ties: Ties, queryTime: QueryTime, floor: Int,
    metrics: [Metric], every: Int, read: Reading, held: Int? = nil
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
  }
}
