import Foundation
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// The pages that are in git, and what they are made from.
@Suite struct CommittedPagesTests {
  static let names = [
    "fuxi-alpha", "hllm", "hstu-backbones", "hstu-ranking", "llm-seqrec", "llmemb",
    "performance-law", "td3", "xcrossnet",
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
    let both = first + report.markdown(.details)
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
    for record in report.records where record.run.task.hasModel {
      guard let metric = record.run.task.metrics.first, let value = record.result?.metrics[metric]
      else { continue }
      let row = try #require(rows[record.run.cell], "\(record.run.cell)")
      #expect(row.contains(" \(Numbers.measured(value)) "), "\(row)")
    }
  }

  @Test("the page on reading a report names every section and every verdict")
  func readingPage() throws {
    let page = try String(
      contentsOf: SharedData.package.appendingPathComponent("docs/reading-a-report.md"),
      encoding: .utf8)
    var headings: Set<String> = []
    for name in Self.names {
      let material = try report(name).material
      headings.formUnion(
        (material.reportParts + material.detailParts).map(\.section.heading))
    }
    // What a suite without headline claims calls the same table.
    headings.remove("Measured claims")
    #expect(headings.count >= 20)
    for heading in headings { #expect(page.contains("*\(heading)*"), "\(heading)") }
    for word in VerdictWord.allCases {
      #expect(page.contains("| \(word.mark) | \(word.rawValue) |"), "\(word.rawValue)")
    }
    for title in ClaimTable.titles { #expect(page.contains("| \(title) |"), "\(title)") }
  }
}
