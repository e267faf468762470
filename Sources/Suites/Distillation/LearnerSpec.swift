/// Sizes of a self-attentive learner as RecBole has it (`sasrec.py`): blocks with norms after each sum.
public struct EncoderLearnerSpec: Hashable, Sendable {
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

  /// Sizes of nothing; its fields say what each means.
  public init() {}
}

extension EncoderLearnerSpec: Part {
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

  package var relations: [Complaint] { divided(width, among: heads) }
}
