public import Suites
public import Verdicts

/// A suite's results as two pages: what was found, and the details behind it. No clock, no disk, no
/// locale: equal records give equal bytes.
public struct Report: Sendable {
  let material: ReportMaterial
  let document: Document
  let details: Document
  let places: Places

  var suite: Suite { material.suite }
  var records: [RunRecord] { material.records }
  var refused: [String] { material.refused }
  /// The verdicts it states.
  public var assessment: Assessment { material.assessment }

  /// Whether there is anything to report: a record of the suite's.
  public var isMeasured: Bool { !records.isEmpty }

  /// The report of a suite, judged by its records.
  ///
  /// - Parameter refused: files among the records that count for nothing, each with the reason.
  public init(
    _ suite: Suite, _ records: [RunRecord], _ assessment: Assessment, refused: [String] = []
  ) {
    material = ReportMaterial(suite, records, assessment, refused: refused)
    document = material.report
    details = material.details
    places = Places(
      claims: suite.claims.map(\.id), runs: suite.runs.map(\.id), report: document,
      details: details)
  }

  /// The first page as Markdown, drawings as files beside it.
  public var markdown: String { document.markdown }

  /// The drawings to make, in the order of the report.
  public var plots: [Plot] {
    let drawings = Drawings(material: material)
    return drawings.story + drawings.details
  }
}
