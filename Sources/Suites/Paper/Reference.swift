/// A number as a paper prints it, and where.
public struct Reference: Part {
  /// How well the number is known.
  public enum Grade: String, Word {
    /// Read in the paper or in the authors' repository.
    case primary
    /// Known only through someone else's copy: it never decides a verdict alone.
    case secondary
  }

  package var place = ""
  package var printed = ""
  package var runs = 1
  package var selection = Selection.unknown
  package var grade = Grade.primary
  package var copiedFrom: String?
  package var otherScale: String?

  package static let fields: [Field<Self>] = [
    .text("place", \.place, "Paper, table, row and column."),
    .text("printed", \.printed, "The digits as printed; their count is the rounding.", .digits),
    .size(
      "runs", \.runs, "Runs it is the mean of; 1 where unstated.", unit: "count", in: 1...Int.max,
      saying: "a reference must have at least one run, not {}"),
    Field(
      FieldDescription(
        name: "selection", meaning: "How the printed number was picked among runs.",
        form: .text(Selection.form)), \.selection),
    .word(
      "grade", \.grade,
      "How well the number is known; one known second-hand never decides a verdict alone."),
    .text(
      "copiedFrom", \.copiedFrom, absent: "the paper's own",
      "Where the paper itself took the number from."),
    .text(
      "otherScale", \.otherScale, absent: "the same scale",
      "Why the number lives on another scale than ours; the verdict is then NOT-COMPARABLE."),
  ]

  package init() {}

  /// The digits as a number; nil if they are none.
  public var number: PrintedNumber? { PrintedNumber(printed) }
}

/// How a printed number was picked among runs. In a file: `mean`, `single`, `best-of-5`, `unknown`.
public enum Selection: Hashable, Sendable {
  /// The mean of the runs.
  case mean
  /// One run, not picked for its result.
  case single
  /// The best of this many runs.
  case best(of: Int)
  /// Not stated.
  case unknown

  /// The word in a suite file.
  public var word: String {
    switch self {
    case .mean: "mean"
    case .single: "single"
    case .best(let count): "best-of-\(count)"
    case .unknown: "unknown"
    }
  }
}

extension Selection {
  /// How it is written.
  package static let form = TextForm(
    "`mean`, `single`, `best-of-N` with N of at least 2, `unknown`",
    pattern: "^(mean|single|unknown|best-of-([2-9]|[1-9][0-9]+))$")
}

extension Selection: Codable {
  /// Reads the word.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    switch word {
    case "mean": self = .mean
    case "single": self = .single
    case "unknown": self = .unknown
    default:
      guard word.hasPrefix("best-of-"), let count = Int(word.dropFirst(8)), count >= 2 else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "no selection is called '\(word)'; there are mean, single, best-of-N "
            + "with N of at least 2, unknown")
      }
      self = .best(of: count)
    }
  }

  /// Writes the word.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}

/// A number with the rounding that its digits show.
public struct PrintedNumber: Hashable, Sendable {
  /// The number; per cents as fractions.
  public var value: Double
  /// Half a unit of the last printed digit, on the same scale.
  public var half: Double

  /// Reads digits with an optional sign, point and per cent sign; nil if they are none.
  public init?(_ printed: String) {
    var digits = printed.filter { $0 != " " && $0 != "\u{a0}" }
    let percent = digits.hasSuffix("%")
    if percent { digits.removeLast() }
    if digits.hasPrefix("−") { digits = "-" + digits.dropFirst() }
    if digits.hasPrefix("+") { digits.removeFirst() }
    let unsigned = digits.hasPrefix("-") ? digits.dropFirst() : digits[...]
    let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, unsigned.contains(where: \.isNumber),
      parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let number = Double(digits.hasPrefix(".") ? "0" + digits : digits), number.isFinite
    else { return nil }
    var unit = 1.0
    for _ in 0..<(parts.count == 2 ? parts[1].count : 0) { unit /= 10 }
    value = percent ? number / 100 : number
    half = percent ? unit / 200 : unit / 2
  }
}

/// How far apart two numbers may be and still be called equal.
public struct Margin: Part {
  package var relative = 0.0
  package var absolute = 0.0
  package var because = ""

  package static let fields: [Field<Self>] = [
    .number(
      "relative", \.relative, "A fraction of the published value.", in: possible, saying: refusal),
    .number(
      "absolute", \.absolute, "A distance; 0 where only the fraction counts.", in: possible,
      saying: refusal),
    .text("because", \.because, "Why so much."),
  ]

  /// A wider one would put the limit beyond every number.
  private static let possible = Bounds.from(0, to: 1e100)
  private static let refusal =
    "a margin must be at least 0 and at most 1e100, beyond which it excludes nothing, not {}"

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if relative == 0, absolute == 0 { found.refuse("relative", "a margin must be positive") }
    return found
  }

  package init() {}
}

/// Where a claim about several runs stands, and what is printed for each.
public struct Statement: Part {
  package var place = ""
  package var grade = Reference.Grade.primary

  package static let fields: [Field<Self>] = [
    .text("place", \.place, "Paper, table or figure."),
    .word("grade", \.grade, "How well the statement is known: read there, or second-hand."),
  ]

  package init() {}
}
