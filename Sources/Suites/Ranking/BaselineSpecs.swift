/// Items ranked by their count.
package struct PopularitySpec: RankingModelSpec {
  package static let kind = "popularity"
  package static let family = ModelFamily("Popularity", .grey)
  package static let meaning =
    "Items ranked by how often they occur in the training part. A baseline; nothing is trained."

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

  package init() {}

  package var isTrained: Bool { false }
  package var readsSequences: Bool { false }
}

/// Items of the sessions that are most alike.
package struct SessionNeighboursSpec: RankingModelSpec {
  package static let kind = "v-sknn"
  package static let family = ModelFamily("V-SKNN", .navy)
  package static let meaning =
    "Nearest sessions, items near the end counting more (Ludewig and Jannach 2018, as Harte et al. 2023 have "
    + "it). Sessions are the training parts of the other users. One that shares items with the whole history "
    + "is as near as the sum of 1 / (distance from the history's end) over them, an item counting where it "
    + "first stands; an item's score is the sum over the nearest sessions that hold it. A baseline; nothing "
    + "is trained."

  package var neighbours = 0
  package var sample = 0
  package var inverseFrequency = false
  package var key = 0

  package static let fields: [Field<Self>] = [
    .amount("neighbours", \.neighbours, "Nearest sessions that are kept."),
    .amount(
      "sample", \.sample, "Sessions drawn among those that share an item, where there are more."),
    .flag(
      "inverseFrequency", \.inverseFrequency,
      "Whether scores are multiplied by `1 + ln(sessions / sessions with the item)`."),
    Field(
      FieldDescription(
        name: "key", meaning: "Seed of the draws.", unit: "seed", form: .whole(0...Int.max)), \.key),
  ]

  package init() {}

  package var isTrained: Bool { false }
  package var isDeterministic: Bool { true }
  package var readsSequences: Bool { false }
}

extension ModelSpec {
  /// Items ranked by how often they occur in the training part.
  public static let popularity = ModelSpec(PopularitySpec())
  /// Items ranked by random scores.
  public static let random = ModelSpec(RandomSpec())
}
