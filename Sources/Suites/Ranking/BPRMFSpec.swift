/// Sizes of a matrix factorisation.
public struct BPRMFSpec: RankingModelSpec {
  package static let kind = "bpr-mf"
  package static let family = ModelFamily("BPR-MF", .brown)
  package static let meaning = "Matrix factorisation (Rendle et al. 2009)."

  package var width = 0

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of a user and of an item.")
  ]

  package init() {}

  /// Sizes of a matrix factorisation; its field says what it means.
  public init(width: Int) { self.width = width }

  package var readsSequences: Bool { false }
  package var comparesByCosine: Bool { false }
  package var cost: BlockCost { BlockCost(width: width, blocks: 0) }
}

extension ModelSpec {
  /// A matrix factorisation.
  public static func bprMF(_ spec: BPRMFSpec) -> ModelSpec { ModelSpec(spec) }
}
