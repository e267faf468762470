extension EvaluationSpec {
  /// Which items compete with a user's targets. Chosen in a file by a word, or by `kind:`. How they are
  /// drawn stands in `Experiments`.
  public struct Candidates: Chosen {
    /// The choices there are: one line each.
    package static let registry = Registry(
      "choice of candidates", allowsWords: true, refuses: true,
      [
        CatalogueCandidates.self,
        RatedCandidates.self,
        SampledCandidates.self,
        GivenCandidates.self,
      ])

    /// What was chosen.
    package let entry: any CandidateEntry

    package init(_ entry: any CandidateEntry) { self.entry = entry }

    /// Every item of the data set's item file, rated or not.
    public static let catalogue = Candidates(CatalogueCandidates())
    /// Items that occur in the interactions.
    public static let rated = Candidates(RatedCandidates())
    /// Some items drawn for each test user.
    ///
    /// - Parameter repeats: whether an item may be drawn more than once; nil: it may not.
    public static func sampled(
      _ count: Int, by weight: SamplingWeight, repeats: Bool? = nil, key: UInt64
    ) -> Candidates {
      Candidates(SampledCandidates(negatives: count, by: weight, repeats: repeats, key: key))
    }

    /// Whether a target competes with drawn or listed items alone: what is measured so is no ranking of
    /// the catalogue, and is called sampled.
    public var areSampled: Bool { entry.areSampled }
    /// Members with lists of items of each user, where they say what competes; else none.
    public var lists: [String] { entry.lists }
    /// The choice in words, as a page says it: "among rated items".
    public var words: String { entry.words }
  }

  /// How likely an item is drawn.
  public enum SamplingWeight: String, Word {
    /// Each item alike.
    case uniform
    /// In proportion to its events in the training part.
    case popularity
  }

  /// Where a target stands that competes with a given list.
  public enum GivenTarget: String, Word {
    /// In the list; a list without it is refused.
    case listed
    /// Beside the list, which has what competes with it.
    case beside
  }
}

/// A choice of candidates as a suite file writes it. Which items these are stands in `Experiments`.
package protocol CandidateEntry: KindedEntry {
  /// Whether a target competes with few items, drawn or listed for its user.
  var areSampled: Bool { get }
  /// Members with lists of items of each user, where they say what competes.
  var lists: [String] { get }
  /// The choice in words, as a page says it: "among rated items".
  var words: String { get }
  /// What in an evaluation does not go with the choice.
  func complaints(about evaluation: EvaluationSpec) -> [Complaint]
}

extension CandidateEntry {
  package var areSampled: Bool { false }
  package var lists: [String] { [] }
  package func complaints(about evaluation: EvaluationSpec) -> [Complaint] { [] }
}

/// The whole catalogue.
package struct CatalogueCandidates: CandidateEntry {
  package static let kind = "catalogue"
  package static let meaning = "Every item of the data set's item file, rated or not."

  package init() {}

  package var words: String { "among the catalogue" }
}

/// Items with events.
package struct RatedCandidates: CandidateEntry {
  package static let kind = "rated"
  package static let meaning = "Items that occur in the interactions."

  package init() {}

  package var words: String { "among rated items" }
}

/// Some items for each user.
package struct SampledCandidates: CandidateEntry {
  package static let kind = "sampled"
  package static let meaning =
    "For each test user, items drawn from those that the user never meets in the data; the same for "
    + "every run and seed. A sampled metric orders models otherwise than full "
    + "ranking does (Krichene and Rendle 2020), so pages call it sampled."

  package var negatives = 0
  package var by = EvaluationSpec.SamplingWeight.uniform
  package var repeats: Bool?
  package var key: UInt64 = 0

  package static let fields: [Field<Self>] = [
    .amount("negatives", \.negatives, "Items drawn for each test user."),
    .word(
      "by", \.by,
      "How likely an item is drawn: each alike, or in proportion to its events in the training part."
    ),
    .flag(
      "repeats", \.repeats, absent: "false",
      "Whether an item may be drawn more than once, as SASRec's authors and RecBole do."),
    Field(
      FieldDescription(
        name: "key", meaning: "Seed of the draws.", unit: "seed", form: .whole(0...Int.max)), \.key),
  ]

  package init() {}
  package init(
    negatives: Int, by: EvaluationSpec.SamplingWeight, repeats: Bool? = nil, key: UInt64
  ) {
    (self.negatives, self.by, self.repeats, self.key) = (negatives, by, repeats, key)
  }

  package var areSampled: Bool { true }
  package var words: String {
    "among \(negatives) items drawn \(by == .uniform ? "uniformly" : "by popularity")"
  }
  package func complaints(about evaluation: EvaluationSpec) -> [Complaint] {
    evaluation.seen == .ranked
      ? [] : [("seen", "drawn candidates are never seen ones, so 'seen' must be 'ranked'")]
  }
}

/// The items that a file lists for each user.
package struct GivenCandidates: CandidateEntry {
  package static let kind = "given"
  package static let meaning =
    "For each test user, the items that a member of the data set lists, whatever the user met before. Pages "
    + "call it sampled."

  package var file = ""
  package var validation: String?
  package var target = EvaluationSpec.GivenTarget.listed

  package static let fields: [Field<Self>] = [
    .text("file", \.file, "The member with the lists; its `lists` says how it is read.", .member),
    .text(
      "validation", \.validation, absent: "no epoch is chosen by validation",
      "The member with the lists of validation.", .member),
    .word("target", \.target, "Whether a user's list has the target, or what competes with it."),
  ]

  package init() {}
  package init(file: String, validation: String?, target: EvaluationSpec.GivenTarget) {
    (self.file, self.validation, self.target) = (file, validation, target)
  }

  package var areSampled: Bool { true }
  package var lists: [String] { [file] + [validation].compactMap { $0 } }
  package var words: String { "among the items listed in \(file)" }
  package func complaints(about evaluation: EvaluationSpec) -> [Complaint] {
    var found: [Complaint] = []
    if evaluation.seen != .ranked {
      found.refuse("seen", "a list itself says what competes, so 'seen' must be 'ranked'")
    }
    if evaluation.read == .bestOnValidation, validation == nil {
      found.refuse(
        "candidates",
        "an epoch is chosen on validation events, but no 'validation' lists what they compete with")
    }
    return found
  }
}
