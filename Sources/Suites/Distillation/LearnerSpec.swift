/// A learner as a suite file writes it: its sizes, and what is known of it before it is built.
package protocol LearnerEntry: KindedEntry {
  /// What it is called.
  var title: String { get }
  /// Longest history that it reads; nil where any will do.
  var longestRow: Int? { get }
  /// Whether it learns to guess masked events of a row, and not what follows the row alone.
  var guessesMasks: Bool { get }
}

extension LearnerEntry {
  package var longestRow: Int? { nil }
  package var guessesMasks: Bool { false }
}

/// Which learner a distillation trains, by the settings of RecBole's models. Chosen in a file by `kind:`.
public struct LearnerSpec: Chosen {
  /// The learners there are: one line each.
  package static let registry = Registry(
    "learner", unnamed: EncoderLearnerSpec.self,
    [
      EncoderLearnerSpec.self,
      GRU4RecLearnerSpec.self,
      NARMLearnerSpec.self,
      BERT4RecLearnerSpec.self,
    ])

  /// What was chosen.
  package let entry: any LearnerEntry

  /// A learner of these sizes.
  package init(_ entry: any LearnerEntry) { self.entry = entry }

  /// The self-attentive learner.
  public static func sasrec(_ spec: EncoderLearnerSpec) -> LearnerSpec { LearnerSpec(spec) }

  /// What it is called.
  public var title: String { entry.title }
  /// Longest history that it reads; nil where any will do.
  public var longestRow: Int? { entry.longestRow }
}

/// Sizes of a self-attentive learner as RecBole has it (`sasrec.py`): blocks with norms after each sum.
public struct EncoderLearnerSpec: LearnerEntry {
  package static let kind = "sasrec"
  package static let meaning =
    "A self-attentive encoder as in RecBole (`sasrec.py`), norms after each sum."

  /// Features of an item embedding and between blocks.
  public var width = 0
  /// Blocks in the stack.
  public var blocks = 0
  /// Attention heads; divides `width`.
  public var heads = 0
  /// Features inside the feed-forward part.
  public var hidden = 0
  /// Rows of the position table.
  public var positions = 0
  /// Dropout after the embedding and on what each part adds to its input.
  public var dropout = 0.0
  /// Dropout of attention's weights.
  public var attentionDropout = 0.0

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks) + [
      .size("heads", \.heads, "Attention heads; divides `width`."),
      .size("hidden", \.hidden, "Features inside the feed-forward part."),
      .size("positions", \.positions, "Rows of the position table."),
      .dropout(
        "dropout", \.dropout,
        "Dropout after the embedding and on what each part adds to its input."),
      .dropout("attentionDropout", \.attentionDropout, "Dropout of attention's weights."),
    ]

  /// Sizes of nothing; its fields say what each means.
  public init() {}

  package var title: String { "SASRec" }
  package var longestRow: Int? { positions }

  package var relations: [Complaint] { divided(width, among: heads) }
}
