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
  func unprintable(_ printed: String, _ path: String) -> [RuledComplaint] {
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
