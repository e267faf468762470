import ArgumentParser
import Reports
import Suites

/// `repro list`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The suites, how much of each is measured, and the verdicts on its headline claims.",
    discussion: "With a suite: its profiles, groups, runs and claims.")

  @Argument(help: "A suite to look into; all suites in a line each if none is named.")
  var suite: String?
  @OptionGroup var folders: Folders
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Entry: Encodable {
    var name: String
    var title: String
    var year: Int
    var runs: Int
    var cells: Int
    var measured: Int
    var claims: Int
    var profiles: [String]
    /// Headline claims by verdict; all claims where none is marked.
    var verdicts: [String: Int]
  }

  func run() throws {
    if let suite { return try SuiteListing(suite, in: folders).say(json: json) }
    var entries: [(entry: Entry, verdicts: String)] = []
    for name in try folders.names() {
      let judged = try JudgedSuite(try folders.suite(name), in: folders)
      let suite = judged.file.suite
      let plan = try Plan(suite)
      let measured = plan.runs.count { CellStatus(of: $0, in: judged.reading) == .cached }
      var counts: [VerdictWord: Int] = [:]
      for row in judged.report.story.claims.rows { counts[row.word, default: 0] += 1 }
      let verdicts = VerdictWord.allCases.compactMap { word in
        counts[word].map { "\(word.mark) \($0) \(word.rawValue)" }
      }
      entries.append(
        (
          Entry(
            name: suite.name, title: suite.paper.title, year: suite.paper.year,
            runs: suite.runs.count, cells: plan.runs.count, measured: measured,
            claims: suite.claims.count, profiles: suite.policy.profiles,
            verdicts: Dictionary(uniqueKeysWithValues: counts.map { ($0.rawValue, $1) })),
          !judged.report.isMeasured ? "not measured" : verdicts.joined(separator: ", ")
        ))
    }
    if json { return try Console.say(json: entries.map(\.entry)) }
    let rows = entries.map { entry, verdicts in
      [
        entry.name, "\(entry.measured)/\(entry.cells) cells", "\(entry.claims) claims", verdicts,
        "\(entry.title) (\(entry.year))",
      ]
    }
    Console.say(columns([["suite", "measured", "claims", "headline verdicts", "paper"]] + rows))
  }
}
