/// What the scored learner is trained on, as a suite file writes it. How it is made stands in `Experiments`.
package protocol MaterialEntry: KindedEntry {
  /// How a title calls it.
  var title: String { get }
  /// What tells it from others that are called so, in words; nil for nothing.
  var variant: String? { get }
  /// Sequences and their length; nil for what no learner takes steps on.
  var size: (sequences: Int, length: Int)? { get }
  /// How it is distilled; nil where there is nothing to distil.
  var distilling: DistillingSpec? { get }
}

extension MaterialEntry {
  package var variant: String? { nil }
  package var size: (sequences: Int, length: Int)? { nil }
  package var distilling: DistillingSpec? { nil }
}

/// What the scored learner is trained on. Chosen in a file by `kind:`.
public struct MaterialSpec: Chosen {
  /// The kinds there are: one line each.
  package static let registry = Registry(
    "material", allowsWords: true,
    [
      AllDataSpec.self,
      NoDataSpec.self,
      HistoriesSpec.self,
      SummarySpec.self,
    ])

  /// What was chosen.
  package let entry: any MaterialEntry

  package init(_ entry: any MaterialEntry) { self.entry = entry }

  /// The learner that was trained on all data, as it is.
  public static let allData = MaterialSpec(AllDataSpec())
  /// A fresh learner that takes no step.
  public static let nothing = MaterialSpec(NoDataSpec())
  /// Real histories.
  public static func histories(_ spec: HistoriesSpec) -> MaterialSpec { MaterialSpec(spec) }
  /// A synthetic summary.
  public static func summary(_ spec: SummarySpec) -> MaterialSpec { MaterialSpec(spec) }

  /// Sequences and their length; nil for what no learner takes steps on.
  package var size: (sequences: Int, length: Int)? { entry.size }

  /// How a title calls it.
  package var title: String { entry.title }
}

/// The pre-trained learner as it is.
package struct AllDataSpec: MaterialEntry {
  package static let kind = "all-data"
  package static let meaning =
    "Nothing more: the learner that was pre-trained on all data is scored as it is."
  package init() {}

  package var title: String { "all data" }
}

/// No step at all.
package struct NoDataSpec: MaterialEntry {
  package static let kind = "nothing"
  package static let meaning =
    "Nothing: a fresh learner with the pre-trained tables is scored before any step."
  package init() {}

  package var title: String { "nothing" }
}

/// Real histories.
public struct HistoriesSpec: MaterialEntry {
  package static let kind = "histories"
  package static let meaning =
    "The latest events of users drawn at random among those that have enough for training."

  package var sequences = 0
  package var length = 0
  package var draws: Int?

  package static let fields: [Field<Self>] = [
    .amount("sequences", \.sequences, "Users."),
    .size(
      "length", \.length, "Events of each; the last is the target.", unit: "count",
      in: 2...1_000_000),
    .size(
      "draws", \.draws, absent: "one",
      "Draws of users; taken is the one whose learner has the best `monitor` on the validation events.",
      unit: "count", in: 2...1_000_000),
  ]

  package init() {}

  package var title: String {
    "\(sequences) \(draws == nil ? "" : "best-chosen ")real histories"
  }
  package var size: (sequences: Int, length: Int)? { (sequences, length) }
}

/// A synthetic summary.
public struct SummarySpec: MaterialEntry {
  package static let kind = "summary"
  package static let meaning = "A synthetic summary, distilled or as it was drawn."

  package var sequences = 0
  package var length = 0
  package var form = SummaryFormSpec(TuckerSpec())
  package var distilling: DistillingSpec?

  package static let fields: [Field<Self>] = [
    .amount("sequences", \.sequences, "Synthetic sequences."),
    .size(
      "length", \.length, "Positions of each; the last is the target.", unit: "count",
      in: 2...1_000_000),
    .choice("form", \.form, "From which numbers its distributions over items are made."),
    .part(
      "distilling", \.distilling, absent: "it stays as it was drawn", "How it is distilled."),
  ]

  package init() {}

  package var title: String {
    "\(sequences) \(distilling == nil ? "drawn" : "distilled") sequences"
  }
  package var variant: String? { form.entry.variant }
  package var size: (sequences: Int, length: Int)? { (sequences, length) }
}

/// From which numbers a summary is made, as a suite file writes it. The form itself stands in `Models`.
package protocol SummaryFormEntry: KindedEntry {
  /// What tells it from TD3's own form, in words; nil for that.
  var variant: String? { get }
}

/// From which numbers a summary is made. Chosen in a file by `kind:`.
public struct SummaryFormSpec: Chosen {
  /// The forms there are: one line each.
  package static let registry = Registry("form of summary", [TuckerSpec.self, FarziSpec.self])

  /// What was chosen.
  package let entry: any SummaryFormEntry

  package init(_ entry: any SummaryFormEntry) { self.entry = entry }

  /// Tucker's factors.
  public static func tucker(sequenceRank: Int, positionRank: Int) -> SummaryFormSpec {
    var spec = TuckerSpec()
    (spec.sequenceRank, spec.positionRank) = (sequenceRank, positionRank)
    return SummaryFormSpec(spec)
  }
  /// A latent vector for each position and a decoder.
  public static func farzi(width: Int) -> SummaryFormSpec {
    var spec = FarziSpec()
    spec.width = width
    return SummaryFormSpec(spec)
  }
}

/// Tucker's factors.
package struct TuckerSpec: SummaryFormEntry {
  package static let kind = "tucker"
  package static let meaning =
    "A core and factors of sequences and positions; the items' factor is the pre-trained item table "
    + "(TD3, arXiv 2502.02854)."

  package var sequenceRank = 0
  package var positionRank = 0

  package static let fields: [Field<Self>] = [
    .size("sequenceRank", \.sequenceRank, "Numbers of a sequence, d1."),
    .size("positionRank", \.positionRank, "Numbers of a position, d2."),
  ]

  package init() {}

  package var variant: String? { nil }
}

/// A latent tensor and a decoder.
package struct FarziSpec: SummaryFormEntry {
  package static let kind = "farzi"
  package static let meaning =
    "A latent vector for each position, and a decoder to items (Farzi, arXiv 2310.09983)."

  package var width = 0

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Numbers of a latent vector.")
  ]

  package init() {}

  package var variant: String? { "Farzi's form" }
}
