import ArgumentParser
import Reports
import Suites

/// `repro list`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The suites, how much of each is measured, and the verdicts on its headline claims.",
    discussion: """
      With a suite: its profiles, groups, runs and claims.

      What is said of a suite is kept in the cache, sealed, and said again while suite, data sets, \
      records, looks and tool are what they were to the byte.
      """)

  @Argument(help: "A suite to look into; all suites in a line each if none is named.")
  var suite: String?
  @OptionGroup var folders: Folders
  @Flag(help: "One JSON document on standard output.") var json = false

  func run() throws {
    if let suite { return try SuiteListing(suite, in: folders).say(json: json) }
    let entries = try SuiteEntries(in: folders).entries
    if json { return try Console.say(json: entries.map(\.row)) }
    Console.say(
      columns(
        [["suite", "measured", "claims", "headline verdicts", "paper"]] + entries.map(\.cells)))
  }
}
