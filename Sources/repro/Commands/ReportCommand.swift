import ArgumentParser
import Reports
import Suites

/// `repro report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Judges a suite by its records and writes the report.",
    discussion: """
      Writes report.md, report.html, report.json and the drawings to reports/<suite>/, and the \
      Markdown to standard output. Equal records give equal bytes. Leaves with 0 where every claim \
      asked for meets the suite's policy and at least one was measured.
      """)

  @Argument(help: "A suite, or `suite/name` with the name of a run, a group or a claim.")
  var target: String
  @OptionGroup var folders: Folders
  @Option(help: "The profile that counts as asked for; the suite's own default ones if none.")
  var profile: String?
  @Option(help: ArgumentHelp("Write the claims as JUnit XML too.", valueName: "file"))
  var junit: String?
  @Flag(help: "One JSON document on standard output instead of Markdown.") var json = false

  func run() throws {
    let target = try Target(target, profile: profile, in: folders)
    try Interruption().sheltered {
      try publish(target, in: folders, junit: junit, json: json)
    }
  }
}

/// Writes the report of a target, says it, and leaves with what follows from it.
func publish(_ target: Target, in folders: Folders, junit: String? = nil, json: Bool) throws {
  var publication = try Publication(target, in: folders)
  try publication.write()
  if let junit { try publication.writeJUnit(junit) }
  if json {
    try Console.say(json: publication.report.json)
  } else {
    Console.say(publication.markdown)
  }
  try publication.tellService()
  Console.complain("The report is \(publication.folder)/report.md")
  if publication.ending != .success { throw publication.ending }
}
