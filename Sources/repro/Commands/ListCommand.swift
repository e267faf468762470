import ArgumentParser
import Suites

/// `repro list`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The suites, their papers, and how much of each is measured.")

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
  }

  func run() throws {
    var entries: [Entry] = []
    for name in try folders.names() {
      let suite = try folders.suite(name).suite
      let plan = try Plan(suite)
      let records = try folders.heldRecords(of: suite.name, saying: "It counts for nothing.")
      let measured = plan.runs.count { CellStatus(of: $0, in: records) == .cached }
      entries.append(
        Entry(
          name: suite.name, title: suite.paper.title, year: suite.paper.year,
          runs: suite.runs.count, cells: plan.runs.count, measured: measured,
          claims: suite.claims.count, profiles: suite.policy.profiles))
    }
    if json { return try Console.say(json: entries) }
    let rows = entries.map { entry in
      [
        entry.name, "\(entry.measured)/\(entry.cells) cells", "\(entry.claims) claims",
        "\(entry.title) (\(entry.year))",
      ]
    }
    Console.say(columns([["suite", "measured", "claims", "paper"]] + rows))
  }
}
