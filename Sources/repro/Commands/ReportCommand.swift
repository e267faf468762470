import ArgumentParser
import Reports
import Suites

/// `repro report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Judges a suite by its records and writes the report; all suites if none is named.",
    discussion: """
      Writes the report and its details as .md and .html, report.json and the drawings to \
      reports/<suite>/. On a terminal it prints the headline claims and their verdicts, elsewhere \
      the report in Markdown; if a claim is named, only that claim. Without a suite it writes the \
      pages about all of them: reports/README.md and index.html, one page for each question in \
      suites/questions, the catalogue suites/README.md if suites/catalogue lists systems, and the \
      grid in the repository's README. Equal records give equal bytes. Exits with 0 if every claim \
      asked for meets the suite's policy and at least one was measured.
      """)

  @Argument(help: "A suite, or `suite/name` with the name of a run, a group or a claim.")
  var target: String?
  @OptionGroup var folders: Folders
  @Option(help: "The profile that counts as asked for; the suite's default profiles if none.")
  var profile: String?
  @Option(help: ArgumentHelp("Write the claims as JUnit XML too.", valueName: "file"))
  var junit: String?
  @Flag(help: "One JSON document on standard output instead.") var json = false
  @Flag(help: "The whole report in Markdown on standard output, on a terminal too.")
  var markdown = false

  func validate() throws {
    if target == nil, json || profile != nil || junit != nil {
      throw ValidationError("--json, --profile and --junit need a suite.")
    }
  }

  func run() throws {
    guard let name = target else { return try reportAll() }
    let target = try Target(name, profile: profile, in: folders)
    try Interruption.sheltered {
      try publish(target, in: folders, junit: junit, json: json, markdown: markdown)
    }
  }

  /// The page about all suites.
  private func reportAll() throws {
    try Interruption.sheltered {
      let publication = try IndexPublication(in: folders)
      let files = try publication.write()
      Console.say(publication.index.markdown)
      Console.complain("Written: \(files.joined(separator: ", "))")
    }
  }
}

/// Writes the report of a target, says it, and leaves with what follows from it.
///
/// - Parameter markdown: the whole page on standard output, on a terminal too.
func publish(
  _ target: Target, in folders: Folders, junit: String? = nil, json: Bool, markdown: Bool
) throws {
  var publication = try Publication(target, in: folders)
  try publication.write()
  if let junit { try publication.writeJUnit(junit) }
  if json {
    try Console.say(json: publication.report.json)
  } else if markdown || !(Console.isTerminal || target.selection.isOfClaims) {
    Console.say(publication.markdown)
  } else if !Console.isTerminal {
    Console.say(publication.report.markdown(of: publication.selected))
  } else {
    let report = publication.report
    let story =
      target.selection.isOfClaims ? report.story(of: publication.selected) : report.story
    let display = HeadlineDisplay(story: story, columns: Console.columns(of: 1))
    Console.say(display.lines, inColour: Console.hasColour)
  }
  try publication.tellService()
  Console.complain("The report is \(publication.folder)/report.md")
  if publication.ending != .success { throw publication.ending }
}
