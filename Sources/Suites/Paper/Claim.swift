public import Metrics

/// Something a paper says that can be tested. Chosen in a file by `kind:`.
public enum Claim: Hashable, Sendable {
  /// A metric of a run is this number, within a margin.
  case value(ValueClaim)
  /// Runs stand in this order.
  case order(OrderClaim)
  /// One run is better than another by about this fraction.
  case gain(GainClaim)
  /// A metric rises, falls or peaks along an axis of runs.
  case trend(TrendClaim)
  /// A law fits a grid of measurements this well.
  case fit(FitClaim)

  /// What is claimed, as it is written.
  package var entry: any ClaimEntry {
    switch self {
    case .value(let claim): claim
    case .order(let claim): claim
    case .gain(let claim): claim
    case .trend(let claim): claim
    case .fit(let claim): claim
    }
  }

  /// Name within the suite.
  public var id: String { entry.id }
  /// The metric it reads.
  public var metric: Metric { entry.metric }
  /// Whether it is a sentence of the abstract or of the main table.
  public var headline: Bool { entry.headline ?? false }
  /// The runs it reads, in the order it names them.
  public var runs: [String] { entry.runs }
  /// Where the paper says so.
  public var place: String { entry.place }
  /// The digits as printed.
  public var printed: [String] { entry.printed }
  /// How well the published side is known.
  public var grade: Reference.Grade { entry.grade }
  /// The published number and how far from it ours may be; nil for a claim of which way something goes.
  public var number: (reference: Reference, margin: Margin)? { entry.number }
  /// The run whose metric is the claim's quantity, and the one it is taken over.
  package var ends: (run: String, over: String?)? { entry.ends }
}

/// A metric of a run is this number, within a margin.
public struct ValueClaim: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// Whether it is a sentence of the abstract or of the main table; at most ten in a suite are.
  public var headline: Bool?
  /// The statement in a line, as tables show it; absent: made from the claim. Decides nothing.
  public var title: String?
  /// The run it reads.
  public var run: String
  /// The metric it reads.
  public var metric: Metric
  /// The published number.
  public var reference: Reference
  /// How far apart the two may be.
  public var margin: Margin
  /// Why ours may be better than published; without it EXCEEDS is not green.
  public var explanation: String?

  /// A metric of a run is this number.
  public init(
    id: String, run: String, metric: Metric, reference: Reference, margin: Margin,
    explanation: String? = nil
  ) {
    self.id = id
    self.run = run
    self.metric = metric
    self.reference = reference
    self.margin = margin
    self.explanation = explanation
  }
}

/// Where a claim about several runs stands, and what is printed for each.
public struct Statement: Hashable, Sendable {
  /// Paper, table or figure.
  public var place: String
  /// How well the statement is known.
  public var grade: Reference.Grade

  /// Where a claim about several runs stands.
  public init(place: String, grade: Reference.Grade) {
    self.place = place
    self.grade = grade
  }
}

/// Runs stand in this order, best first; each neighbouring pair is tested.
public struct OrderClaim: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// Whether it is a sentence of the abstract or of the main table; at most ten in a suite are.
  public var headline: Bool?
  /// The statement in a line, as tables show it; absent: made from the claim. Decides nothing.
  public var title: String?
  /// Best first.
  public var runs: [String]
  /// The metric it reads.
  public var metric: Metric
  /// Where it stands.
  public var statement: Statement
  /// The digits printed for each run, in the same order; empty where none are.
  public var printed: [String]

  /// Runs stand in this order.
  public init(
    id: String, runs: [String], metric: Metric, statement: Statement, printed: [String]
  ) {
    self.id = id
    self.runs = runs
    self.metric = metric
    self.statement = statement
    self.printed = printed
  }
}

