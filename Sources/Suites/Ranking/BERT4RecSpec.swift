/// Sizes of a BERT4Rec, and how its items are masked.
public struct BERT4RecSpec: RankingModelSpec {
  /// Whose code the model follows where the paper leaves it open.
  public enum Variant: String, Word {
    /// The authors': norms after the embedding and in the head, padding hidden from attention.
    case tensorflow
    /// Harte et al. 2023: neither norm, no dropout on attention's weights, rows filled with the mask from
    /// the left, which is attended to like any event.
    case keras
  }

  package static let kind = "bert4rec"
  package static let family = ModelFamily("BERT4Rec", .black)
  package static let meaning =
    "Bidirectional encoder that guesses masked items (Sun et al. 2019); next comes what a mask behind "
    + "the history stands for."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var hidden = 0
  package var positions = 0
  package var mask = 0.0
  package var maskLast = 0.0
  package var variant = Variant.tensorflow
  package var embeddingDropout = 0.0
  package var dropout = 0.0

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks) + [
      .size("heads", \.heads, "Attention heads; divides `width`."),
      .size("hidden", \.hidden, "Features inside the feed-forward part."),
      .size(
        "positions", \.positions, "Rows of the position table; one more than events are kept.",
        in: 2...1_000_000),
      .number(
        "mask", \.mask, "Chance of an event to be masked in training; at least one of a row is.",
        unit: "fraction", in: .above(0, upTo: 1)),
      .number(
        "maskLast", \.maskLast,
        "Share of rows of which the last event alone is masked; 1/11 with the authors' ten copies and one.",
        unit: "fraction", in: .from(0, to: 1)),
      .word(
        "variant", \.variant,
        "Whose code is followed: the authors' in TensorFlow, or Harte et al.'s in Keras."),
      .embeddingDropout(\.embeddingDropout),
      .dropout(
        "dropout", \.dropout,
        "Dropout on what each part adds to its input, and in `tensorflow` on attention's weights."),
    ]

  package init() {}

  package var relations: [Complaint] { divided(width, among: heads) }

  package var departures: [String] { variant == .keras ? ["as in Keras"] : [] }
  // Blocks see what comes later, so that neither ratings nor side information can lean on them.
  package var readsSequences: Bool { false }
  package var comparesByCosine: Bool { false }
  // One position is the mask's.
  package var positionRows: Int? { positions - 1 }
  package var stack: (depth: Int, width: Int)? { (blocks, width) }
  package var matrices: [MatrixSize] {
    [
      MatrixSize("width", width, width), MatrixSize("hidden", width, hidden),
      MatrixSize("positions", positions, width),
    ]
  }
  package var cost: BlockCost {
    var cost = BlockCost(width: width, blocks: blocks, positions: positions)
    let (width, hidden) = (Double(width), Double(hidden))
    cost.weights = 4 * width * width + 2 * width * hidden
    cost.biases = 9 * width + hidden
    cost.rest = width * width + (variant == .tensorflow ? 5 : 1) * width
    // Queries meet the keys behind them too.
    cost.pair = 4 * width
    return cost
  }
}

extension ModelSpec {
  /// A BERT4Rec.
  public static func bert4Rec(_ spec: BERT4RecSpec) -> ModelSpec { ModelSpec(spec) }
}
