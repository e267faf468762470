/// How the columns of a click table are written: a label, then numbers, then tokens.
public struct ClickTableLayout: Hashable, Sendable {
  /// How a number is written.
  public enum NumberForm: Hashable, Sendable {
    /// `-?[0-9]{1,18}`.
    case whole
    /// `-?[0-9]+(.[0-9]+)?(e-?[0-9]+)?`, at most 10¹⁸ in size.
    case decimal
  }
  /// How a token is written.
  public enum TokenForm: Hashable, Sendable {
    /// One to eight hexadecimal digits.
    case hexadecimal
    /// A whole number below 2³².
    case index
    /// One to eight hexadecimal digits, or `-1`, which is no other token.
    case hexadecimalOrMinusOne
  }

  /// Columns before the label that are not read, such as a row's number.
  public var leading: Int
  /// The columns' names in their order, where the header has others than `name(ofColumn:)`.
  public var names: [String]?
  /// The byte between two columns.
  public var separator: UInt8
  /// Whether the first line names the columns: by the names of `name(ofColumn:)`, in their order.
  public var header: Bool
  /// How many numbers follow the label.
  public var numbers: Int
  /// How many tokens follow the numbers; at most 31.
  public var tokens: Int
  /// How numbers are written.
  public var numberForm: NumberForm
  /// How tokens are written.
  public var tokenForm: TokenForm
  /// Longest line that is still read, bytes without its end.
  public var maximalLine: Int

  /// A layout.
  public init(
    separator: UInt8, header: Bool, numbers: Int, tokens: Int, numberForm: NumberForm,
    tokenForm: TokenForm, maximalLine: Int, leading: Int = 0, names: [String]? = nil
  ) {
    precondition(tokens <= 31, "A row's flags have room for 31 tokens, not \(tokens).")
    self.separator = separator
    self.header = header
    self.numbers = numbers
    self.tokens = tokens
    self.numberForm = numberForm
    self.tokenForm = tokenForm
    self.maximalLine = maximalLine
    self.leading = leading
    self.names = names
  }

  /// Columns of a row: those that are not read, the label, the numbers, the tokens.
  public var columns: Int { leading + 1 + numbers + tokens }

  /// The names that a header has, in their order.
  public var headerNames: [String] {
    names ?? (0..<1 + numbers + tokens).map(name(ofColumn:))
  }

  /// What a column is called in messages, counted from the label: `label`, `I1` …, `C1` …, or as in the
  /// header.
  public func name(ofColumn column: Int) -> String {
    if let names { return names[leading + column] }
    if column == 0 { return "label" }
    return column <= numbers ? "I\(column)" : "C\(column - numbers)"
  }
}

/// Rows that were read, one after the other.
public struct ClickRows: Hashable, Sendable {
  /// `[rows, numbers]`; not a number where missing.
  public var numbers: [Double]
  /// `[rows, tokens]`; 0 where missing.
  public var tokens: [UInt32]
  /// `[rows]`; bit 31 is the label, bit c says that token c is present.
  public var flags: [UInt32]

  /// Rows, or none.
  public init(numbers: [Double] = [], tokens: [UInt32] = [], flags: [UInt32] = []) {
    self.numbers = numbers
    self.tokens = tokens
    self.flags = flags
  }

  /// How many rows there are.
  public var count: Int { flags.count }
}

/// Why a line is not a row.
public struct MalformedLine: Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
    /// Too few or too many columns.
    case columns
    /// The label is neither 0 nor 1.
    case label
    /// A number is not written as one.
    case number
    /// A token is not written as one.
    case token
    /// The line is longer than any row can be.
    case length
  }

  /// Line in its file, from 1; the header counts.
  public var line: Int
  /// What is wrong with it.
  public var reason: Reason
  /// The reason in words.
  public var description: String
}

/// Lines that were left out, by reason, and the first of them.
public struct SkippedLines: Codable, Hashable, Sendable {
  /// How many, by reason.
  public private(set) var counts: [String: Int] = [:]
  /// The first line left out, of the file it stands in.
  public private(set) var first: Int?

  /// None yet.
  public init() {}

  /// How many in all.
  public var total: Int { counts.values.reduce(0, +) }

  /// Counts one more.
  mutating func add(_ malformed: MalformedLine) {
    counts[malformed.reason.rawValue, default: 0] += 1
    if first == nil { first = malformed.line }
  }

  /// Counts what another file left out.
  mutating func add(_ other: SkippedLines) {
    counts.merge(other.counts) { $0 + $1 }
    if first == nil { first = other.first }
  }
}
