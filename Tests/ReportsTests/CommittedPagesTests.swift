import Foundation
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// The pages that are in git, and what they are made from.
@Suite struct CommittedPagesTests {
  static let names = [
    "fuxi-alpha", "hstu-backbones", "hstu-ranking", "performance-law", "xcrossnet",
  ]

  /// A suite's report from the records in git.
  private func report(_ name: String) throws -> Report {
    let package = SharedData.package.path
    let suite = try SuiteFile.sound(path: "\(package)/suites/\(name).yaml").suite
    let reading = RecordFolder(reports: "\(package)/reports", suite: name).reading()
    let records = reading.records(of: try Plan(suite))
    return Report(suite, records, judge(suite, by: records))
  }

  @Test(
    "what the first page leaves out stands in the second: claims, runs, deviations, curves",
    arguments: names)
  func nothingLost(_ name: String) throws {
    let report = try report(name)
    let first = report.markdown
    #expect(first.utf8.count < 60_000)
    let both = first + report.detailsMarkdown
    let suite = report.suite
    for claim in suite.claims { #expect(both.contains("`\(claim.id)`"), "\(claim.id)") }
    for run in Set(report.records.map(\.run.name)) { #expect(both.contains("`\(run)`"), "\(run)") }
    func holds(_ text: String) -> Bool {
      both.contains(InlineText(text).markdown.replacing("|", with: "\\|"))
    }
    for deviation in suite.deviations { #expect(holds(deviation.because), "\(deviation.id)") }
    for entry in suite.contradictions { #expect(holds(entry.but), "\(entry.id)") }
    for entry in suite.guards { #expect(both.contains("`\(entry.id)`")) }
    for entry in suite.blocked { #expect(holds(entry.because)) }
    for comparison in suite.comparisons
    where report.records.contains(where: { $0.run.name == comparison.run })
      && report.records.contains(where: { $0.run.name == comparison.over })
    {
      #expect(holds(comparison.question), "\(comparison.id)")
    }
    for plot in report.plots { #expect(both.contains("(\(plot.name).svg)"), "\(plot.name)") }
    // Each seed with its numbers.
    var rows: [String: String] = [:]
    for line in both.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|", maxSplits: 3).map {
        $0.trimmingCharacters(in: ["`", " "])
      }
      if cells.count > 3 { rows["\(cells[0]).\(cells[2])"] = String(line) }
    }
    for record in report.records where !record.run.task.trainsNothing {
      guard let metric = record.run.task.metrics.first, let value = record.result?.metrics[metric]
      else { continue }
      let row = try #require(rows[record.run.cell], "\(record.run.cell)")
      #expect(row.contains(" \(Numbers.measured(value)) "), "\(row)")
    }
  }

  @Test("every drawing and page that a page in git names is there", arguments: names)
  func links(_ name: String) throws {
    let folder = SharedData.package.path + "/reports/\(name)"
    for page in ["report.md", "details.md"] {
      let text = try String(contentsOfFile: "\(folder)/\(page)", encoding: .utf8)
      #expect(text.utf8.count < (page == "report.md" ? 60_000 : 300_000))
      for link in text.matches(of: /\]\(([a-z0-9.-]+)\)/) {
        #expect(
          FileManager.default.fileExists(atPath: "\(folder)/\(link.1)"), "\(page): \(link.1)")
      }
      // Every row has its table's columns.
      var columns = 0
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        guard line.hasPrefix("|") else {
          columns = 0
          continue
        }
        let count = line.replacing(/\\./, with: "").count { $0 == "|" }
        #expect(columns == 0 || count == columns, "\(page): \(line.prefix(80))")
        columns = count
      }
    }
  }
}
