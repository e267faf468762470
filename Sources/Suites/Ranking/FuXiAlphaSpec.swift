/// Sizes and parts of a FuXi-α.
public struct FuXiAlphaSpec: RankingModelSpec {
  /// What of the block is kept; the paper's ablation, Table 5.
  public enum Variant: String, Word {
    /// Three channels and the two-stage feed-forward network.
    case full
    /// "w/o AMS": one softmax self-attention channel in place of the three; two-stage network kept.
    case withoutAMS = "without-ams"
    /// "w/o MFFN": three channels, single-stage projection.
    case withoutMFFN = "without-mffn"
    /// "Base": softmax self-attention and the single-stage projection.
    case base
  }

  package static let kind = "fuxi-alpha"
  package static let family = ModelFamily("FuXi-α", .green)
  package static let meaning = "FuXi-α (Ye et al. 2025)."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var keyWidth = 0
  package var valueWidth = 0
  package var feedForwardMultiple = 0
  package var positions = 0
  package var embeddingDropout = 0.0
  package var dropout = 0.0
  package var variant = Variant.full

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks)
    + Field.heads(\.heads, \.keyWidth, \.valueWidth) + [
      .size(
        "feedForwardMultiple", \.feedForwardMultiple,
        "Features inside the second stage, as a multiple of `width`."),
      .size(
        "positions", \.positions,
        "N: rows of the position table, and the constant that the semantic channel is divided by."),
      .embeddingDropout(\.embeddingDropout),
      .dropout("dropout", \.dropout, "Dropout in both stages."),
      .word("variant", \.variant, "Which parts the block has."),
    ]

  package init() {}

  /// Sizes and parts of a FuXi-α; its fields say what each means.
  public init(
    width: Int, blocks: Int, heads: Int, keyWidth: Int, valueWidth: Int, feedForwardMultiple: Int,
    positions: Int, embeddingDropout: Double, dropout: Double, variant: Variant
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.feedForwardMultiple = feedForwardMultiple
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
    self.variant = variant
  }

  /// Whether attention has its three channels.
  package var hasChannels: Bool { variant == .full || variant == .withoutMFFN }
  /// Whether the feed-forward network has its second stage.
  package var hasSecondStage: Bool { variant == .full || variant == .withoutAMS }

  package var relations: [Complaint] {
    !hasChannels && keyWidth != valueWidth
      ? [("variant", "\(variant.rawValue) needs a keyWidth equal to the valueWidth")] : []
  }

  package var departures: [String] {
    switch variant {
    case .full: []
    case .base: ["base"]
    case .withoutAMS: ["without AMS"]
    case .withoutMFFN: ["without MFFN"]
    }
  }
  package var positionRows: Int? { positions }
  package var stack: (depth: Int, width: Int)? { (blocks, width) }
  package var matrices: [MatrixSize] {
    [
      MatrixSize("keyWidth", width, heads.multipliedWithinBounds(by: keyWidth)),
      MatrixSize("valueWidth", width, heads.multipliedWithinBounds(by: valueWidth)),
      MatrixSize(
        "feedForwardMultiple", width, width.multipliedWithinBounds(by: feedForwardMultiple)),
      MatrixSize("positions", positions, width),
    ]
  }
  package var cost: BlockCost {
    var cost = BlockCost(width: width, blocks: blocks, positions: positions)
    let width = Double(width)
    let (keys, values) = (Double(heads) * Double(keyWidth), Double(heads) * Double(valueWidth))
    let channels = hasChannels ? 3.0 : 1
    let stages = hasSecondStage ? 3.0 : 0
    cost.weights =
      width * ((channels + 1) * values + 2 * keys) + channels * values * width
      + stages * width * width * Double(feedForwardMultiple)
    cost.biases = width + (hasChannels ? cost.tables(.both) : 0)
    cost.pair = keys + channels * values
    return cost
  }
}

extension ModelSpec {
  /// A FuXi-α.
  public static func fuxiAlpha(_ spec: FuXiAlphaSpec) -> ModelSpec { ModelSpec(spec) }
}
