/// Sizes of a deep interest network.
public struct DINSpec: RatingModelEntry {
  package static let kind = "din"
  package static let family = ModelFamily("DIN", .green)
  package static let meaning = "Deep interest network (Zhou et al. 2018)."

  package var width = 0
  package var attention: [Int] = []
  package var hidden: [Int] = []
  package var actions = RatedActions.label
  package var dropout = 0.0

  package static let fields: [Field<Self>] = [
    .size("width", \.width, "Features of an embedding."),
    .sizes(
      "attention", \.attention,
      "Units of the network that weighs an event against the candidate, layer by layer.",
      atLeast: 1),
    .sizes(
      "hidden", \.hidden, "Units of the network that gives the logit, layer by layer.",
      atLeast: 1),
    .word("actions", \.actions, "What is known of an event of the history."),
    .dropout("dropout", \.dropout, "Dropout after each layer of the second network."),
  ]

  package init() {}

  package func forward(_ lengths: [Int]) -> Double? {
    let width = Double(width)
    let events = lengths.reduce(0.0) { $0 + Double($1) }
    let pairs = lengths.reduce(0.0) { $0 + Double($1) * (Double($1) - 1) / 2 }
    let unit = weights([width] + attention.map { Double($0) } + [1])
    let network = weights([2 * width] + hidden.map { Double($0) } + [1])
    return 2 * (pairs * (unit + width) + events * network)
  }
}

/// The weights of layers from each of these sizes to the next.
private func weights(_ sizes: [Double]) -> Double {
  zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
}

extension RatingModelSpec {
  /// A deep interest network.
  public static func din(_ spec: DINSpec) -> RatingModelSpec { RatingModelSpec(spec) }
}
