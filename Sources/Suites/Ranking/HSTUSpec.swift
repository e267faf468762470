/// Sizes and variant of an HSTU.
public struct HSTUSpec: RankingModelSpec {
  package static let kind = "hstu"
  package static let family = ModelFamily("HSTU", .red)
  package static let meaning = "Hierarchical sequential transduction unit (Zhai et al. 2024)."

  package var width = 0
  package var blocks = 0
  package var heads = 0
  package var keyWidth = 0
  package var valueWidth = 0
  package var positions = 0
  package var embeddingDropout = 0.0
  package var dropout = 0.0
  package var bias: AttentionBias?
  package var rotaryBase: Double?
  package var attention: AttentionWeights?
  package var gating: Bool?
  package var requestTime: RequestTime?

  package static let fields: [Field<Self>] =
    Field.stack(\.width, \.blocks)
    + Field.heads(\.heads, \.keyWidth, \.valueWidth) + [
      .size(
        "positions", \.positions,
        "N: rows of the position table, and the constant that attention is divided by."),
      .embeddingDropout(\.embeddingDropout),
      .dropout("dropout", \.dropout, "Dropout before the output projection."),
      .word(
        "bias", \.bias, absent: "both, as published", "The term added to attention's scores."),
      .number(
        "rotaryBase", \.rotaryBase, absent: "none, as every bias but `rope` needs it",
        "Base of the angles that `bias: rope` turns queries and keys by.", unit: "base",
        in: .rotaryBase),
      .word("attention", \.attention, absent: "silu, as published", "How scores become weights."),
      .flag(
        "gating", \.gating, absent: "true, as published",
        "Whether attended values are multiplied by the gate u."),
      .word(
        "requestTime", \.requestTime, absent: "next-event, as published",
        "The time that the time bias counts from."),
    ]

  package init() {}

  /// Sizes and variant of an HSTU; its fields say what each means.
  public init(
    width: Int, blocks: Int, heads: Int, keyWidth: Int, valueWidth: Int, positions: Int,
    embeddingDropout: Double, dropout: Double, bias: AttentionBias? = nil,
    rotaryBase: Double? = nil, attention: AttentionWeights? = nil, gating: Bool? = nil,
    requestTime: RequestTime? = nil
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
    self.bias = bias
    self.rotaryBase = rotaryBase
    self.attention = attention
    self.gating = gating
    self.requestTime = requestTime
  }

  /// Whether attended values are multiplied by the gate u.
  package var isGated: Bool { gating ?? true }

  package var relations: [Complaint] {
    var found = requested(requestTime, bias ?? .both)
    if attention == .softmax, keyWidth != valueWidth {
      found.refuse("attention", "softmax needs a keyWidth equal to the valueWidth")
    }
    if bias == .rope, rotaryBase == nil {
      found.refuse("bias", "rope needs a rotaryBase")
    } else if bias != .rope, rotaryBase != nil {
      found.refuse("rotaryBase", "only 'bias: rope' can have one")
    }
    return found
  }

  package var departures: [String] {
    (bias ?? .both).departure(from: .both) + (attention == .softmax ? ["with softmax"] : [])
      + (gating == false ? ["without gate"] : []) + (requestTime?.departure ?? [])
  }
  package var positionRows: Int? { positions }
  package var stack: (depth: Int, width: Int)? { (blocks, width) }
  package var matrices: [MatrixSize] {
    [
      MatrixSize("keyWidth", width, heads.multipliedWithinBounds(by: keyWidth)),
      MatrixSize("valueWidth", width, heads.multipliedWithinBounds(by: valueWidth)),
      MatrixSize("positions", positions, width),
    ]
  }
  package var cost: BlockCost {
    var cost = BlockCost(width: width, blocks: blocks, positions: positions)
    let width = Double(width)
    let (keys, values) = (Double(heads) * Double(keyWidth), Double(heads) * Double(valueWidth))
    cost.weights = width * ((isGated ? 2 : 1) * values + 2 * keys) + values * width
    cost.biases = width + cost.tables(bias ?? .both)
    cost.pair = keys + values
    return cost
  }
}

extension ModelSpec {
  /// An HSTU.
  public static func hstu(_ spec: HSTUSpec) -> ModelSpec { ModelSpec(spec) }
}
