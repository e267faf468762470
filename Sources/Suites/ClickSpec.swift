/// How a click table is read from its text and turned into what a model sees. Every number that
/// changes the prepared bytes stands here; nothing has a default.
public struct ClickDataSpec: Codable, Hashable, Sendable {
  /// What happens to a line that is not a row.
  public enum Malformed: String, Word {
    /// The first one is an error that names its line.
    case strict
    /// They are left out, counted by reason, and the counts are part of the record.
    case skip
  }

  /// Name that the suite's runs use.
  public var id: String
  /// The `id` of a source, a file of `suites/datasets`.
  public var source: String
  /// What happens to a line that is not a row.
  public var malformed: Malformed
  /// How rows are divided.
  public var split: ClickSplitSpec
  /// How numbers and tokens become a model's input.
  public var treatment: ClickTreatmentSpec

  /// How a click table is read and prepared.
  public init(
    id: String, source: String, malformed: Malformed, split: ClickSplitSpec,
    treatment: ClickTreatmentSpec
  ) {
    self.id = id
    self.source = source
    self.malformed = malformed
    self.split = split
    self.treatment = treatment
  }
}

/// How the rows of a click table are divided into training, validation and test.
public enum ClickSplitSpec: Hashable, Sendable {
  /// By position in the file, in shares: `{kind: chronological, train: 5, validation: 1, test: 1}`
  /// gives the first five sevenths, the sixth and the last one.
  case chronological(train: Int, validation: Int, test: Int)
  /// scikit-learn 0.19.1's shuffled `StratifiedKFold`: fold 0 is the test, fold 1 the validation,
  /// the others the training part, one after the other (BARS, Criteo_x4: 10 folds, seed 2018).
  case stratified(folds: Int, seed: UInt32)
  /// One file each: train.csv, valid.csv, test.csv (BARS, Criteo_x1).
  case files
}

extension ClickSplitSpec: Codable {
  private enum Key: String, CodingKey { case kind, train, validation, test, folds, seed }

  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    func share(_ key: Key) throws -> Int {
      let value = try container.decode(Int.self, forKey: key)
      guard (1...1_000_000).contains(value) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "a share of 1 to 1,000,000 is possible, not \(value)")
      }
      return value
    }
    switch kind {
    case "chronological":
      self = .chronological(
        train: try share(.train), validation: try share(.validation), test: try share(.test))
    case "stratified":
      let folds = try container.decode(Int.self, forKey: .folds)
      guard (3...200).contains(folds) else {
        throw DecodingError.dataCorruptedError(
          forKey: .folds, in: container,
          debugDescription: "3 to 200 folds are possible, not \(folds)")
      }
      self = .stratified(folds: folds, seed: try container.decode(UInt32.self, forKey: .seed))
    case "files": self = .files
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no split is called '\(kind)'; there are chronological, files, "
          + "stratified")
    }
  }

  /// Writes `kind` and the numbers of the split.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .chronological(let train, let validation, let test):
      try container.encode("chronological", forKey: .kind)
      try container.encode(train, forKey: .train)
      try container.encode(validation, forKey: .validation)
      try container.encode(test, forKey: .test)
    case .stratified(let folds, let seed):
      try container.encode("stratified", forKey: .kind)
      try container.encode(folds, forKey: .folds)
      try container.encode(seed, forKey: .seed)
    case .files: try container.encode("files", forKey: .kind)
    }
  }
}

/// How numbers and tokens become a model's input.
public struct ClickTreatmentSpec: Codable, Hashable, Sendable {
  /// What a number becomes.
  public enum Numbers: String, Word {
    /// A category: `⌊ln(x)²⌋` above 2, else the whole part (FuxiCTR's code, `datasets/criteo.py`;
    /// its README says something else). Not monotone at the seam: 2 gives 2, 3 gives 1.
    case logSquareBucket = "log-square-bucket"
    /// `sign(x) · ln(1 + |x|)`.
    case log1p
    /// `(x − min) / (max − min)` over the training rows; not cut outside them.
    case minMax = "min-max"
    /// `log1p`, and then as `min-max`: what is multiplied with itself, as in cross layers, must not
    /// be large.
    case log1pMinMax = "log1p-min-max"
    /// The number itself.
    case raw
  }
  /// What stands in for a missing number, before the treatment.
  public enum MissingNumber: String, Word {
    /// 0.
    case zero
    /// −1.
    case minusOne = "minus-one"
    /// 0, whose bucket, true zeros included, is the category of unknown ones: as FuxiCTR's tokenizer
    /// leaves out what it fills in. For numbers that become categories.
    case unknown
  }
  /// What a missing token becomes.
  public enum MissingToken: String, Word {
    /// A category of its own, like a token; rare ones are dropped like tokens.
    case own
    /// The category of unknown tokens, as FuxiCTR's tokenizer leaves it.
    case unknown
  }

  /// What a number becomes.
  public var numbers: Numbers
  /// What stands in for a missing number.
  public var missingNumber: MissingNumber
  /// What a missing token becomes.
  public var missingToken: MissingToken
  /// Tokens seen fewer times in the training rows share the category of unknown ones. Buckets too.
  public var threshold: Int

  /// How numbers and tokens become a model's input.
  public init(
    numbers: Numbers, missingNumber: MissingNumber, missingToken: MissingToken, threshold: Int
  ) {
    self.numbers = numbers
    self.missingNumber = missingNumber
    self.missingToken = missingToken
    self.threshold = threshold
  }
}
