/// Sizes of a GRU4Rec.
public struct GRU4RecSpec: RankingModelSpec {
  package static let kind = "gru4rec"
  package static let family = ModelFamily("GRU4Rec", .purple)
  package static let meaning = "Gated recurrent units (Hidasi et al. 2016)."

  package var width = 0
  package var hidden = 0
  package var layers = 0
  package var embeddingDropout = 0.0
  package var dropout = 0.0

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of an item embedding."),
    .size("hidden", \.hidden, "Features of a state."),
    .size("layers", \.layers, "Layers of units."),
    .embeddingDropout(\.embeddingDropout),
    .dropout("dropout", \.dropout, "Dropout after each layer."),
  ]

  package init() {}

  /// Sizes of a GRU4Rec; its fields say what each means.
  public init(width: Int, hidden: Int, layers: Int, embeddingDropout: Double, dropout: Double) {
    self.width = width
    self.hidden = hidden
    self.layers = layers
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }

  package var matrices: [MatrixSize] {
    [
      MatrixSize("hidden", hidden.multipliedWithinBounds(by: 3), max(width, hidden)),
      MatrixSize(
        "layers", hidden.multipliedWithinBounds(by: 6).multipliedWithinBounds(by: hidden), layers),
    ]
  }
  package var cost: BlockCost {
    var cost = BlockCost(width: width, blocks: 1)
    let (width, hidden, layers) = (Double(width), Double(hidden), Double(layers))
    let deeper = 3 * hidden * 2 * hidden * (layers - 1)
    cost.weights = 3 * hidden * (width + hidden) + deeper + hidden * width
    cost.biases = 6 * hidden * layers + width
    return cost
  }
}

extension ModelSpec {
  /// Gated recurrent units.
  public static func gru4rec(_ spec: GRU4RecSpec) -> ModelSpec { ModelSpec(spec) }
}
