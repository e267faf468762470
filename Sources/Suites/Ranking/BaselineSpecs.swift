/// Items ranked by their count.
package struct PopularitySpec: RankingModelSpec {
  package static let kind = "popularity"
  package static let family = ModelFamily("Popularity", .grey)
  package static let meaning =
    "Items ranked by how often they occur in the training part. A baseline; nothing is trained."
  package static let fields: [Field<Self>] = []

  package init() {}

  package var isTrained: Bool { false }
  package var isDeterministic: Bool { true }
  package var readsSequences: Bool { false }
}

/// Items in random order.
package struct RandomSpec: RankingModelSpec {
  package static let kind = "random"
  package static let family = ModelFamily("Random", .grey)
  package static let meaning =
    "Items ranked by random scores. A baseline whose expected metrics are known exactly."
  package static let fields: [Field<Self>] = []

  package init() {}

  package var isTrained: Bool { false }
  package var readsSequences: Bool { false }
}

extension ModelSpec {
  /// Items ranked by how often they occur in the training part.
  public static let popularity = ModelSpec(PopularitySpec())
  /// Items ranked by random scores.
  public static let random = ModelSpec(RandomSpec())
}
