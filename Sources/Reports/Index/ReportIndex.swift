public import Suites
internal import Verdicts

/// All suites on one page: their headline verdicts in a grid, then each with its headline claims.
/// Equal reports give equal bytes.
public struct ReportIndex: Sendable {
  private let reports: [Report]
  private let questions: [QuestionPage]

  /// The page of these suites and of the questions that they answer together, in this order.
  public init(_ reports: [Report], questions: [QuestionPage] = []) {
    self.reports = reports
    self.questions = questions
  }

  /// `README.md` of the folder of reports.
  public var markdown: String { document.markdown }

  /// `index.html` of the folder of reports.
  public var html: String { document.html(title: Self.title, drawings: [:]) }

  /// What the README of a repository shows: the grid, the questions, one claim as a suite states it, with
  /// what follows, and one that did not come out.
  ///
  /// - Parameters:
  ///   - folder: the folder of reports as seen from there, with a slash at its end.
  ///   - excerpt: the lines of a claim in its suite's file; nil where they are not at hand.
  public func grid(folder: String, excerpt: (_ suite: String, _ claim: String) -> String?) -> String
  {
    var blocks: [Document.Block] = [.linked(table(folder).linked)] + reading + asked(folder)
    if let example, let lines = excerpt(example.report.suite.name, example.row.claim) {
      blocks += [
        .paragraph(
          "A claim as `suites/\(example.report.suite.name).yaml` states it, and what follows from "
            + "the records:"),
        .code(lines), .claims(ClaimTable(rows: [example.row])),
      ]
    }
    if let contradicted = first(where: { $0 == .notReplicated }) {
      blocks += [
        .paragraph("One that did not come out, of `\(contradicted.report.suite.name)`:"),
        .claims(ClaimTable(rows: [contradicted.row])),
      ]
    }
    return Document(blocks: blocks).markdown
  }

  /// `README.md` of the folder of suites: every system of a catalogue, with a suite or without one.
  ///
  /// - Parameter folder: the folder of reports as seen from there, with a slash at its end.
  public func catalogue(_ catalogue: Catalogue, folder: String) -> String {
    var measured: [String: IndexTable.Row] = [:]
    for row in table(folder).rows { measured[row.suite] = row }
    let systems = CatalogueTable(catalogue: catalogue, measured: measured, folder: folder)
    return Document(
      blocks: [
        .heading(1, "Catalogue"),
        .paragraph(
          "Every system whose replication was asked for: what it claims, its suite or the reason why "
            + "there is none, and how the headline claims came out. `repro report` makes this page from "
            + "`catalogue/systems.yaml`, the suites and their records."),
        .linked(systems.linked),
      ] + reading(of: Set(systems.catalogue.systems.flatMap(\.suites)))
        + [.heading(2, "What lies in this folder"), .list(Self.contents)]
    ).markdown
  }

  private static let contents = [
    "`<name>.yaml`: a suite; `<name>/`: published numbers that it reads",
    "`datasets/`: where data come from, with digests and licences",
    "`questions/`: questions that several suites answer together, a page each among the reports",
    "`catalogue/`: the list above; no suite reads it",
    "`weights.md`: names and shapes of trained weights",
  ]

  private static let title = "What was replicated, and what was not"
  /// What is counted in the grid, and what its words say.
  private var reading: [Document.Block] { reading(of: nil) }

  /// The same for some suites; nil for all.
  private func reading(of suites: Set<String>?) -> [Document.Block] {
    var counted = table("")
    counted.rows.removeAll { suites?.contains($0.suite) == false }
    return [
      .paragraph(
        "Counted are headline claims: the sentences of a paper's abstract and of its main table."),
      .list(counted.words.map { "\($0.mark) **\($0.rawValue)** \($0.meaning)" }),
    ]
  }

  private func table(_ folder: String) -> IndexTable {
    IndexTable(
      rows: reports.map { HeadlineSection(material: $0.material).indexRow }, folder: folder)
  }

  private var document: Document {
    Document(
      blocks: [
        .heading(1, Self.title), .linked(table("").linked),
      ] + reading + asked("")
        + [.heading(2, "With what it was measured"), machines] + reports.flatMap(section))
  }

  /// The questions that a measured suite answers, each leading to its page.
  private func asked(_ folder: String) -> [Document.Block] {
    let answered = questions.filter(\.isMeasured)
    guard !answered.isEmpty else { return [] }
    return [
      .linked(
        LinkedTable(
          titles: ["Asked of several suites together", "Settings measured"],
          numeric: [false, true],
          rows: answered.map { page in
            let measured = page.measured
            return [
              [.page(page.question.title, folder: folder, place: [page.question.id])],
              [.text("\(measured.settings) of \(measured.of)")],
            ]
          }))
    ]
  }

  private func section(_ report: Report) -> [Document.Block] {
    let headline = HeadlineSection(material: report.material)
    return [
      .heading(2, "\(report.suite.paper.title) (\(report.suite.name))"),
      .paragraph(headline.conclusion),
    ]
      + (headline.marked.isEmpty
        ? [] : [.claims(ClaimTable(rows: headline.marked.map(headline.line)))])
  }

  private var machines: Document.Block {
    let rows = reports.map { report in
      let circumstances = report.records.map(\.circumstances)
      func words(_ read: (Circumstances) -> String) -> String {
        Set(circumstances.map(read)).sorted().joined(separator: "; ")
      }
      let seconds = circumstances.reduce(0) { $0 + $1.seconds }
      return [
        "`\(report.suite.name)`", "\(report.records.count)", durationWords(seconds),
        words(\.processor), words(\.blas),
        counted(Set(circumstances.map(\.commit)).count, "revision"),
      ]
    }
    return .table(
      ["Suite", "Cells", "Time", "Processor", "BLAS", "Tool"],
      numeric: [false, true, true, false, false, false], rows)
  }

  /// The first headline claim that came out.
  private var example: (report: Report, row: ClaimTable.Row)? { first(where: \.isAsPublished) }

  /// The first headline claim with such a verdict, in the order of the reports.
  private func first(
    where isWanted: (VerdictWord) -> Bool
  ) -> (report: Report, row: ClaimTable.Row)? {
    for report in reports {
      let headline = HeadlineSection(material: report.material)
      if let judgement = headline.marked.first(where: { isWanted($0.verdict.word) }) {
        return (report, headline.line(judgement))
      }
    }
    return nil
  }
}

extension VerdictWord {
  /// Whether what is published came out.
  var isAsPublished: Bool {
    switch self {
    case .replicated, .sameNumber, .direction: true
    case .exceeds, .notReplicated, .inconclusive, .notComparable, .blocked, .error: false
    }
  }
}
