package import Metrics

/// A metric of a run is this number, within a margin.
public struct ValueClaim: ClaimEntry {
  package static let kind = "value"
  package static let meaning = "A metric of a run is this number, within a margin."

  package var id = ""
  package var headline: Bool?
  package var title: String?
  package var run = ""
  package var metric: Metric = .unread
  package var reference = Reference()
  package var margin = Margin()
  package var explanation: String?

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .text("run", \.run, "The run it reads.", .reference("run")),
      .part("reference", \.reference, "The published number."),
      .part("margin", \.margin, "How far apart the two may be."),
      .text(
        "explanation", \.explanation, absent: "none",
        "Why ours may be better than published; without it EXCEEDS is not green."),
    ]

  package init() {}

  package var runs: [String] { [run] }
  package var claim: Claim { .value(self) }
  package var number: (reference: Reference, margin: Margin)? { (reference, margin) }
}

/// Runs stand in this order, best first; each neighbouring pair is tested.
public struct OrderClaim: ClaimEntry {
  package static let kind = "order"
  package static let meaning = "Runs stand in this order; each neighbouring pair is tested."

  package var id = ""
  package var headline: Bool?
  package var title: String?
  package var runs: [String] = []
  package var metric: Metric = .unread
  package var statement = Statement()
  package var printed: [String] = []

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .list("runs", \.runs, "The runs, best first.", of: .text(.reference("run")), atLeast: 2),
      .part("statement", \.statement, "Where it stands."),
      .list(
        "printed", \.printed, absent: "none are printed",
        "The digits printed for each run, in the same order.", of: .text(.digits)),
    ]

  package init() {}

  package var claim: Claim { .order(self) }
  package var runPaths: [String] { runs.indices.map { "runs.\($0)" } }
  package var place: String { statement.place }
  package var grade: Reference.Grade { statement.grade }
  package var ends: (run: String, over: String?)? { runs.first.map { ($0, runs.last) } }

  package var problems: [RuledComplaint] {
    var found: [RuledComplaint] = []
    if runs.count < 2 {
      found.refuse("SUITE-CLAIM-001", "runs", "an order needs at least two runs")
    }
    if !printed.isEmpty, printed.count != runs.count {
      found.refuse(
        "SUITE-CLAIM-002", "printed",
        "there are \(printed.count) printed numbers for \(runs.count) runs")
    }
    return found
      + printed.enumerated().flatMap { unprintable($1, "printed.\($0)") }
  }
}

/// One run is better than another by about this fraction of the other.
public struct GainClaim: ClaimEntry {
  package static let kind = "gain"
  package static let meaning = "One run is better than another by about this fraction of the other."

  package var id = ""
  package var headline: Bool?
  package var title: String?
  package var run = ""
  package var over = ""
  package var metric: Metric = .unread
  package var reference = Reference()
  package var margin = Margin()
  package var explanation: String?

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .text("run", \.run, "The better run.", .reference("run")),
      .text("over", \.over, "What it is better than.", .reference("run")),
      .part("reference", \.reference, "The published gain, as `+11.96 %`."),
      .part("margin", \.margin, "How far apart the two gains may be."),
      .text(
        "explanation", \.explanation, absent: "none",
        "Why ours may be larger than published; without it EXCEEDS is not green."),
    ]

  package init() {}

  package var runs: [String] { [run, over] }
  package var claim: Claim { .gain(self) }
  package var runPaths: [String] { ["run", "over"] }
  package var number: (reference: Reference, margin: Margin)? { (reference, margin) }
  package var ends: (run: String, over: String?)? { (run, over) }
}

/// A metric rises, falls or peaks along an axis of runs.
public struct TrendClaim: ClaimEntry {
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
  public struct Point: Part {
    package var run = ""
    package var at = 0.0
    package var printed: String?

    package static let fields: [Field<Self>] = [
      .text("run", \.run, "The run it reads.", .reference("run")),
      .number("at", \.at, "Where it lies on the axis; ascending.", in: .positive),
      .text("printed", \.printed, absent: "none", "The digits printed for it.", .digits),
    ]

