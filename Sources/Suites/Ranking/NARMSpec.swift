/// Sizes of a NARM.
public struct NARMSpec: RankingModelSpec {
  package static let kind = "narm"
  package static let family = ModelFamily("NARM", .violet)
  package static let meaning = "Neural attentive recommendation machine (Li et al. 2017)."

  package var width = 0
  package var hidden = 0
  package var embeddingDropout = 0.0
  package var dropout = 0.0

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of an item embedding."),
    .size("hidden", \.hidden, "Features of a state."),
    .embeddingDropout(\.embeddingDropout),
    .dropout("dropout", \.dropout, "Dropout before the output."),
  ]

  package init() {}

  package var matrices: [MatrixSize] {
    [MatrixSize("hidden", hidden.multipliedWithinBounds(by: 3), max(width, hidden))]
  }
  package var cost: BlockCost {
    var cost = BlockCost(width: width, blocks: 1)
    let (width, hidden) = (Double(width), Double(hidden))
    cost.weights = 3 * hidden * (width + hidden) + 2 * hidden * hidden + 2 * hidden * width
    cost.biases = 7 * hidden
    cost.pair = 2 * hidden
    return cost
  }
}

extension ModelSpec {
  /// A NARM.
  public static func narm(_ spec: NARMSpec) -> ModelSpec { ModelSpec(spec) }
}
