import Foundation
import Reports
import Suites
import Verdicts

/// A suite judged by the records at hand, written down and told to whoever listens.
struct Publication {
  let file: SuiteFile
  let report: Report
  /// Where the report's files go.
  let folder: String
  /// Claims that were asked for.
  let selected: [String]

  /// Reads all records of a suite and judges it.
  init(_ target: Target, in folders: Folders) throws {
    file = target.file
    let reports = try folders.reports()
    folder = folders.relative("\(reports)/\(file.suite.name)")
    let records = try RecordFolder(reports: reports, suite: file.suite.name)
      .records(of: Plan(file.suite))
    let judged = target.suiteUnderProfile
    report = Report(judged, records, judge(judged, by: records))
    selected = target.name == nil ? judged.claims.map(\.id) : target.selection.claims
  }

  /// Writes `report.md`, `report.json`, `report.html` and the drawings.
  func write() throws {
    var drawings: [String: String] = [:]
    for plot in report.plots {
      guard let svg = try Gnuplot.draw(plot) else {
        Console.complain("repro: gnuplot is not installed, so no drawing was made.")
        break
      }
      drawings["\(plot.name).svg"] = svg
    }
    try write(report.markdown, "report.md")
    try write(try CanonicalJSON.pretty(report.json), "report.json")
    try write(report.html(drawings: drawings), "report.html")
    for name in drawings.keys.sorted() { try write(drawings[name] ?? "", name) }
  }

  /// Writes the claims as JUnit XML.
  func writeJUnit(_ path: String) throws {
    try Self.write(junit(report.assessment, selected: selected), to: path)
  }

  private func write(_ text: String, _ name: String) throws {
    try Self.write(text, to: "\(folder)/\(name)")
  }

  /// Writes a file whole, then renames it into place.
  static func write(_ text: String, to path: String) throws {
    try writeWhole(Data(text.utf8), to: path)
  }

  /// Tells a continuous-integration service what it can show: a summary and annotations.
  func tellService() throws {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty {
      let text = stepSummary([report.markdown, report.failing, report.counts])
      let known = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      try Self.write(known + text, to: path)
    }
    if environment["GITHUB_ACTIONS"] == "true" {
      let lines = annotations(report.assessment, file: file.file) {
        file.position(of: "claims.\($0)")
      }
      for line in lines { Console.complain(line) }
    }
  }

  /// How the tool leaves after this report.
  var ending: Ending {
    let asked = report.assessment.judgements.filter { selected.contains($0.claim) }
    let failing = asked.filter(\.fails)
    if !asked.contains(where: { $0.evidence != .none }) { return .nothingMeasured }
    if failing.contains(where: { $0.verdict.word == .notReplicated }) { return .notReplicated }
    if failing.contains(where: { $0.verdict.word == .error }) { return .badData }
    if failing.contains(where: { $0.verdict.word == .inconclusive }) { return .inconclusive }
    return failing.isEmpty ? .success : .notReplicated
  }
}

/// The program that draws.
enum Gnuplot {
  /// The drawing as SVG; nil where gnuplot is not installed.
  static func draw(_ plot: Plot) throws -> String? {
    guard let output = try Program.run("gnuplot", [], input: plot.script) else { return nil }
    guard output.status == 0 else {
      throw Failure(.internal, "gnuplot refused the drawing \(plot.name): \(output.complaint)")
    }
    return output.text
  }
}
