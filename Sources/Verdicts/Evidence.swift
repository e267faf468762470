public import Suites

/// One seed's number.
public struct SeedValue: Codable, Hashable, Sendable {
  /// The seed.
  public var seed: UInt64
  /// Its number.
  public var value: Double

  /// One seed's number.
  public init(seed: UInt64, value: Double) {
    self.seed = seed
    self.value = value
  }
}

/// The margin and what it is the largest of.
public struct MarginParts: Codable, Hashable, Sendable {
  /// The declared fraction of the published value.
  public var relative: Double
  /// The declared absolute distance.
  public var absolute: Double
  /// Half a unit of the last printed digit.
  public var rounding: Double
  /// Twice the metric's step: a margin below it is too small for this many test users.
  public var steps: Double

  /// What is declared, and no less than the rounding: Δ. The metric's step never widens it.
  public var margin: Double { max(max(relative, absolute), rounding) }
  /// What a difference is held against: Δ and the rounding of the printed digits.
  public var limit: Double { margin + rounding }
}

/// The published number under one reading of how it was picked.
public struct SelectionReading: Codable, Hashable, Sendable {
  /// `mean`, `single` or `best-of-n`.
  public var selection: Selection
  /// The published number with the expected gain of picking taken off.
  public var published: Double
  /// Ours less that.
  public var difference: Double
  /// At level 1 − 2α: inside the limit means equivalent.
  public var narrow: Interval?
  /// At level 1 − α: outside the limit means different.
  public var wide: Interval?
  /// The probability of so great a distance beyond the limit by chance, two-sided.
  public var p: Double
}

/// What a value or gain claim was judged from.
public struct ValueEvidence: Codable, Hashable, Sendable {
  /// The published number as printed, on the metric's scale.
  public var published: Double
  /// Runs it is the mean of.
  public var publishedRuns: Int
  /// Our numbers, one for each seed.
  public var seeds: [SeedValue]
  /// Their mean; of a gain, the gain of the means.
  public var mean: Double
  /// Standard deviation (n − 1) of our numbers; nil for one seed.
  public var deviation: Double?
  /// The spread that was used, relative to the mean.
  public var spread: SeedSpread?
  /// Standard error of the difference, `s̃·√(1/n + 1/k)`; of a gain, that of the logarithm.
  public var standardError: Double?
  /// What makes the margin.
  public var margin: MarginParts
  /// Each reading of the published number; one, or two where the selection is unknown.
  public var readings: [SelectionReading]
  /// Spread of the mean over test users alone, for information: both sides share them.
  public var userError: Double?
}

/// A quantity that no seed moves, against a published number.
public struct ExactEvidence: Codable, Hashable, Sendable {
  /// The published number as printed, on the metric's scale.
  public var published: Double
  /// Ours.
  public var measured: Double
  /// What makes the margin.
  public var margin: MarginParts
}

/// Two runs compared over their seeds.
public struct PairEvidence: Codable, Hashable, Sendable {
  /// The run claimed to be better.
  public var run: String
  /// What it is compared with.
  public var over: String
  /// Means over seeds.
  public var means: [Double]
  /// Seeds of each.
  public var seeds: [Int]
  /// Which of the two no seed moves; nil for neither.
  public var fixed: [String]?
  /// Difference of the means, positive where the claim holds.
  public var effect: Double
  /// The effect as a fraction of the second mean; missing where that lies within three standard errors
  /// of zero.
  public var relative: MeasuredNumber
  /// The spread that was used, relative to the means; nil where none is known, or none is needed.
  public var spread: SeedSpread?
  /// Standard error of the effect; nil where no spread is known.
  public var standardError: Double?
  /// Of the effect over seeds, at level 1 − α.
  public var interval: Interval?
  /// Of the relative effect, at the same level.
  public var relativeInterval: Missable<Interval>
  /// Two-sided, of no effect; nil where no spread is known.
  public var p: Double?
  /// Of the effect, were other test users drawn as well, at the same level; for information. Seeds and
  /// users are crossed: every seed has the same users.
  public var userInterval: Interval?
}

extension [PairEvidence] {
  /// Of comparisons that must all hold, the one that stands most clearly against; nil where none does.
  var mostReversed: PairEvidence? {
    filter { $0.effect < 0 }.min { ($0.p ?? 1) < ($1.p ?? 1) }
  }

  /// Of comparisons that must all hold, the one that decides: the most clearly reversed, else the one
  /// that is told least.
  public var weakest: PairEvidence? {
    mostReversed ?? self.max { ($0.p ?? 2) < ($1.p ?? 2) }
  }
}

