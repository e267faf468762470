/// How a token's features become a logit, as a suite file writes it.
package protocol ScorerEntry: KindedEntry {
  /// Weights that a token of this width passes through.
  func weights(width: Double) -> Double
  /// What a title says of it; nothing of the published one.
  var departures: [String] { get }
}

/// How a token's features become a logit. Chosen in a file by `kind:`.
public struct ScorerSpec: Chosen {
  /// The scorers there are: one line each.
  package static let registry = Registry(
    "scorer",
    [
      DotScorerSpec.self,
      NetworkScorerSpec.self,
    ])

  /// What was chosen.
  package let entry: any ScorerEntry

  /// A scorer of these fields.
  package init(_ entry: any ScorerEntry) { self.entry = entry }

  /// The item's vector times the features.
  public static let dot = ScorerSpec(DotScorerSpec())
  /// A network with one hidden layer.
  public static func mlp(hidden: Int) -> ScorerSpec {
    var spec = NetworkScorerSpec()
    spec.hidden = hidden
    return ScorerSpec(spec)
  }

  /// What a title says of it; nothing of the published one.
  var departures: [String] { entry.departures }

  /// Weights that a token of this width passes through.
  func weights(width: Double) -> Double { entry.weights(width: width) }
}

/// The item's own vector.
package struct DotScorerSpec: ScorerEntry {
  package static let kind = "dot"
  package static let meaning = "The features' product with the item's own vector, and a constant."

  package init() {}

  package var departures: [String] { [] }
  package func weights(width: Double) -> Double { width }
}

/// A network of one hidden layer.
package struct NetworkScorerSpec: ScorerEntry {
  package static let kind = "mlp"
  package static let meaning = "A network with one hidden layer of rectified linear units."

  package var hidden = 0

  package static let fields: [Field<Self>] = [
    .size("hidden", \.hidden, "Units of the hidden layer.")
  ]

  package init() {}

  package var departures: [String] { ["with an MLP scorer"] }
  package func weights(width: Double) -> Double { Double(hidden) * (width + 1) }
}
