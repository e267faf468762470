internal import Suites
internal import Verdicts

/// The story of a suite in plain words, for a terminal.
public struct Story: Sendable {
  /// The paper's title.
  public var title: String
  /// The headline claims; all claims where the suite marks none. Reasons are words without marks.
  public var claims: ClaimTable
  /// What follows from them, a paragraph each.
  public var conclusions: [String]
}

extension Report {
  /// What was found, in plain words.
  public var story: Story {
    let headline = HeadlineSection(material: material)
    let rows = headline.told.map { judgement in
      var row = headline.line(judgement)
      row.why = plain(row.why)
      return row
    }
    let policy = VerdictSection(material: material).policySentence
    return Story(
      title: suite.paper.title, claims: ClaimTable(rows: rows),
      conclusions: [headline.conclusion, headline.bars, policy].filter { !$0.isEmpty }.map(plain))
  }

  /// What people call a run.
  public func title(of run: String) -> String { material.titles.title(of: run) }
  /// What a claim states, in a line.
  public func statement(of claim: String) -> String { material.titles.statement(of: claim) }
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
