/// Items ranked by how alike their vectors are to those of the history.
package struct SimilaritySpec: RankingModelSpec {
  /// What stands for the history.
  package enum Profile: String, Word {
    /// The last item's vector.
    case last
    /// The sum of the history's vectors, each divided by its distance from the end, from 1.
    case harmonic
  }

  /// How two vectors are held against each other.
  package enum Comparison: String, Word {
    /// By their product.
    case product
    /// By the cosine; of a vector of zeros it is zero.
    case cosine
  }

  package static let kind = "similarity"
  package static let family = ModelFamily("Similarity", .olive)
  package static let meaning =
    "Items ranked by how alike their vectors are to those of the whole history (Harte et al. 2023, "
    + "LLMSeqSim). A baseline; nothing is trained."

  package var profile = Profile.last
  package var comparison = Comparison.product

  package static let fields: [Field<Self>] = [
    .word(
      "profile", \.profile,
      "What stands for the history: the last item's vector, or the sum of all, each divided by its distance "
        + "from the end."),
    .word("comparison", \.comparison, "How two vectors are held against each other."),
  ]

  package init() {}

  package var isTrained: Bool { false }
  package var isDeterministic: Bool { true }
  package var readsSequences: Bool { false }
  package var needsVectors: Bool { true }
}
