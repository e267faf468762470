import ArgumentParser
import Reports
import Suites

/// `repro list`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Lists the suites, how much of each is measured, and the verdicts on its headline claims.",
    discussion: """
      With a suite, it lists the suite's profiles, groups, runs and claims.

      The listing of a suite is kept in the cache, sealed, and shown again as long as the suite, \
      its data sets, records and looks, and the tool are the same to the byte.
      """)

  @Argument(help: "A suite to look into; if none is named, all suites, one line each.")
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
