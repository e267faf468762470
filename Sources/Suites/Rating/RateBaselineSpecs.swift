/// A logistic regression of ratings.
package struct RateRegressionSpec: RatingModelEntry {
  package static let kind = "logistic"
  package static let family = ModelFamily("Logistic regression", .blue)
  package static let meaning = "Logistic regression on the item and on what the user said so far."

  package init() {}
}

/// How an item's share of positive events is held towards that of all items.
public struct RatePopularitySpec: RatingModelEntry {
  package static let kind = "popularity"
  package static let family = ModelFamily("Popularity", .grey)
  package static let meaning =
    "The item's share of positive events in the training part, or its mean rating where ratings are "
    + "predicted, whoever asks. Nothing is trained."

  package var smoothing = 0.0

  package static let fields: [Field<Self>] = [
    .number(
      "smoothing", \.smoothing,
      "Events of the mean of all that are added to those of each item.", in: .above(0, upTo: 1e6))
  ]

  package init() {}

  /// How a share is held towards the mean; its field says what it means.
  public init(smoothing: Double) { self.smoothing = smoothing }

  package var isTrained: Bool { false }
}

extension RatingModelSpec {
  /// Logistic regression.
  public static let logistic = RatingModelSpec(RateRegressionSpec())
  /// Shares of positive events.
  public static func popularity(_ spec: RatePopularitySpec) -> RatingModelSpec {
    RatingModelSpec(spec)
  }
}
