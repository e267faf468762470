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
    let rows = headline.told.map { plain(headline.line($0)) }
    let policy = VerdictSection(material: material).policySentence
    return Story(
      title: suite.paper.title, claims: ClaimTable(rows: rows),
      conclusions: [headline.conclusion, headline.bars, policy].filter { !$0.isEmpty }.map(plain))
  }

  /// Some claims alone, in plain words: each with its verdict, and what the verdicts mean.
  public func story(of claims: [String]) -> Story {
    let rows = rows(of: claims)
    return Story(
      title: suite.paper.title, claims: ClaimTable(rows: rows.map(plain)),
      conclusions: rows.words.map { "\($0.mark) \($0.rawValue): \($0.meaning)" })
  }

  /// The same in Markdown, as a page of its own.
  public func markdown(of claims: [String]) -> String {
    let rows = rows(of: claims)
    return Document(blocks: [
      .heading(1, suite.paper.title), .claims(ClaimTable(rows: rows)),
      .list(rows.words.map { "\($0.mark) **\($0.rawValue)** \($0.meaning)" }),
    ]).markdown
  }

  private func rows(of claims: [String]) -> [ClaimTable.Row] {
    assessment.judgements.filter { claims.contains($0.claim) }
      .map(HeadlineSection(material: material).line)
  }

  /// What people call a run.
  public func title(of run: String) -> String { material.titles.title(of: run) }
  /// What a claim states, in a line.
  public func statement(of claim: String) -> String { material.titles.statement(of: claim) }
}

extension [ClaimTable.Row] {
  /// Their verdicts, each once.
  fileprivate var words: [VerdictWord] {
    VerdictWord.allCases.filter { word in contains { $0.word == word } }
  }
}

/// A row whose reason is words without marks.
private func plain(_ row: ClaimTable.Row) -> ClaimTable.Row {
  var row = row
  row.why = plain(row.why)
  return row
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
