public import Suites

/// Claims in a row each, for a page or a terminal.
public struct ClaimTable: Hashable, Sendable {
  /// One claim.
  public struct Row: Hashable, Sendable {
    /// The claim's id.
    public var claim: String
    /// What is stated, in a line.
    public var statement: String
    /// The digits as printed.
    public var printed: String
    /// What was measured.
    public var ours: String
    /// What follows.
    public var word: VerdictWord
    /// Why, in a line.
    public var why: String
  }

  /// In the order in which they are read.
  public var rows: [Row]

  static let titles = ["Claim", "Printed", "Ours", "Verdict", "Why"]

  /// Every cell, its text with the marks that `InlineText` knows.
  static func cells(_ row: Row) -> [String] {
    [
      "\(row.statement) `\(row.claim)`", row.printed, row.ours,
      "\(row.word.mark) **\(row.word.rawValue)**", row.why,
    ]
  }
}

extension VerdictWord {
  /// A sign that is told from the others without colour.
  public var mark: String {
    switch self {
    case .replicated: "●"
    case .sameNumber: "◉"
    case .direction: "◐"
    case .exceeds: "▲"
    case .notReplicated: "✕"
    case .inconclusive: "○"
    case .notComparable: "≠"
    case .blocked: "–"
    case .error: "!"
    }
  }

  /// How often each word stands, worded: `● 6 REPLICATED, ✕ 4 NOT-REPLICATED`.
  public static func words(of counts: [VerdictWord: Int]) -> String {
    allCases.compactMap { word in
      counts[word].map { "\(word.mark) \($0) \(word.rawValue)" }
    }.joined(separator: ", ")
  }

  /// What it says of a claim, as a sentence.
  var meaning: String {
    switch self {
    case .replicated: "The published number or statement came out, within the declared margin."
    case .sameNumber:
      "The published number came out within the declared margin, on other bytes than the published "
        + "ones or under another material deviation."
    case .direction:
      "The published order or trend came out, under a material deviation or from a source known "
        + "second-hand."
    case .exceeds: "Better than published by more than the margin; that needs an explanation."
    case .notReplicated: "Something else than the published number or statement came out."
    case .inconclusive: "The numbers do not decide; the reason stands beside each claim."
    case .notComparable: "The two numbers do not live on one scale."
    case .blocked: "It was not run: data, a licence or resources are missing."
    case .error: "A guard failed, or something that is needed was not measured."
    }
  }
}
