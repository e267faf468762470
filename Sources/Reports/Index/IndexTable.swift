import Suites
import Verdicts

/// Suites in a row each, with how often each verdict was reached on their headline claims.
struct IndexTable: Hashable, Sendable {
  /// One suite.
  struct Row: Hashable, Sendable {
    var suite: String
    /// The paper's title up to its colon.
    var paper: String
    /// Headline claims by verdict.
    var counts: [VerdictWord: Int]
    var measured: String
  }

  var rows: [Row]
  /// The folder of the suites' folders, as seen from the page: empty, or ending in a slash.
  var folder: String

  /// The verdicts that occur.
  var words: [VerdictWord] {
    VerdictWord.allCases.filter { word in rows.contains { $0.counts[word, default: 0] > 0 } }
  }

  /// The table: a row's first cell leads to the suite's page.
  var linked: LinkedTable {
    LinkedTable(
      titles: ["Paper", "Suite"] + words.map { "\($0.mark) \($0.rawValue)" } + ["Claims measured"],
      numeric: [false, false] + words.map { _ in true } + [true],
      rows: rows.map { row in
        let cells =
          ["`\(row.suite)`"] + words.map { row.counts[$0].map(String.init) ?? "" } + [row.measured]
        return [[.report(row.paper, suite: row.suite, folder: folder)]] + cells.map { [.text($0)] }
      })
  }
}

extension ReadsMaterial {
  /// The suite's row among others.
  var indexRow: IndexTable.Row {
    let headlines = HeadlineSection(material: material).told
    var counts: [VerdictWord: Int] = [:]
    for judgement in headlines { counts[judgement.verdict.word, default: 0] += 1 }
    let title = suite.paper.title
    return IndexTable.Row(
      suite: suite.name,
      paper: title.split(separator: ":").first.map(String.init) ?? title,
      counts: counts, measured: "\(measured.count) of \(assessment.judgements.count)")
  }
}
