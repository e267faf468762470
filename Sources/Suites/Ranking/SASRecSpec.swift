/// Sizes and variant of a SASRec.
public struct SASRecSpec: RankingModelSpec {
  /// What a SASRec's residual carries past attention and feed-forward part.
  public enum Residual: String, Word {
    /// The normed query, and the normed sum after it: what HSTU's authors configure.
    case normedQuery = "normed-query"
    /// The input itself, as in LLaMa: each part reads the normed input and adds to the plain one.
    case preNorm = "pre-norm"
  }

  /// How a query is held against an item.
  public enum Scores: String, Word {
    /// By the cosine, as HSTU's authors do.
    case cosine
    /// By the product, as the paper does (eq. 5).
    case product
  }

  /// Whose code is followed.
  public enum Variant: String, Word {
    /// HSTU's authors'.
    case hstu
    /// Harte et al. 2023: rows filled with the mask from the left, which is attended to like any event, norms
    /// before each part, a head with a bias for each item.
    case keras
    /// Liu et al. 2024, after the paper's port to PyTorch: rows filled with zero vectors from the left, which are
    /// attended to like any event, norms with weights, one after the stack, scores by the product.
    case torch
  }

  package static let kind = "sasrec"
  package static let family = ModelFamily("SASRec", .blue)
  package static let meaning =
    "Self-attentive sequential recommendation (Kang and McAuley 2018), as configured by HSTU's "
    + "authors, as by Harte et al. 2023 or as by Liu et al. 2024."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var hidden = 0
  package var positions = 0
  package var embeddingDropout = 0.0
  package var dropout = 0.0
  package var residual: Residual?
  package var bias: AttentionBias?
  package var requestTime: RequestTime?
  package var scores: Scores?
  package var variant: Variant?
  package var seesLater: Bool?

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks) + [
      .size("heads", \.heads, "Attention heads; divides `width`."),
      .size("hidden", \.hidden, "Features inside the feed-forward part."),
      .size(
        "positions", \.positions,
        "Rows of the position table: kept history and the authors' 11 extra columns."),
      .embeddingDropout(\.embeddingDropout),
      .dropout("dropout", \.dropout, "Dropout in attention and feed-forward parts."),
      .word(
        "residual", \.residual, absent: "normed-query, as published", "What the residual carries."),
      .word(
        "bias", \.bias, absent: "none, as published", "The term added to attention's scores."),
      .word(
        "requestTime", \.requestTime, absent: "next-event",
        "The time that a time bias counts from."),
      .word(
        "scores", \.scores, absent: "cosine, as HSTU's authors do",
        "How a query is held against an item."),
      .word(
        "variant", \.variant, absent: "hstu",
        "Whose code is followed: HSTU's authors'; or Harte et al.'s in Keras or Liu et al.'s in PyTorch, to "
          + "which `residual`, `bias`, `requestTime` and `scores` do not apply."),
      .flag(
        "seesLater", \.seesLater, absent: "false",
        "Whether an event sees later events too, in training its own target among them, as the code of "
          + "LLMEmb has it; in the variant `torch` alone."),
    ]

  package init() {}

  /// Sizes and variant of a SASRec; its fields say what each means.
  public init(
    width: Int, blocks: Int, heads: Int, hidden: Int, positions: Int, embeddingDropout: Double,
    dropout: Double, residual: Residual? = nil, bias: AttentionBias? = nil,
    requestTime: RequestTime? = nil, scores: Scores? = nil
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.hidden = hidden
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
    self.residual = residual
    self.bias = bias
    self.requestTime = requestTime
    self.scores = scores
  }

  package var relations: [Complaint] {
    divided(width, among: heads)
      + (bias == .rope ? [("bias", "this model can have only none, position, time or both")] : [])
      + requested(requestTime, bias ?? .none) + foreignFields
  }

  /// Fields that say nothing of the variant.
  private var foreignFields: [Complaint] {
    let foreign = [
      ("residual", isFilled && residual != nil), ("bias", isFilled && bias != nil),
      ("requestTime", isFilled && requestTime != nil), ("scores", isFilled && scores != nil),
      ("seesLater", variant != .torch && seesLater != nil),
    ]
    return foreign.filter { $0.1 }.map {
      ($0.0, "the variant '\((variant ?? .hstu).rawValue)' does not have this field")
    }
  }

  package var departures: [String] {
    (variant == .keras ? ["as in Keras"] : variant == .torch ? ["as in PyTorch"] : [])
      + (seesLater == true ? ["seeing later events"] : [])
      + (residual == .preNorm ? ["with a plain residual"] : [])
      + (bias ?? .none).departure(from: .none) + (requestTime?.departure ?? [])
      + (scores == .product ? ["by products"] : [])
  }
  /// Whether rows are filled to a fixed length.
  private var isFilled: Bool { variant == .keras || variant == .torch }
  // Rows that are filled have no place for more.
  package var readsSequences: Bool { !isFilled }
  package var comparesByCosine: Bool { scores != .product && !isFilled }
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
    cost.biases = 5 * width + hidden + cost.tables(bias ?? .none)
    cost.pair = 2 * width
    if variant == .keras {
      cost.biases += 4 * width
      cost.rest = width * width + width
    } else if variant == .torch {
      cost.biases += 4 * width
      cost.rest = 3 * width
    }
    return cost
  }
}

extension ModelSpec {
  /// A SASRec.
  public static func sasrec(_ spec: SASRecSpec) -> ModelSpec { ModelSpec(spec) }
}
