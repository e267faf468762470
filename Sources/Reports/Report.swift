public import Suites
public import Verdicts

/// A suite's results as one page. No clock, no disk, no locale: equal records give equal bytes.
public struct Report: Sendable {
  let suite: Suite
  let records: [RunRecord]
  /// The verdicts it states.
  public let assessment: Assessment
  let document: Document
  /// Files among the records that count for nothing, each with the reason.
  let refused: [String]

  /// The report of a suite, judged by its records.
  ///
  /// - Parameter refused: files among the records that count for nothing, each with the reason.
  public init(
    _ suite: Suite, _ records: [RunRecord], _ assessment: Assessment, refused: [String] = []
  ) {
    self.suite = suite
    self.refused = refused
    // The order of a plan, whatever order the records came in.
    let places = Dictionary(
      suite.runs.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.records = records.filter { places[$0.run.name] != nil }.sorted {
      (places[$0.run.name] ?? 0, $0.run.seed) < (places[$1.run.name] ?? 0, $1.run.seed)
    }
    self.assessment = assessment
    let writer = ReportWriter(
      suite: suite, records: self.records, assessment: assessment, refused: refused)
    document = writer.document()
  }

  /// Markdown, drawings as files beside it.
  public var markdown: String { document.markdown }

  /// One self-contained page.
  ///
  /// - Parameter drawings: SVG text by file name.
  public func html(drawings: [String: String]) -> String {
    document.html(title: suite.paper.title, drawings: drawings)
  }

  /// The drawings to make, in the order of the report.
  public var plots: [Plot] {
    ReportWriter(suite: suite, records: records, assessment: assessment).plots()
  }
}

/// Puts a report together, section by section.
struct ReportWriter {
  let suite: Suite
  let records: [RunRecord]
  let assessment: Assessment
  var refused: [String] = []

  func document() -> Document {
    var blocks: [Document.Block] = [
      .heading(1, suite.paper.title),
      .paragraph(
        "\(suite.paper.authors), \(suite.paper.year). \(link(suite.paper.url))"
          + (suite.paper.code.map { " · code: \($0)" } ?? "") + " · suite `\(suite.name)`"),
      .heading(2, "Conclusion"),
    ]
    blocks += conclusion()
    blocks += claims()
    blocks += laws()
    blocks += ownQuestions()
    blocks += figures()
    blocks += seeds()
    blocks += guards()
    blocks += paperAgainstItself()
    blocks += deviations()
    blocks += blockedAndMissing()
    blocks += environment()
    blocks += checklist()
    blocks += runAgain()
    return Document(blocks: blocks)
  }

  private func link(_ url: String) -> String {
    WebAddress(url).map { "<\($0.text)>" } ?? "`\(url)`"
  }

  /// The judgements whose runs were measured.
  var measured: [Judgement] { assessment.judgements.filter { $0.evidence != .none } }
  /// The others.
  var unmeasured: [Judgement] { assessment.judgements.filter { $0.evidence == .none } }

  func records(of run: String) -> [RunRecord] { records.filter { $0.run.name == run } }
}
