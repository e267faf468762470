/// Sizes of a stack of LLaMa's blocks.
public struct LLaMaSpec: RankingModelSpec {
  package static let kind = "llama"
  package static let family = ModelFamily("LLaMa", .ochre)
  package static let meaning = "The block of LLaMa (Touvron et al. 2023)."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var hidden = 0
  package var rotaryBase = 0.0
  package var embeddingDropout = 0.0
  package var dropout = 0.0

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks) + [
      .size("heads", \.heads, "Attention heads; divides `width`."),
      .size("hidden", \.hidden, "Features inside the feed-forward part."),
      .number(
        "rotaryBase", \.rotaryBase,
        "Base of the angles that queries and keys are turned by: 10,000 in LLaMa, 500,000 in Llama 3.",
        unit: "base", in: .rotaryBase),
      .embeddingDropout(\.embeddingDropout),
      .dropout("dropout", \.dropout, "Dropout on what each part adds to its input."),
    ]

  package init() {}

  /// Sizes of a stack of LLaMa's blocks; its fields say what each means.
  public init(
    width: Int, blocks: Int, heads: Int, hidden: Int, rotaryBase: Double,
    embeddingDropout: Double, dropout: Double
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.hidden = hidden
    self.rotaryBase = rotaryBase
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }

  package var relations: [Complaint] { divided(width, among: heads) }

  package var stack: (depth: Int, width: Int)? { (blocks, width) }
  package var matrices: [MatrixSize] {
    [MatrixSize("width", width, width), MatrixSize("hidden", width, hidden)]
  }
  package var cost: BlockCost {
    var cost = BlockCost(width: width, blocks: blocks)
    let (width, hidden) = (Double(width), Double(hidden))
    cost.weights = 4 * width * width + 3 * width * hidden
    cost.biases = 2 * width
    cost.rest = width
    cost.pair = 2 * width
    return cost
  }
}

extension ModelSpec {
  /// LLaMa's blocks.
  public static func llama(_ spec: LLaMaSpec) -> ModelSpec { ModelSpec(spec) }
}
