import ArgumentParser
import Foundation
import Suites

/// `repro merge`
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Gathers the records of several machines, and lists the cells that are missing.",
    discussion: """
      Each folder is a folder of reports, with `<suite>/records/<cell>.json`, as `repro run \
      --reports` fills it. For each cell, the record whose run is that of the plan is taken; \
      records of an earlier state of the suite stay where they are. If there are two such records, \
      the one already there is kept. Without a folder the command only says what is missing.

      Exits with 20 if two records of one computation on equal numerics differ (neither is taken), \
      65 if a cell stays missing because its file is not a record, 14 if other cells are missing, \
      and otherwise 0.
      """)

  @Argument(help: "Folders of reports to gather from.") var from: [String] = []
  @OptionGroup var folders: Folders
  @Option(
    name: .customLong("suite"),
    help: ArgumentHelp(
      "Only this suite; if not given, every suite that the folders hold records of.",
      valueName: "suite"))
  var suites: [String] = []
  @Option(help: "The profile that is asked for; the suite's default profiles if none is named.")
  var profile: String?
  @Flag(help: "One JSON document on standard output.") var json = false

  func validate() throws {
    if from.isEmpty, suites.isEmpty {
      throw ValidationError("merge needs folders to gather from, or a --suite to look at.")
    }
  }

  func run() throws {
    for folder in from where !isFolder(folder) {
      throw Failure(.usage, "There is no folder '\(folder)' to gather records from")
    }
    let checks = try folders.checks()
    let reports = try folders.reports()
    let merges = try Interruption.sheltered {
      try chosenSuites().map { name in
        try RecordMerge(
          try Target(name, profile: profile, in: folders), in: reports, from: from, checks: checks
        ) { $0.complain("It is not taken.", in: folders) }
      }
    }
    if json {
      try Console.say(json: merges)
    } else {
      for merge in merges { Console.say(Self.text(merge)) }
    }
    if merges.contains(where: { !$0.conflicts.isEmpty }) { throw Ending.brokenRepeat }
    let refused = merges.contains { merge in
      merge.missing.contains { merge.refused.contains($0.cell) }
    }
    if refused { throw Ending.badData }
    if merges.contains(where: { !$0.missing.isEmpty }) { throw Ending.nothingMeasured }
  }

  /// The suites that were named, or those of which some folder holds records.
  private func chosenSuites() throws -> [String] {
    guard suites.isEmpty else { return suites }
    let known = try folders.names()
    let found = known.filter { name in
      from.contains { isFolder(RecordFolder(reports: $0, suite: name).path) }
    }
    guard !found.isEmpty else {
      throw Failure(
        .badData, "There are no records of a known suite in \(from.joined(separator: ", "))")
    }
    return found
  }

  private static func text(_ merge: RecordMerge) -> String {
    var rows: [[String]] = []
    rows += merge.conflicts.map { ["differs", $0.cell, $0.files.joined(separator: " and ")] }
    rows += merge.taken.map { ["taken", $0.cell, $0.from] }
    rows += merge.missing.map { ["missing", $0.cell, $0.why] }
    let counts = [
      (merge.taken.count, "taken"), (merge.kept.count, "kept"), (merge.missing.count, "missing"),
      (merge.conflicts.count, "different"), (merge.older.count, "of other computations"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let table = rows.isEmpty ? "" : columns(rows) + "\n"
    return table
      + "\(merge.suite): \(counted(merge.cells, "cell")) asked for\(words.isEmpty ? "" : ": ")\(words)"
  }
}
