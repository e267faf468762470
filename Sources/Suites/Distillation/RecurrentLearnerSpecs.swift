/// Sizes of a GRU4Rec as RecBole has it (`gru4rec.py`).
public struct GRU4RecLearnerSpec: LearnerEntry {
  package static let kind = "gru4rec"
  package static let meaning = "Gated recurrent units as in RecBole (`gru4rec.py`), without biases."

  package var width = 0
  package var hidden = 0
  package var layers = 0
  package var dropout = 0.0

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of an item embedding."),
    .size("hidden", \.hidden, "Features of a state."),
    .size("layers", \.layers, "Layers of units."),
    .dropout("dropout", \.dropout, "Dropout of the embedded events."),
  ]

  package init() {}

  package var title: String { "GRU4Rec" }
}

/// Sizes of a NARM as RecBole has it (`narm.py`).
public struct NARMLearnerSpec: LearnerEntry {
  package static let kind = "narm"
  package static let meaning =
    "Neural attentive recommendation machine as in RecBole (`narm.py`): the last state, and all states "
    + "weighed by it."

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

  package var title: String { "NARM" }
}