/// A metric along an axis.
public struct TrendEvidence: Codable, Hashable, Sendable {
  /// One place on the axis.
  public struct Point: Codable, Hashable, Sendable {
    /// The run.
    public var run: String
    /// Where it lies.
    public var at: Double
    /// Our mean.
    public var mean: Double
    /// Seeds it is the mean of; nil where no seed moves it.
    public var seeds: Int?
    /// Of the mean, at level 1 − α; nil where no spread is known.
    public var interval: Interval?
    /// The published number, where printed.
    public var published: Double?
  }

  /// What is claimed.
  public var shape: TrendClaim.Shape
  /// Where the largest value is claimed to be, of a peak alone.
  public var peak: Double?
  /// Every place, from left to right.
  public var points: [Point]
  /// The spread that was used, relative to the means; nil where none is known, or none is needed.
  public var spread: SeedSpread?
  /// Weighted least squares of the metric on the natural logarithm of the axis.
  public var slope: Double
  /// Of the slope, at level 1 − α; nil where no spread is known.
  public var interval: Interval?
  /// The comparisons that the shape is made of: one for each step, one with the peak for each other
  /// place; empty where the slope alone is claimed.
  public var steps: [PairEvidence]
  /// Two-sided, of the shape; nil where no spread is known.
  public var p: Double?
  /// Whether our means have the claimed shape.
  public var holds: Bool
}

/// A law against its control.
public struct FitEvidence: Codable, Hashable, Sendable {
  /// The law's number.
  public var measured: Double
  /// The published one.
  public var published: Double
  /// What makes the margin.
  public var margin: MarginParts
  /// The control law's number.
  public var control: Double
  /// Leave-one-out error of the law.
  public var leaveOneOut: Double
  /// Leave-one-out error of the control law.
  public var controlLeaveOneOut: Double
}

/// Every number that a verdict was computed from.
public enum Evidence: Hashable, Sendable {
  /// Nothing could be computed.
  case none
  /// A value against its published one.
  case value(ValueEvidence)
  /// A value that no seed moves.
  case exact(ExactEvidence)
  /// Neighbouring pairs of an order.
  case order([PairEvidence])
  /// A gain, and the pair it comes from.
  case gain(ValueEvidence, PairEvidence)
  /// A trend.
  case trend(TrendEvidence)
  /// A fit.
  case fit(FitEvidence)
}

extension Evidence {
  /// Our number, the published one and the margin between them; nil where no two numbers are compared.
  public var numbers: (ours: Double, published: Double, margin: MarginParts)? {
    switch self {
    case .none, .order, .trend: nil
    case .value(let evidence), .gain(let evidence, _):
      (evidence.mean, evidence.published, evidence.margin)
    case .exact(let evidence): (evidence.measured, evidence.published, evidence.margin)
    case .fit(let evidence): (evidence.measured, evidence.published, evidence.margin)
    }
  }
}

extension Evidence: Codable {
  private enum Key: String, CodingKey { case kind, value, exact, pairs, trend, fit }

  /// Reads the entry that `kind` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "none": self = .none
    case "value": self = .value(try container.decode(ValueEvidence.self, forKey: .value))
    case "exact": self = .exact(try container.decode(ExactEvidence.self, forKey: .exact))
    case "order": self = .order(try container.decode([PairEvidence].self, forKey: .pairs))
    case "gain":
      let pairs = try container.decode([PairEvidence].self, forKey: .pairs)
      guard let pair = pairs.first else {
        throw DecodingError.dataCorruptedError(
          forKey: .pairs, in: container, debugDescription: "a gain has one pair")
      }
      self = .gain(try container.decode(ValueEvidence.self, forKey: .value), pair)
    case "trend": self = .trend(try container.decode(TrendEvidence.self, forKey: .trend))
    case "fit": self = .fit(try container.decode(FitEvidence.self, forKey: .fit))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "no evidence is called '\(kind)'")
    }
  }

  /// Writes `kind` and what belongs to it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .none: try container.encode("none", forKey: .kind)
    case .value(let evidence):
      try container.encode("value", forKey: .kind)
      try container.encode(evidence, forKey: .value)
    case .exact(let evidence):
      try container.encode("exact", forKey: .kind)
      try container.encode(evidence, forKey: .exact)
    case .order(let pairs):
      try container.encode("order", forKey: .kind)
      try container.encode(pairs, forKey: .pairs)
    case .gain(let evidence, let pair):
      try container.encode("gain", forKey: .kind)
      try container.encode(evidence, forKey: .value)
      try container.encode([pair], forKey: .pairs)
    case .trend(let evidence):
      try container.encode("trend", forKey: .kind)
      try container.encode(evidence, forKey: .trend)
    case .fit(let evidence):
      try container.encode("fit", forKey: .kind)
      try container.encode(evidence, forKey: .fit)
    }
  }
}
