/// An optimizer as a suite file writes it. What its step does stands in `Models`.
package protocol OptimizerEntry: KindedEntry {
  /// Learning rate.
  var rate: Double { get set }
}

/// How parameters follow the gradient. Chosen in a file by `kind:`.
public struct OptimizerSpec: Chosen {
  /// The optimizers there are: one line each.
  package static let registry = Registry(
    "optimizer",
    [
      AdamWSpec.self,
      AdamSpec.self,
      SGDSpec.self,
    ])

  /// What was chosen.
  package let entry: any OptimizerEntry

  /// An optimizer of these fields.
  package init(_ entry: any OptimizerEntry = AdamWSpec()) { self.entry = entry }

  /// The same with a part of the rate.
  package func scaled(by factor: Double) -> OptimizerSpec {
    func scaled(_ entry: some OptimizerEntry) -> OptimizerSpec {
      var entry = entry
      entry.rate *= factor
      return OptimizerSpec(entry)
    }
    return scaled(entry)
  }

  /// AdamW.
  public static func adamW(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double
  ) -> OptimizerSpec {
    OptimizerSpec(
      AdamWSpec(
        AdamNumbers(
          rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)))
  }

  /// Adam, its weight decay added to the gradient.
  public static func adam(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double
  ) -> OptimizerSpec {
    OptimizerSpec(
      AdamSpec(
        AdamNumbers(
          rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)))
  }

  /// Gradient descent.
  public static func sgd(rate: Double, weightDecay: Double) -> OptimizerSpec {
    var spec = SGDSpec()
    (spec.rate, spec.weightDecay) = (rate, weightDecay)
    return OptimizerSpec(spec)
  }
}

/// The numbers of Adam, whatever becomes of its weight decay.
package struct AdamNumbers: Hashable, Sendable {
  package var rate = 0.0
  package var beta1 = 0.0
  package var beta2 = 0.0
  package var epsilon = 0.0
  package var weightDecay = 0.0

  /// Its fields.
  ///
  /// - Parameter decay: what becomes of the weight decay.
  fileprivate static func fields(decay: String) -> [Field<Self>] {
    Field.adam(rate: \.rate, beta1: \.beta1, beta2: \.beta2, epsilon: \.epsilon) + [
      .number(
        "weightDecay", \.weightDecay, decay, in: .nonnegative, saying: "it cannot be negative")
    ]
  }
}

/// Adam in one of its forms.
package protocol AdamEntry: OptimizerEntry {
  /// Its numbers.
  var numbers: AdamNumbers { get set }
}

extension AdamEntry {
  /// Learning rate.
  package var rate: Double {
    get { numbers.rate }
    set { numbers.rate = newValue }
  }

  fileprivate init(_ numbers: AdamNumbers) {
    self.init()
    self.numbers = numbers
  }
}

/// AdamW.
package struct AdamWSpec: AdamEntry {
  package static let kind = "adamw"
  package static let meaning =
    "AdamW as PyTorch defines it; with `weightDecay: 0` it is Adam. The rate is constant without a schedule."

  package var numbers = AdamNumbers()
  package static let fields: [Field<Self>] =
    AdamNumbers.fields(decay: "Decoupled weight decay.").at(\.numbers)
  package init() {}
}

/// Adam.
package struct AdamSpec: AdamEntry {
  package static let kind = "adam"
  package static let meaning =
    "Adam as PyTorch defines it, its weight decay added to the gradient. The rate is constant without a schedule."

  package var numbers = AdamNumbers()
  package static let fields: [Field<Self>] =
    AdamNumbers.fields(decay: "Weight decay as a part of the gradient.").at(\.numbers)
  package init() {}
}

/// Gradient descent.
package struct SGDSpec: OptimizerEntry {
  package static let kind = "sgd"
  package static let meaning =
    "Gradient descent without momentum. The rate is constant without a schedule."

  package var rate = 0.0
  package var weightDecay = 0.0

  package static let fields: [Field<Self>] = [
    .number("rate", \.rate, "Learning rate.", in: .positive, saying: "it must be positive"),
    .number(
      "weightDecay", \.weightDecay, "Weight decay as a part of the gradient.", in: .nonnegative,
      saying: "it cannot be negative"),
  ]

  package init() {}
}

extension Field {
  /// The numbers of Adam.
  static func adam(
    rate: Path<Double>, beta1: Path<Double>, beta2: Path<Double>, epsilon: Path<Double>
  ) -> [Field] {
    [
      .number(
        "rate", rate, "Learning rate at the start.", in: .positive, saying: "it must be positive"),
      .number(
        "beta1", beta1, "Decay of the running mean of gradients.", unit: "fraction",
        in: .from(0, below: 1)),
      .number(
        "beta2", beta2, "Decay of the running mean of squared gradients.", unit: "fraction",
        in: .from(0, below: 1)),
      .number(
        "epsilon", epsilon, "Added to the root of the second moment.", in: .positive,
        saying: "it must be positive"),
    ]
  }
}
