/// How a click table is read from its text and turned into what a model sees. Every number that
/// changes the prepared bytes stands here; nothing has a default.
public struct ClickDataSpec: Part {
  /// What happens to a line that is not a row.
  public enum Malformed: String, Word {
    /// The first one is an error that names its line.
    case strict
    /// They are left out, counted by reason, and the counts are part of the record.
    case skip
  }

  /// Name that the suite's runs use.
  public var id = ""
  /// The `id` of a source, a file of `suites/datasets`.
  public var source = ""
  /// What happens to a line that is not a row.
  public var malformed = Malformed.strict
  /// How rows are divided.
  public var split = ClickSplitSpec.files
  /// How numbers and tokens become a model's input.
  public var treatment = ClickTreatmentSpec()

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name of the prepared table.", .name),
    .text("source", \.source, "A file of `suites/datasets`, without `.yaml`.", .name),
    .word(
      "malformed", \.malformed,
      "What happens to a line that is no row: it is an error, or it is left out and counted."),
    .choice("split", \.split, "How rows are divided."),
    .part("treatment", \.treatment, "How numbers and tokens become a model's input."),
  ]

  package init() {}

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

/// How numbers and tokens become a model's input.
public struct ClickTreatmentSpec: Part {
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
  public var numbers = Numbers.raw
  /// What stands in for a missing number.
  public var missingNumber = MissingNumber.zero
  /// What a missing token becomes.
  public var missingToken = MissingToken.own
  /// Tokens seen fewer times in the training rows share the category of unknown ones. Buckets too.
  public var threshold = 0

  package static let fields: [Field<Self>] = [
    .word("numbers", \.numbers, "What a number becomes."),
    .word(
      "missingNumber", \.missingNumber,
      "What stands in for a missing number, before the treatment; `unknown` for numbers that become "
        + "categories."),
    .word("missingToken", \.missingToken, "What a missing token becomes."),
    .size(
      "threshold", \.threshold,
      "Tokens seen fewer times in the training rows share the category of unknown ones. Buckets too.",
      unit: "count", in: 1...Int.max, saying: "it must be at least 1"),
  ]

  package init() {}

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