/// One run is better than another by about this fraction of the other.
public struct GainClaim: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// Whether it is a sentence of the abstract or of the main table; at most ten in a suite are.
  public var headline: Bool?
  /// The statement in a line, as tables show it; absent: made from the claim. Decides nothing.
  public var title: String?
  /// The better run.
  public var run: String
  /// What it is better than.
  public var over: String
  /// The metric it reads.
  public var metric: Metric
  /// The published gain: `+11.96 %`.
  public var reference: Reference
  /// How far apart the two gains may be.
  public var margin: Margin
  /// Why ours may be larger than published; without it EXCEEDS is not green.
  public var explanation: String?

  /// One run is better than another by about this fraction.
  public init(
    id: String, run: String, over: String, metric: Metric, reference: Reference, margin: Margin,
    explanation: String? = nil
  ) {
    self.id = id
    self.run = run
    self.over = over
    self.metric = metric
    self.reference = reference
    self.margin = margin
    self.explanation = explanation
  }
}

/// A metric rises, falls or peaks along an axis of runs.
public struct TrendClaim: Hashable, Sendable {
  /// The shapes there are.
  public enum Shape: String, Word {
    /// The slope against the logarithm of the axis is positive.
    case rises
    /// The slope against the logarithm of the axis is negative.
    case falls
    /// Every step is upwards.
    case risesAtEveryStep = "rises-at-every-step"
    /// Every step is downwards.
    case fallsAtEveryStep = "falls-at-every-step"
    /// The largest value is at `peak`, neither first nor last.
    case peaks
  }

  /// One place on the axis.
  public struct Point: Hashable, Sendable {
    /// The run it reads.
    public var run: String
    /// Where it lies on the axis; positive.
    public var at: Double
    /// The digits printed for it, if any.
    public var printed: String?

    /// One place on the axis.
    public init(run: String, at: Double, printed: String?) {
      self.run = run
      self.at = at
      self.printed = printed
    }
  }

  /// Name within the suite.
  public var id: String
  /// Whether it is a sentence of the abstract or of the main table; at most ten in a suite are.
  public var headline: Bool?
  /// The statement in a line, as tables show it; absent: made from the claim. Decides nothing.
  public var title: String?
  /// What the axis counts: `blocks`, `width`, `negatives`.
  public var axis: String
  /// From left to right.
  public var points: [Point]
  /// The metric it reads.
  public var metric: Metric
  /// What is claimed.
  public var shape: Shape
  /// Where the largest value is claimed to be; needed by `peaks` alone.
  public var peak: Double?
  /// Where it stands.
  public var statement: Statement

  /// A metric rises, falls or peaks along an axis of runs.
  public init(
    id: String, axis: String, points: [Point], metric: Metric, shape: Shape, peak: Double?,
    statement: Statement
  ) {
    self.id = id
    self.axis = axis
    self.points = points
    self.metric = metric
    self.shape = shape
    self.peak = peak
    self.statement = statement
  }
}

/// A law fits a grid of measurements this well, and better than a control of as many parameters.
public struct FitClaim: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// Whether it is a sentence of the abstract or of the main table; at most ten in a suite are.
  public var headline: Bool?
  /// The statement in a line, as tables show it; absent: made from the claim. Decides nothing.
  public var title: String?
  /// The run that fits the law.
  public var run: String
  /// The number that is claimed, as the run names it: R², or a coefficient.
  public var metric: Metric
  /// The same number of the control law, where it has one; always reported beside it.
  public var control: Metric
  /// The law's leave-one-out error, as the run names it.
  public var leaveOneOut: Metric
  /// The control law's leave-one-out error.
  public var controlLeaveOneOut: Metric
  /// The published number.
  public var reference: Reference
  /// How far apart the two may be.
  public var margin: Margin

  /// A law fits a grid of measurements this well.
  public init(
    id: String, run: String, metric: Metric, control: Metric, leaveOneOut: Metric,
    controlLeaveOneOut: Metric, reference: Reference, margin: Margin
  ) {
    self.id = id
    self.run = run
    self.metric = metric
    self.control = control
    self.leaveOneOut = leaveOneOut
    self.controlLeaveOneOut = controlLeaveOneOut
    self.reference = reference
    self.margin = margin
  }
}
