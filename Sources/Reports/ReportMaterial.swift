import Suites
import Verdicts

/// What a suite's pages are made of. Nothing else is read.
struct ReportMaterial: Sendable {
  let suite: Suite
  /// In the order of the suite, whatever order they came in.
  let records: [RunRecord]
  let assessment: Assessment
  /// Files among the records that count for nothing, each with the reason.
  let refused: [String]
  let titles: SuiteTitles

  init(
    _ suite: Suite, _ records: [RunRecord], _ assessment: Assessment, refused: [String] = []
  ) {
    self.suite = suite
    let places = Dictionary(
      suite.runs.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.records = records.filter { places[$0.run.name] != nil }.sorted {
      (places[$0.run.name] ?? 0, $0.run.seed) < (places[$1.run.name] ?? 0, $1.run.seed)
    }
    self.assessment = assessment
    self.refused = refused
    titles = SuiteTitles(suite)
  }
}

/// A part of a page that is made from the material alone.
protocol ReadsMaterial: Sendable {
  var material: ReportMaterial { get }
}

extension ReadsMaterial {
  var suite: Suite { material.suite }
  var records: [RunRecord] { material.records }
  var assessment: Assessment { material.assessment }
  var titles: SuiteTitles { material.titles }

  /// The judgements whose runs were measured.
  var measured: [Judgement] { assessment.judgements.filter { $0.evidence != .none } }
  /// The others.
  var unmeasured: [Judgement] { assessment.judgements.filter { $0.evidence == .none } }

  func records(of run: String) -> [RunRecord] { records.filter { $0.run.name == run } }
  func claim(_ id: String) -> Claim? { suite.claims.first { $0.id == id } }

  /// The bytes that were read, each once, in the order of the records.
  var sources: [SourceStamp] { records.compactMap { $0.result?.source }.eachOnce() }
}

/// A section of a page: a heading, a line that stands for it where it is folded, and what it says.
protocol ReportSection: ReadsMaterial {
  var heading: String { get }
  /// The heading with what is counted in it.
  var summary: String { get }
  /// Empty where the section has nothing to say.
  var body: [Document.Block] { get }
}

extension ReportSection {
  var summary: String { heading }
}
