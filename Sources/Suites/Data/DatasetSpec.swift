/// How a suite prepares the rows of a source: an entry of its `datasets:`. Nothing has a default.
public struct DatasetSpec: Codable, Hashable, Sendable {
  /// How each user's events are divided.
  public enum Split: String, Word {
    /// The last event is the test; training sees the others and predicts each from those before.
    case leaveLastOut = "leave-last-out"
  }

  /// Name that the suite's runs use.
  public var id: String
  /// The `id` of a `DatasetSource`.
  public var source: String
  /// How events of one time are ordered.
  public var ties: TieOrder
  /// What is kept, step by step.
  public var filters: [FilterSpec]
  /// Events of history that a model is shown, at most: the latest.
  public var maximalLength: Int
  /// How each user's events are divided.
  public var split: Split
  /// The numbers of a generated source; absent for published ones.
  public var generator: GeneratorSpec?

  /// How a suite prepares the rows of a source.
  public init(
    id: String, source: String, ties: TieOrder, filters: [FilterSpec], maximalLength: Int,
    split: Split, generator: GeneratorSpec?
  ) {
    self.id = id
    self.source = source
    self.ties = ties
    self.filters = filters
    self.maximalLength = maximalLength
    self.split = split
    self.generator = generator
  }

  /// Reads an entry and refuses lengths below 1.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    source = try container.decode(String.self, forKey: .source)
    ties = try container.decode(TieOrder.self, forKey: .ties)
    filters = try container.decode([FilterSpec].self, forKey: .filters)
    maximalLength = try container.decode(Int.self, forKey: .maximalLength)
    split = try container.decode(Split.self, forKey: .split)
    generator = try container.decodeIfPresent(GeneratorSpec.self, forKey: .generator)
    try container.check(isIdentifier(id), .id, "'\(id)' is not made of a-z, 0-9, '.', '_' and '-'")
    try container.check(
      (1...1_000_000).contains(maximalLength), .maximalLength,
      "a history of 1 to 1,000,000 events is possible, not \(maximalLength)")
  }
}

/// How events of one time are ordered. Over half of MovieLens-1M's neighbouring events share one.
public enum TieOrder: Hashable, Sendable {
  /// As in the published file: a stable sort.
  case file
  /// At random, under a key of its own: `{kind: shuffled, seed: 1}`.
  case shuffled(seed: UInt64)
  /// As NumPy's `argsort` without SIMD leaves them, over the whole table (NumPy 1.24 and older).
  case numpyIntrosort
}

extension TieOrder: Codable {
  private enum Key: String, CodingKey { case kind, seed }

  /// Reads `file`, `numpy-introsort` or `{kind: shuffled, seed: …}`.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer(),
      let word = try? container.decode(String.self)
    {
      switch word {
      case "file": self = .file
      case "numpy-introsort": self = .numpyIntrosort
      default:
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "no order of ties is called '\(word)'; there are file, "
            + "numpy-introsort and {kind: shuffled, seed: …}")
      }
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    try container.check(kind == "shuffled", .kind, "only 'shuffled' is written with a kind")
    self = .shuffled(seed: try container.decode(UInt64.self, forKey: .seed))
  }

  /// Writes the form that is read.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .file, .numpyIntrosort:
      var container = encoder.singleValueContainer()
      try container.encode(self == .file ? "file" : "numpy-introsort")
    case .shuffled(let seed):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode("shuffled", forKey: .kind)
      try container.encode(seed, forKey: .seed)
    }
  }
}
