import ArgumentParser
import Foundation
import Reports
import Suites

/// `repro diff`
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows what changed in claims and numbers between two revisions or folders.",
    discussion: """
      FROM and TO are git revisions or folders; the default is HEAD against the working tree. \
      Revisions are those of the clone whose top is the folder above the suites, or the folder you \
      are in; no program that its configuration names is started. There is one line per claim: `-` \
      better, `+` worse, `o` changed where neither side is better, `~` changed within noise, `!` \
      newly failing, `*` mended, `x` not comparable, `new`, `gone`; claims that are the same to \
      the bit are only counted.

      Exits with 20 if a repeat gave different bytes, 16 if a claim or baseline disappeared, 12 if \
      something became worse, 15 if rules or suites changed, and otherwise 0.
      """)

  @Argument(help: "Where to start: a revision or a folder.") var from = "HEAD"
  @Argument(help: "Where to end; the working tree if not given.") var to: String?
  @OptionGroup var folders: Folders
  @Flag(help: "A Markdown table on standard output.") var markdown = false
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Answer: Encodable {
    var schemaVersion = 1
    var ending: String
    var diff: ReportDiff
  }

  func run() throws {
    let reader = try SnapshotReader(in: folders)
    let diff = ReportDiff(from: try snapshot(from, by: reader), to: try snapshot(to, by: reader))
    let ending = ending(of: diff)
    if json {
      try Console.say(json: Answer(ending: ending.word, diff: diff))
    } else {
      Console.say(markdown ? diff.markdown : diff.text)
    }
    if ending != .success { throw ending }
  }

  private func ending(of diff: ReportDiff) -> Ending {
    if diff.hasBrokenRepeat { return .brokenRepeat }
    if diff.lost { return .disappeared }
    if diff.regressed { return .regression }
    return diff.count(.incomparable) > 0 ? .notComparable : .success
  }

  private func snapshot(_ name: String?, by reader: SnapshotReader) throws -> Snapshot {
    let suites = try folders.suites()
    guard let name else {
      return try Snapshot(
        suites: suites, reports: try folders.reports(), label: "the working tree", by: reader)
    }
    if isFolder(name) { return try Snapshot(folder: name, label: name, by: reader) }
    guard let revision = try GitRevision(name, in: folders) else {
      throw Failure(.usage, "'\(name)' is neither a folder nor a revision that git knows here")
    }
    return try revision.snapshot(by: reader)
  }
}
