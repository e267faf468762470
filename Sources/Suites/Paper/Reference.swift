/// A number as a paper prints it, and where.
public struct Reference: Hashable, Sendable {
  /// How well the number is known.
  public enum Grade: String, Word {
    /// Read in the paper or in the authors' repository.
    case primary
    /// Known only through someone else's copy: it never decides a verdict alone.
    case secondary
  }

  /// Paper, table, row and column.
  public var place: String
  /// The digits as printed: `0.1835`, `+11.96 %`. Their count is the rounding.
  public var printed: String
  /// Runs it is the mean of; 1 where unstated.
  public var runs: Int
  /// How the printed number was picked among runs.
  public var selection: Selection
  /// How well the number is known.
  public var grade: Grade
  /// Where the paper itself took the number from, if elsewhere.
  public var copiedFrom: String?
  /// Why the number lives on another scale than ours; then the verdict is NOT-COMPARABLE.
  public var otherScale: String?

  /// A number as a paper prints it.
  public init(
    place: String, printed: String, runs: Int, selection: Selection, grade: Grade,
    copiedFrom: String? = nil, otherScale: String? = nil
  ) {
    self.place = place
    self.printed = printed
    self.runs = runs
    self.selection = selection
    self.grade = grade
    self.copiedFrom = copiedFrom
    self.otherScale = otherScale
  }

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
public struct Margin: Hashable, Sendable {
  /// A fraction of the published value.
  public var relative: Double
  /// An absolute distance; 0 where only the fraction counts.
  public var absolute: Double
  /// Why so much.
  public var because: String

  /// How far apart two numbers may be.
  public init(relative: Double, absolute: Double, because: String) {
    self.relative = relative
    self.absolute = absolute
    self.because = because
  }
}
