/// A loss of ranking as a suite file writes it. What it computes stands in `Models`.
package protocol LossEntry: KindedEntry {
  /// Negatives for each position; nil for a loss that draws none.
  var negatives: Int? { get }
  /// Whether they are drawn once for a whole batch, not for each position.
  var sharesNegatives: Bool { get }
  /// Whether it is one of cosines alone.
  var comparesByCosine: Bool { get }
}

extension LossEntry {
  package var negatives: Int? { nil }
  package var sharesNegatives: Bool { false }
  package var comparesByCosine: Bool { false }
}

/// What a ranking run minimises. Chosen in a file by `kind:`.
public struct LossSpec: Chosen {
  /// The losses there are: one line each.
  package static let registry = Registry(
    "loss",
    [
      SampledSoftmaxSpec.self,
      BPRSpec.self,
      SoftmaxSpec.self,
      BinaryCrossEntropySpec.self,
      SharedSoftmaxSpec.self,
    ])

  /// What was chosen.
  package let entry: any LossEntry

  /// A loss of these fields.
  package init(_ entry: any LossEntry = SampledSoftmaxSpec()) { self.entry = entry }

  /// Sampled softmax.
  public static func sampledSoftmax(negatives: Int, temperature: Double) -> LossSpec {
    LossSpec(SampledSoftmaxSpec(DrawnNegatives(count: negatives, temperature: temperature)))
  }
  /// Bayesian personalised ranking.
  public static func bpr(negatives: Int, temperature: Double) -> LossSpec {
    LossSpec(BPRSpec(DrawnNegatives(count: negatives, temperature: temperature)))
  }
  /// Binary cross-entropy of the positive and of drawn negatives.
  public static func binaryCrossEntropy(negatives: Int) -> LossSpec {
    LossSpec(BinaryCrossEntropySpec(count: negatives))
  }
  /// Softmax of cosines over the positive and negatives that a batch shares.
  public static func sharedSoftmax(
    negatives: Int, temperature: Double, alike: Double
  ) -> LossSpec {
    var spec = SharedSoftmaxSpec()
    (spec.count, spec.temperature, spec.alike) = (negatives, temperature, alike)
    return LossSpec(spec)
  }
  /// Softmax over all candidates.
  public static let softmax = LossSpec(SoftmaxSpec())

  /// Negatives for each position; nil for a loss that draws none.
  public var negatives: Int? { entry.negatives }
}

/// Uniform negatives, drawn with replacement.
package struct DrawnNegatives: Entry {
  package var count = 0
  package var temperature = 0.0

  package static let fields: [Field<Self>] = [
    .amount("negatives", \.count, "Uniform negatives for each position, drawn with replacement."),
    .number(
      "temperature", \.temperature,
      "Divisor of the cosine, or of the product where the model ranks by products.",
      in: .positive, saying: "it must be positive"),
  ]

  package init() {}
  init(count: Int, temperature: Double) { (self.count, self.temperature) = (count, temperature) }
}

/// Softmax over the positive and negatives.
package struct SampledSoftmaxSpec: LossEntry {
  package static let kind = "sampled-softmax"
  package static let meaning =
    "`−log softmax` of the positive among itself and the negatives; one that is the positive does "
    + "not count."

  package var drawn = DrawnNegatives()
  package static let fields: [Field<Self>] = DrawnNegatives.fields.at(\.drawn)
  package init() {}
  init(_ drawn: DrawnNegatives) { self.drawn = drawn }

  package var negatives: Int? { drawn.count }
}

/// Bayesian personalised ranking.
package struct BPRSpec: LossEntry {
  package static let kind = "bpr"
  package static let meaning =
    "Mean over the negatives of `−ln σ(positive − negative)` (Rendle et al. 2009). Negatives are not "
    + "kept from the user's own items, as the paper's are."

  package var drawn = DrawnNegatives()
  package static let fields: [Field<Self>] = DrawnNegatives.fields.at(\.drawn)
  package init() {}
  init(_ drawn: DrawnNegatives) { self.drawn = drawn }

  package var negatives: Int? { drawn.count }
}

/// Softmax over all candidates.
package struct SoftmaxSpec: LossEntry {
  package static let kind = "softmax"
  package static let meaning =
    "`−log softmax` of the positive among all candidates; the score is the product, not divided."

  package init() {}
}

/// Binary cross-entropy of the positive and of drawn negatives.
package struct BinaryCrossEntropySpec: LossEntry {
  package static let kind = "binary-cross-entropy"
  package static let meaning =
    "`−ln σ(positive) − mean of ln(1 − σ(negative))` (Kang and McAuley 2018, eq. 6, with one negative); "
    + "the score is the product, not divided. Negatives are not kept from the user's own items, as "
    + "the paper's are."

  package var count = 0
  package static let fields: [Field<Self>] = [
    .amount("negatives", \.count, "Uniform negatives for each position, drawn with replacement.")
  ]
  package init() {}
  init(count: Int) { self.count = count }

  package var negatives: Int? { count }
}

/// Softmax over the positive and negatives that a whole batch shares, of cosines times a factor that is trained.
package struct SharedSoftmaxSpec: LossEntry {
  package static let kind = "shared-softmax"
  package static let meaning =
    "`−log softmax` of the positive among itself and negatives drawn once for the whole batch, of cosines "
    + "times a factor that is trained and stays at most 100 (Chen et al. 2024, HLLM, `nce_loss`). A negative "
    + "too alike the positive does not count."

  package var count = 0
  package var temperature = 0.0
  package var alike = 0.0

  package static let fields: [Field<Self>] = [
    .amount(
      "negatives", \.count, "Uniform negatives for each batch, drawn with replacement."),
    .number(
      "temperature", \.temperature, "1 over the factor at the start: 0.07 in HLLM.",
      in: .positive, saying: "it must be positive"),
    .number(
      "alike", \.alike,
      "Cosine of a negative's vector with the positive's above which it does not count: 0.99 in HLLM.",
      in: .positive, saying: "it must be positive"),
  ]

  package init() {}

  package var negatives: Int? { count }
  package var sharesNegatives: Bool { true }
  package var comparesByCosine: Bool { true }
}
