/// Sizes of a BERT4Rec as RecBole has it (`bert4rec.py`), and how events are masked.
public struct BERT4RecLearnerSpec: LearnerEntry {
  package static let kind = "bert4rec"
  package static let meaning =
    "Bidirectional encoder as in RecBole (`bert4rec.py`) that learns to guess masked events; next comes "
    + "what a mask behind the history stands for."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var hidden = 0
  package var positions = 0
  package var mask = 0.0
  package var maskLast = 0.0
  package var dropout = 0.0
  package var attentionDropout = 0.0

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks) + [
      .size("heads", \.heads, "Attention heads; divides `width`."),
      .size("hidden", \.hidden, "Features inside the feed-forward part."),
      .size(
        "positions", \.positions, "Rows of the position table; one more than events are kept.",
        in: 2...1_000_000),
      .number(
        "mask", \.mask,
        "Chance of an event of a real history to be masked in training; in a synthetic sequence, at "
          + "least one event and always fewer than this share, drawn anew for each.",
        unit: "fraction", in: .above(0, upTo: 1)),
      .number(
        "maskLast", \.maskLast,
        "Share of real histories of which only what follows is asked for.", unit: "fraction",
        in: .from(0, to: 1)),
      .dropout(
        "dropout", \.dropout,
        "Dropout after the embedding of real histories and on what each part adds to its input."),
      .dropout("attentionDropout", \.attentionDropout, "Dropout of attention's weights."),
    ]

  package init() {}

  package var relations: [Complaint] { divided(width, among: heads) }

  package var title: String { "BERT4Rec" }
  // One position is the mask's.
  package var longestRow: Int? { max(1, positions) - 1 }
  package var guessesMasks: Bool { true }
}
