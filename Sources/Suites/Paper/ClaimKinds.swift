package import Metrics

/// A claim as a suite file writes it. How it is judged stands in `Verdicts`.
package protocol ClaimEntry: KindedEntry {
  /// Name within the suite.
  var id: String { get }
  /// The metric it reads.
  var metric: Metric { get }
  /// Whether it is marked as a sentence of the abstract or of the main table.
  var headline: Bool? { get }
  /// The statement in a line, where the suite gives one.
  var title: String? { get set }
  /// The runs it reads, in the order it names them.
  var runs: [String] { get }
  /// The claim among all kinds.
  var claim: Claim { get }
  /// Where each of `runs` is named, below the claim.
  var runPaths: [String] { get }
  /// The published number and how far from it ours may be; nil for a claim of which way something goes.
  var number: (reference: Reference, margin: Margin)? { get }
  /// Where the paper says so.
  var place: String { get }
  /// The digits as printed.
  var printed: [String] { get }
  /// How well the published side is known.
  var grade: Reference.Grade { get }
  /// Why ours may be better than published.
  var explanation: String? { get }
  /// The run whose metric is the claim's quantity, and the one it is taken over.
  var ends: (run: String, over: String?)? { get }
  /// What its own fields say in vain.
  var problems: [RuledComplaint] { get }
}

/// What a claim with a published number has.
extension ClaimEntry {
  package var runPaths: [String] { ["run"] }
  package var number: (reference: Reference, margin: Margin)? { nil }
  package var place: String { number?.reference.place ?? "" }
  package var printed: [String] { number.map { [$0.reference.printed] } ?? [] }
  package var grade: Reference.Grade { number?.reference.grade ?? .primary }
  package var explanation: String? { nil }
  package var ends: (run: String, over: String?)? { runs.first.map { ($0, nil) } }

  package var problems: [RuledComplaint] {
    guard let (reference, margin) = number else { return [] }
    return unprintable(reference.printed, "reference.printed")
      + reference.complaints.map { ("SUITE-REF-005", "reference.\($0.path)", $0.problem) }
      + margin.complaints.map { ("SUITE-MARGIN-001", "margin.\($0.path)", $0.problem) }
      + (margin.because.isEmpty
        ? [("SUITE-MARGIN-002", "margin.because", "a margin must give its reason in words")] : [])
  }

  /// What is wrong with digits that a paper printed.
  fileprivate func unprintable(_ printed: String, _ path: String) -> [RuledComplaint] {
    PrintedNumber(printed) == nil
      ? [("SUITE-REF-004", path, "'\(printed)' is not a number as a paper prints it")] : []
  }
}

extension Claim: Chosen {
  /// The kinds of claim there are: one line each.
  package static let registry = Registry(
    "claim", shorthand: [TableKind.self],
    [
      ValueClaim.self,
      OrderClaim.self,
      GainClaim.self,
      TrendClaim.self,
      FitClaim.self,
    ])

  package init(_ entry: any ClaimEntry) { self = entry.claim }
}

extension Field where Owner: ClaimEntry {
  /// What every claim has.
  static func common(
    id: Path<String>, headline: Path<Bool?>, title: Path<String?>, metric: Path<Metric>
  ) -> [Field] {
    [
      .text("id", id, "Name within the suite.", .name),
      .flag(
        "headline", headline, absent: "no",
        "Whether it is a sentence of the abstract or of the main table; at most ten in a suite are."
      ),
      .text(
        "title", title, absent: "made from the claim",
        "The statement in a line, as tables show it. Decides nothing."),
      .metric("metric", metric, "The metric it reads."),
    ]
  }
}

extension ValueClaim: ClaimEntry {
  package static let kind = "value"
  package static let meaning = "A metric of a run is this number, within a margin."

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .text("run", \.run, "The run it reads.", .reference("run")),
      .part("reference", \.reference, "The published number."),
      .part("margin", \.margin, "How far apart the two may be."),
      .text(
        "explanation", \.explanation, absent: "none",
        "Why ours may be better than published; without it EXCEEDS is not green."),
    ]

  package init() {
    self.init(id: "", run: "", metric: .unread, reference: Reference(), margin: Margin())
  }

  package var runs: [String] { [run] }
  package var claim: Claim { .value(self) }
  package var number: (reference: Reference, margin: Margin)? { (reference, margin) }
}

extension OrderClaim: ClaimEntry {
  package static let kind = "order"
  package static let meaning = "Runs stand in this order; each neighbouring pair is tested."

  package static let fields: [Field<Self>] =
    Field.common(id: \.id, headline: \.headline, title: \.title, metric: \.metric) + [
      .list("runs", \.runs, "The runs, best first.", of: .text(.reference("run")), atLeast: 2),
      .part("statement", \.statement, "Where it stands."),
      .list(
        "printed", \.printed, absent: "none are printed",
        "The digits printed for each run, in the same order.", of: .text(.digits)),
    ]

  package init() {
    self.init(id: "", runs: [], metric: .unread, statement: Statement(), printed: [])
  }

  package var claim: Claim { .order(self) }
  package var runPaths: [String] { runs.indices.map { "runs.\($0)" } }
  package var place: String { statement.place }
  package var grade: Reference.Grade { statement.grade }
  package var ends: (run: String, over: String?)? { runs.first.map { ($0, runs.last) } }

