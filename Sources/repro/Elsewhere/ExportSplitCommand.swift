import ArgumentParser
import Experiments
import Foundation
import Suites

/// `repro export-split`
struct ExportSplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-split",
    abstract: "Writes the split of a run as plain CSV files, for programs that train elsewhere.",
    discussion: """
      Writes training, validation and test rows, candidates and seen items, with the ids of the \
      prepared data, and split.json, whose checksum the results must repeat. The folder must be \
      empty or not exist yet; it is written as a whole or not at all.
      """)

  @Argument(help: ArgumentHelp("A run of a suite.", valueName: "suite/run")) var target: String
  @Argument(help: ArgumentHelp("The folder to write.", valueName: "folder")) var folder: String
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @Flag(help: "One JSON document on standard output: what split.json says.") var json = false

  func run() async throws {
    let target = try Target(target, in: folders)
    let suite = target.file.suite
    guard let run = try Plan(suite).runs.first(where: { $0.name == target.name }) else {
      throw Failure(
        .usage,
        "The split of one run is written at a time; `repro plan \(suite.name)` lists them, as "
          + "suite/run")
    }
    guard let measuring = run.task.protocol else {
      throw Failure(
        .usage, "The run '\(run.name)' neither ranks nor predicts, so there is nothing to split")
    }
    try data.requireUse(by: [suite], in: folders)
    var preparation = try data.preparation(of: suite, in: folders, showing: PreparationDisplay())
    let export = SplitExport(
      measuring, try await preparation.data(of: measuring), suite: suite.name, run: run.name)
    let summary = try Interruption.sheltered { try export.write(to: folder) }
    if json { return try Console.say(json: summary) }
    Console.say("\(folder): the split of \(suite.name)/\(run.name)")
    let rows = summary.counts.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
    Console.say(columns([["what", "count"]] + rows))
    Console.say("checksum \(summary.checksum)")
  }
}
