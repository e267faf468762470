import Foundation
import Reports
import Suites
import Verdicts

/// A suite judged by the records at hand, written down and told to whoever listens.
struct Publication {
  private let judged: JudgedSuite
  /// What was asked for.
  let target: Target
  /// Where the report's files go.
  let folder: String
  /// Claims that were asked for.
  let selected: [String]
  /// Drawings that could not be made, and why.
  private(set) var missing: [String: String] = [:]

  /// What is written down.
  var report: Report { judged.report }
  /// The records that it is judged by, among others.
  var reading: RecordReading { judged.reading }

  /// Reads all records of a suite and judges it.
  init(_ target: Target, in folders: Folders) throws {
    self.target = target
    judged = try JudgedSuite(target.file, profile: target.profile, in: folders)
    folder = folders.relative("\(try folders.reports())/\(target.file.suite.name)")
    selected =
      target.isWhole ? target.file.suite.claims.map(\.id) : target.selection.claims
  }

  /// Writes `report` and `details` as Markdown and HTML, `report.json` and the drawings, and removes
  /// drawings that its pages had before and have no longer.
  ///
  /// All of them are made before the first is put in place.
  mutating func write() throws {
    var drawings: [String: String] = [:]
    var gnuplot = Gnuplot()
    for plot in report.plots {
      switch gnuplot.draw(plot) {
      case .drawn(let svg): drawings["\(plot.name).svg"] = svg
      case .missing(let reason): missing["\(plot.name).svg"] = reason
      }
    }
    // Each is whole in memory before any is put in place: one that cannot be made leaves all
    // as they were.
    let pages = [
      (markdown, "report.md"),
      (ForeignText.json(try CanonicalJSON.pretty(report.json)), "report.json"),
      (report.html(drawings: drawings, missing: missing), "report.html"),
      (report.markdown(.details, missing: missing), "details.md"),
      (report.html(.details, drawings: drawings, missing: missing), "details.html"),
    ]
    let former = FormerDrawings(in: folder)
    for (text, name) in pages { try write(text, name) }
    // One that could not be made now is the report's all the same.
    former.remove(except: Array(drawings.keys) + Array(missing.keys))
    for name in drawings.keys.sorted() { try write(drawings[name] ?? "", name) }
  }

  /// The page, with a sentence for each drawing that could not be made.
  var markdown: String { report.markdown(missing: missing) }

  /// Writes the claims as JUnit XML.
  func writeJUnit(_ path: String) throws {
    let text = junit(report.assessment, selected: selected)
    try writeNamed(Data(text.utf8), to: path)
  }

  private func write(_ text: String, _ name: String) throws {
    try writeWhole(Data(text.utf8), to: "\(folder)/\(name)")
  }

  /// Tells a continuous-integration service what it can show: a summary and annotations.
  func tellService() throws {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty {
      let text = stepSummary([markdown, report.failing, report.counts])
      try appendNamed(Data(text.utf8), to: path)
    }
    if environment["GITHUB_ACTIONS"] == "true" {
      let commands = annotations(report.assessment, file: judged.file.file) {
        judged.file.position(of: "claims.\($0)")
      }
      for command in commands { Console.complain(command) }
    }
  }

  /// How the tool leaves after this report.
  var ending: Ending {
    let asked = report.assessment.judgements.filter { selected.contains($0.claim) }
    let failing = asked.filter(\.fails)
    if !asked.contains(where: { $0.evidence != .none }) {
      return judged.refused.isEmpty ? .nothingMeasured : .badData
    }
    if failing.contains(where: { $0.verdict.word == .notReplicated }) { return .notReplicated }
    if failing.contains(where: { $0.verdict.word == .error }) { return .badData }
    if failing.contains(where: { $0.verdict.word == .inconclusive }) { return .inconclusive }
    if !failing.isEmpty { return .notReplicated }
    return judged.refused.isEmpty ? .success : .badData
  }
}
