public import Suites
internal import Verdicts

/// The story of a suite in plain words, for a terminal.
public struct Story: Sendable {
  /// A headline claim.
  public struct Line: Sendable {
    /// What is stated.
    public var statement: String
    /// The claim's id.
    public var claim: String
    /// The digits as printed.
    public var printed: String
    /// What was measured.
    public var ours: String
    /// What follows.
    public var word: VerdictWord
    /// Why, in a line.
    public var why: String
  }

  /// The paper's title.
  public var title: String
  /// The headline claims; all claims where the suite marks none.
  public var lines: [Line]
  /// What follows from them, a paragraph each.
  public var conclusions: [String]
}

extension Report {
  /// What was found, in plain words.
  public var story: Story {
    let headline = HeadlineSection(material: material)
    let lines = headline.told.map(headline.line).map { row in
      Story.Line(
        statement: row.statement, claim: row.claim, printed: row.printed, ours: row.ours,
        word: row.word, why: plain(row.why))
    }
    let policy = VerdictSection(material: material).policySentence
    return Story(
      title: suite.paper.title, lines: lines,
      conclusions: [headline.conclusion, headline.bars, policy].filter { !$0.isEmpty }.map(plain))
  }

  /// What people call a run.
  public func title(of run: String) -> String { material.titles.title(of: run) }
  /// What a claim states, in a line.
  public func statement(of claim: String) -> String { material.titles.statement(of: claim) }
}

extension VerdictWord {
  /// The sign that stands for it where there is no colour.
  public var sign: String { mark }
}

/// Words without their marks.
private func plain(_ text: String) -> String {
  InlineText(text).pieces.map { piece in
    switch piece {
    case .text(let words), .emphasis(let words), .link(let words, _): words
    case .code(let code, _): code
    case .address(let address): address.text
    case .bold: ""
    }
  }.joined()
}
