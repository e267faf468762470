import ArgumentParser
import Foundation
import Suites

/// `repro new`
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a suite to start from: one data set, two models, and comments.",
    discussion: """
      The file is suites/<name>.yaml; an existing file is never overwritten. `repro check` accepts \
      the new one, and docs/suite-keys.md describes every key.
      """)

  @Argument(help: "The suite's name: a-z, 0-9, '-', '_' and '.'.") var name: String
  @Option(help: ArgumentHelp("A data set of interactions, by name.", valueName: "id"))
  var data = "ml-1m"
  @OptionGroup var folders: SuitesFolder

  func run() throws {
    let suites = try folders.suites()
    let source = try DatasetSource(id: data, in: suites + "/datasets")
    guard NewSuite.suits(source.layout) else {
      throw Failure(
        .usage, "'\(data)' is a table of clicks; `repro new` starts from interactions")
    }
    let path = "\(suites)/\(name).yaml"
    let text = NewSuite(name: name, source: source).text
    // A name that cannot be one is refused before anything is written.
    try SuiteFile(yaml: text, file: folders.relative(path)).requireNames()
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure(.usage, "\(folders.relative(path)) already exists; nothing was written")
    }
    try writeWhole(Data(text.utf8), to: path)
    Console.say(folders.relative(path))
  }
}
