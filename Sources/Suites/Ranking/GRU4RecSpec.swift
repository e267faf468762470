/// Sizes of a GRU4Rec.
public struct GRU4RecSpec: RankingModelSpec {
  /// Whose code is followed.
  public enum Variant: String, Word {
    /// RecBole's.
    case recbole
    /// Harte et al. 2023: rows filled with the mask from the left, which is read like any event, a head with a
    /// bias for each item.
    case keras
  }

  package static let kind = "gru4rec"
  package static let family = ModelFamily("GRU4Rec", .purple)
  package static let meaning = "Gated recurrent units (Hidasi et al. 2016)."

  package var width = 0
  package var hidden = 0
  package var layers = 0
  package var embeddingDropout = 0.0
  package var dropout = 0.0
  package var variant: Variant?
  package var filled: Int?

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of an item embedding."),
    .size("hidden", \.hidden, "Features of a state."),
    .size("layers", \.layers, "Layers of units."),
    .embeddingDropout(\.embeddingDropout),
    .dropout("dropout", \.dropout, "Dropout after each layer."),
    .word(
      "variant", \.variant, absent: "recbole",
      "Whose code is followed: RecBole's, or Harte et al.'s in Keras."),
    .size(
      "filled", \.filled, absent: "rows are not filled",
      "Events that each row is filled to with the mask, in the variant `keras`.", in: 1...10_000),
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

  package var relations: [Complaint] {
    (variant == .keras) == (filled != nil)
      ? [] : [("filled", "the variant 'keras' needs it, and no other variant can have it")]
  }
  package var departures: [String] { variant == .keras ? ["as in Keras"] : [] }
  // Rows that are filled have no place for more.
  package var readsSequences: Bool { variant != .keras }
  package var comparesByCosine: Bool { variant != .keras }
  package var positionRows: Int? { filled }
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