    package init() {}

    /// One place on the axis.
    package init(run: String, at: Double, printed: String?) {
      (self.run, self.at, self.printed) = (run, at, printed)
    }
  }

  package static let kind = "trend"
  package static let meaning = "A metric rises, falls or peaks along an axis of runs."

  package var id = ""
  package var headline: Bool?
  package var title: String?
  package var axis = ""
  package var points: [Point] = []
  package var metric: Metric = .unread
  package var shape = Shape.rises
  package var peak: Double?
  package var statement = Statement()

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .text("axis", \.axis, "What the axis counts: blocks, width, negatives."),
      .list("points", \.points, "From left to right.", of: .entry(Point.self), atLeast: 2),
      .word("shape", \.shape, "What is claimed of the metric along the axis."),
      .number(
        "peak", \.peak, absent: "none; `peaks` alone needs one",
        "Where the largest value is claimed to be, at one of the inner points.", in: .positive),
      .part("statement", \.statement, "Where it stands."),
    ]

  package init() {}

  package var runs: [String] { points.map(\.run) }
  package var claim: Claim { .trend(self) }
  package var runPaths: [String] { points.indices.map { "points.\($0).run" } }
  package var place: String { statement.place }
  package var printed: [String] { points.compactMap(\.printed) }
  package var grade: Reference.Grade { statement.grade }
  package var ends: (run: String, over: String?)? { runs.last.map { ($0, runs.first) } }

  package var problems: [RuledComplaint] {
    var found: [RuledComplaint] = []
    if points.count < 2 {
      found.refuse("SUITE-CLAIM-003", "points", "a trend needs at least two points")
    }
    for (index, pair) in zip(points, points.dropFirst()).enumerated() where pair.0.at >= pair.1.at {
      found.refuse("SUITE-CLAIM-004", "points.\(index + 1).at", "the axis must ascend")
    }
    if let first = points.first, first.at <= 0 {
      found.refuse("SUITE-CLAIM-005", "points.0.at", "the axis must be positive")
    }
    let inner = points.dropFirst().dropLast().map(\.at)
    if shape == .peaks, !inner.contains(peak ?? .nan) {
      found.refuse(
        "SUITE-CLAIM-006", "peak", "a peak must be at one of the inner points of the axis")
    }
    if shape != .peaks, peak != nil {
      found.refuse("SUITE-CLAIM-007", "peak", "only the shape 'peaks' can have a peak")
    }
    return found
      + points.enumerated().flatMap { index, point in
        point.printed.map { unprintable($0, "points.\(index).printed") } ?? []
      }
  }
}

/// A law fits a grid of measurements this well, and better than a control of as many parameters.
public struct FitClaim: ClaimEntry {
  package static let kind = "fit"
  package static let meaning =
    "A law fits a grid of measurements this well, and better than a control of as many parameters."

  package var id = ""
  package var headline: Bool?
  package var title: String?
  package var run = ""
  /// As the run names it: R², or a coefficient.
  package var metric: Metric = .unread
  package var control: Metric = .unread
  package var leaveOneOut: Metric = .unread
  package var controlLeaveOneOut: Metric = .unread
  package var reference = Reference()
  package var margin = Margin()

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .text("run", \.run, "The run that fits the law.", .reference("run")),
      .metric(
        "control", \.control,
        "The same number of the control law, as the run names it; always reported beside it."),
      .metric("leaveOneOut", \.leaveOneOut, "The law's leave-one-out error."),
      .metric(
        "controlLeaveOneOut", \.controlLeaveOneOut, "The control law's leave-one-out error."),
      .part("reference", \.reference, "The published number."),
      .part("margin", \.margin, "How far apart the two may be."),
    ]

  package init() {}

  package var runs: [String] { [run] }
  package var claim: Claim { .fit(self) }
  package var number: (reference: Reference, margin: Margin)? { (reference, margin) }
}
