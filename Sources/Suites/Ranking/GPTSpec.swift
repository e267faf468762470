/// Sizes of a stack of GPT's blocks.
public struct GPTSpec: RankingModelSpec {
  /// Where a block has its norms.
  public enum Norm: String, Word {
    /// Before attention and feed-forward part, and once after the stack: GPT-2.
    case pre
    /// After each sum: GPT (2018) and the Transformer of 2017.
    case post
  }

  package static let kind = "gpt"
  package static let family = ModelFamily("GPT", .cyan)
  package static let meaning = "The block of GPT (Radford et al. 2018, 2019)."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var hidden = 0
  package var positions = 0
  package var norm = Norm.pre
  package var embeddingDropout = 0.0
  package var dropout = 0.0

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks) + [
      .size("heads", \.heads, "Attention heads; divides `width`."),
      .size("hidden", \.hidden, "Features inside the feed-forward part."),
      .size("positions", \.positions, "Rows of the position table."),
      .word("norm", \.norm, "Where a block has its norms."),
      .embeddingDropout(\.embeddingDropout),
      .dropout(
        "dropout", \.dropout,
        "Dropout on attention's weights and on what each part adds to its input."),
    ]

  package init() {}

  package var relations: [Complaint] { divided(width, among: heads) }

  package var departures: [String] { norm == .post ? ["with norms after"] : [] }
  package var positionRows: Int? { positions }
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
    cost.rest = norm == .pre ? 2 * width : 0
    cost.pair = 2 * width
    return cost
  }
}

extension ModelSpec {
  /// GPT's blocks.
  public static func gpt(_ spec: GPTSpec) -> ModelSpec { ModelSpec(spec) }
}
