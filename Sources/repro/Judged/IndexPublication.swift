import Foundation
import Reports
import Suites

/// The pages about all suites: `README.md`, `index.html` and one for each question over several of them
/// beside their reports, the catalogue beside the suites, and the grid in the README of the repository,
/// between two marks.
struct IndexPublication {
  /// Where the grid begins and ends in a README.
  static let begin = "<!-- verdicts: made by `repro report` -->"
  static let end = "<!-- end of verdicts -->"

  let index: ReportIndex
  private let questions: [QuestionPage]
  private let folders: Folders
  private let files: [String: SuiteFile]
  /// The systems with and without a suite; nil where nobody lists them.
  private let catalogue: Catalogue?

  /// Judges every suite that has a record.
  init(in folders: Folders) throws {
    self.folders = folders
    var reports: [Report] = []
    var files: [String: SuiteFile] = [:]
    var suites: [String: Suite] = [:]
    let names = try folders.names()
    catalogue = try Catalogue.read(
      folders.relative(Catalogue.path(in: try folders.suites())), knowing: names)
    let reader = RecordReader(try folders.checks())
    for name in names {
      let file = try folders.suite(name)
      if let problem = file.problems().first { throw problem }
      suites[name] = file.suite
      let report = try JudgedSuite(file, in: folders, by: reader).report
      guard report.isMeasured else { continue }
      files[name] = file
      reports.append(report)
    }
    self.files = files
    questions = try folders.questions().map {
      QuestionPage(try StepQuestion.read($0, knowing: suites), reports)
    }
    index = ReportIndex(reports, questions: questions)
  }

  /// Writes the pages, and the grid where the repository's README has a place for it.
  ///
  /// - Returns: the files written, as seen from here.
  func write() throws -> [String] {
    let reports = folders.relative(try folders.reports())
    var pages = [
      ("\(reports)/README.md", index.markdown), ("\(reports)/index.html", index.html),
    ]
    let readme = folders.relative(
      URL(fileURLWithPath: try folders.suites()).deletingLastPathComponent()
        .appendingPathComponent("README.md").path)
    for page in questions {
      let file = "\(reports)/\(page.question.id)"
      // One of which nothing is measured any more is not left as it was.
      guard page.isMeasured || FileManager.default.fileExists(atPath: file + ".md") else {
        continue
      }
      pages += [(file + ".md", page.markdown), (file + ".html", page.html)]
    }
    // Another folder of reports is nobody's front door.
    if try folders.areBesideReports(), let catalogue {
      let text = index.catalogue(catalogue, folder: "../reports/")
      pages.append((folders.relative(try folders.suites() + "/README.md"), text))
    }
    if try folders.areBesideReports(), let data = FileManager.default.contents(atPath: readme),
      let text = Self.replaced(String(decoding: data, as: UTF8.self), by: grid)
    {
      pages.append((readme, text))
    }
    for (path, text) in pages { try writeWhole(Data(text.utf8), to: path) }
    return pages.map(\.0)
  }

  /// What stands between the marks of the repository's README.
  var grid: String {
    index.grid(folder: "reports/") { suite, claim in files[suite].flatMap { $0.lines(of: claim) } }
  }

  /// A README with this between its marks; nil where it has none.
  static func replaced(_ text: String, by grid: String) -> String? {
    guard let begin = text.range(of: begin),
      let end = text.range(of: end, range: begin.upperBound..<text.endIndex)
    else { return nil }
    return text[..<begin.upperBound] + "\n\n" + grid + "\n" + text[end.lowerBound...]
  }
}

extension SuiteFile {
  /// The lines of a claim in its file, without what indents them all.
  fileprivate func lines(of claim: String) -> String? {
    guard let index = suite.claims.firstIndex(where: { $0.id == claim }),
      let first = position(of: "claims.\(index)")?.line,
      let text = FileManager.default.contents(atPath: file)
    else { return nil }
    let all = String(decoding: text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard first >= 1, first <= all.count else { return nil }
    let indent = all[first - 1].prefix { $0 == " " }.count
    let rest = all[first...].prefix { line in
      line.prefix { $0 == " " }.count > indent
    }
    return ([all[first - 1]] + rest).map { String($0.dropFirst(indent)) }.joined(separator: "\n")
  }
}
