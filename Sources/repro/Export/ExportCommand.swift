import ArgumentParser
import Foundation
import Reports
import Suites

/// `repro export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes results and verdicts as tables for other programs.",
    discussion: """
      The folder receives results.csv, with a row for each metric of each seed of each run; \
      claims.csv, with a row for each claim and its verdict; and columns.csv, which says what \
      every column holds. Numbers are written with the digits that restore them exactly. A cell \
      whose number is not read (missing, diverged, stale, refused) has a row with the reason in \
      place of a number. Quoting follows RFC 4180. Text that a spreadsheet would take for a \
      formula is preceded by '. Claims are judged as by `repro report`; equal records give equal \
      bytes.

      Exits with 0 if the tables were written, whatever the verdicts are.
      """)

  @Argument(help: "Suites, or `suite/name` with the name of a run, a group or a claim.")
  var targets: [String] = []
  @OptionGroup var folders: Folders
  @Flag(help: "Every suite.") var all = false
  @Option(help: "The profile that counts as asked for; the suite's default profiles if none.")
  var profile: String?
  @Option(
    help: ArgumentHelp("The folder to write to; created if it is missing.", valueName: "folder"))
  var csv: String?
  @Option(
    help: ArgumentHelp(
      "Writes nothing, but says how to turn the tables into Parquet files.", valueName: "folder"))
  var parquet: String?

  func validate() throws {
    guard parquet == nil else { return }
    guard csv != nil else {
      throw ValidationError("--csv FOLDER is needed: it says where the tables go.")
    }
    guard all || !targets.isEmpty else {
      throw ValidationError("Name a suite, or --all for every suite.")
    }
  }

  func run() throws {
    guard parquet == nil, let csv else {
      throw Failure(
        .usage,
        "repro writes no Parquet itself; `repro export … --csv FOLDER`, then `python3 -m "
          + "repro_results parquet FOLDER` of the Python package in python/, writes it with pandas and "
          + "pyarrow")
    }
    try Interruption.sheltered {
      var tables = ExportedTables()
      for target in try Target.asked(targets, all: all, profile: profile, in: folders) {
        let judged = try JudgedSuite(target.file, profile: profile, in: folders)
        // A whole suite means all of it, runs of other profiles among them, as its page does.
        let isWhole = target.isWhole && profile == nil
        let suite = target.file.suite
        tables.add(
          judged.report, plan: judged.plan, reading: judged.reading,
          runs: isWhole ? suite.runs.map(\.id) : target.selection.runs,
          claims: isWhole ? suite.claims.map(\.id) : target.selection.claims)
      }
      let files = tables.files
      for (name, text) in files { try writeWhole(Data(text.utf8), to: "\(csv)/\(name)") }
      Console.complain(
        "Written: \(files.map { folders.relative("\(csv)/\($0.name)") }.joined(separator: ", "))")
    }
  }
}