  package var problems: [RuledComplaint] {
    var found: [RuledComplaint] = []
    if runs.count < 2 {
      found.append(("SUITE-CLAIM-001", "runs", "an order needs at least two runs"))
    }
    if !printed.isEmpty, printed.count != runs.count {
      found.append(
        (
          "SUITE-CLAIM-002", "printed",
          "there are \(printed.count) printed numbers for \(runs.count) runs"
        ))
    }
    return found
      + printed.enumerated().flatMap { unprintable($1, "printed.\($0)") }
  }
}

extension GainClaim: ClaimEntry {
  package static let kind = "gain"
  package static let meaning = "One run is better than another by about this fraction of the other."

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

  package init() {
    self.init(id: "", run: "", over: "", metric: .unread, reference: Reference(), margin: Margin())
  }

  package var runs: [String] { [run, over] }
  package var claim: Claim { .gain(self) }
  package var runPaths: [String] { ["run", "over"] }
  package var number: (reference: Reference, margin: Margin)? { (reference, margin) }
  package var ends: (run: String, over: String?)? { (run, over) }
}

extension TrendClaim: ClaimEntry {
  package static let kind = "trend"
  package static let meaning = "A metric rises, falls or peaks along an axis of runs."

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

  package init() {
    self.init(
      id: "", axis: "", points: [], metric: .unread, shape: .rises, peak: nil,
      statement: Statement())
  }

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
      found.append(("SUITE-CLAIM-003", "points", "a trend needs at least two points"))
    }
    for (index, pair) in zip(points, points.dropFirst()).enumerated() where pair.0.at >= pair.1.at {
      found.append(("SUITE-CLAIM-004", "points.\(index + 1).at", "the axis must ascend"))
    }
    if let first = points.first, first.at <= 0 {
      found.append(("SUITE-CLAIM-005", "points.0.at", "the axis must be positive"))
    }
    let inner = points.dropFirst().dropLast().map(\.at)
    if shape == .peaks, !inner.contains(peak ?? .nan) {
      found.append(
        ("SUITE-CLAIM-006", "peak", "a peak must be at one of the inner points of the axis"))
    }
    if shape != .peaks, peak != nil {
      found.append(("SUITE-CLAIM-007", "peak", "only the shape 'peaks' can have a peak"))
    }
    return found
      + points.enumerated().flatMap { index, point in
        point.printed.map { unprintable($0, "points.\(index).printed") } ?? []
      }
  }
}

extension TrendClaim.Point: Part {
  package static let fields: [Field<Self>] = [
    .text("run", \.run, "The run it reads.", .reference("run")),
    .number("at", \.at, "Where it lies on the axis; ascending.", in: .positive),
    .text("printed", \.printed, absent: "none", "The digits printed for it.", .digits),
  ]

  package init() { self.init(run: "", at: 0, printed: nil) }
}

extension FitClaim: ClaimEntry {
  package static let kind = "fit"
  package static let meaning =
    "A law fits a grid of measurements this well, and better than a control of as many parameters."

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

  package init() {
    self.init(
      id: "", run: "", metric: .unread, control: .unread, leaveOneOut: .unread,
      controlLeaveOneOut: .unread,
      reference: Reference(), margin: Margin())
  }

  package var runs: [String] { [run] }
  package var claim: Claim { .fit(self) }
  package var number: (reference: Reference, margin: Margin)? { (reference, margin) }
}

extension Statement: Part {
  package static let fields: [Field<Self>] = [
    .text("place", \.place, "Paper, table or figure."),
    .word("grade", \.grade, "How well the statement is known: read there, or second-hand."),
  ]

  package init() { self.init(place: "", grade: .primary) }
}

extension Reference: Part {
  package static let fields: [Field<Self>] = [
    .text("place", \.place, "Paper, table, row and column."),
    .text("printed", \.printed, "The digits as printed; their count is the rounding.", .digits),
    .size(
      "runs", \.runs, "Runs it is the mean of; 1 where unstated.", unit: "count", in: 1...Int.max,
      saying: "a reference must have at least one run, not {}"),
    Field(
      FieldDescription(
        name: "selection", meaning: "How the printed number was picked among runs.",
        form: .text(Selection.form)), \.selection),
    .word(
      "grade", \.grade,
      "How well the number is known; one known second-hand never decides a verdict alone."),
    .text(
      "copiedFrom", \.copiedFrom, absent: "the paper's own",
      "Where the paper itself took the number from."),
    .text(
      "otherScale", \.otherScale, absent: "the same scale",
      "Why the number lives on another scale than ours; the verdict is then NOT-COMPARABLE."),
  ]

  package init() {
    self.init(place: "", printed: "", runs: 1, selection: .unknown, grade: .primary)
  }
}

extension Selection {
  /// How it is written.
  package static let form = TextForm(
    "`mean`, `single`, `best-of-N` with N of at least 2, `unknown`",
    pattern: "^(mean|single|unknown|best-of-([2-9]|[1-9][0-9]+))$")
}

extension Margin: Part {
  package static let fields: [Field<Self>] = [
    .number(
      "relative", \.relative, "A fraction of the published value.", in: possible, saying: refusal),
    .number(
      "absolute", \.absolute, "A distance; 0 where only the fraction counts.", in: possible,
      saying: refusal),
    .text("because", \.because, "Why so much."),
  ]

  /// A wider one would put the limit beyond every number.
  private static let possible = Bounds.from(0, to: 1e100)
  private static let refusal =
    "a margin must be at least 0 and at most 1e100, beyond which it excludes nothing, not {}"

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if relative == 0, absolute == 0 { found.append(("relative", "a margin must be positive")) }
    return found
  }

  package init() { self.init(relative: 0, absolute: 0, because: "") }
}
