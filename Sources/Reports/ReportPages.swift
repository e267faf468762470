import Suites

/// A section in its place on a page.
struct PagePart: Sendable {
  let section: any ReportSection
  let isFolded: Bool

  static func open(_ section: any ReportSection) -> PagePart {
    PagePart(section: section, isFolded: false)
  }
  static func folded(_ section: any ReportSection) -> PagePart {
    PagePart(section: section, isFolded: true)
  }

  var blocks: [Document.Block] {
    let body = section.body
    guard !body.isEmpty else { return [] }
    return isFolded ? [.folded(section.summary, body)] : [.heading(2, section.heading)] + body
  }
}

/// The pages of a suite, each declared here and nowhere else.
extension ReportMaterial {
  /// What is read to the end: the story first, then questions, then what folds away.
  var reportParts: [PagePart] {
    [
      .open(HeadlineSection(material: self)),
      .open(VerdictSection(material: self)),
      .open(ClaimSection(material: self)),
      .open(DistillationSection(material: self)),
      .open(QuestionSection(material: self)),
      .open(LawSummarySection(material: self)),
      .open(OwnGridSection(material: self)),
      .open(DataTermSection(material: self)),
      .open(DrawingSection(material: self)),
      .open(UnmeasuredSummarySection(material: self)),
      .open(BlockedSection(material: self)),
      .folded(DeviationSection(material: self)),
      .folded(ContradictionSection(material: self)),
      .folded(SeedSection(material: self)),
      .folded(GuardSection(material: self)),
      .open(RefusalSection(material: self)),
      .folded(EnvironmentSection(material: self)),
      .folded(ChecklistSection(material: self)),
      .open(RunAgainSection(material: self)),
    ]
  }

  /// What somebody looks up who doubts a row.
  var detailParts: [PagePart] {
    [
      .open(EvidenceSection(material: self)),
      .open(UnmeasuredSection(material: self)),
      .open(LawSection(material: self)),
      .open(CurveSection(material: self)),
      .open(CostSection(material: self)),
      .open(CommandSection(material: self)),
    ]
  }

  private var byline: Document.Block {
    let paper = suite.paper
    let address = WebAddress(paper.url).map { "<\($0.text)>" } ?? "`\(paper.url)`"
    return .paragraph(
      "\(paper.authors), \(paper.year). \(address)" + (paper.code.map { " · code: \($0)" } ?? "")
        + " · suite `\(suite.name)`")
  }

  /// `report.md` and `report.html`.
  var report: Document {
    let details = Document.Block.pointer(
      "Intervals, spreads and probabilities of every claim, every law with its parameters, learning "
        + "curves, costs and commands:", page: .details)
    return Document(
      blocks: [.heading(1, suite.paper.title), byline] + reportParts.flatMap(\.blocks) + [details])
  }

  /// `details.md` and `details.html`.
  var details: Document {
    let back = Document.Block.pointer("What follows from all this:", page: .report)
    return Document(
      blocks: [.heading(1, "Details: \(suite.paper.title)"), byline, back]
        + detailParts.flatMap(\.blocks))
  }
}
