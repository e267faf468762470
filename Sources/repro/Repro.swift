import ArgumentParser

/// The tool: words on the command line to calls, errors to one sentence and an exit code.
struct Repro: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repro",
    abstract: "Compares the published numbers of recommender research with runs of your own.",
    discussion: """
      A suite is a file that says what a paper claims, what to run, and how the two are compared.

        repro list                       the suites, and what is measured
        repro run smoke                  train and judge on generated data
        repro run fuxi-alpha/ml-1m-base  one group of a suite's runs
        repro report fuxi-alpha          the report, from the records
        repro diff HEAD~1                what changed since then

      Results go to standard output, progress to standard error.
      """,
    version: Version.told(to: CommandLine.arguments),
    subcommands: [
      ListCommand.self,
      CheckCommand.self,
      NewCommand.self,
      SchemaCommand.self,
      FetchCommand.self,
      DataCommand.self,
      PlanCommand.self,
      RunCommand.self,
      ExportSplitCommand.self,
      SubmitCommand.self,
      MergeCommand.self,
      FitCommand.self,
      ReportCommand.self,
      ExportCommand.self,
      DiffCommand.self,
      AuditCommand.self,
      EvaluateCommand.self,
      EmbedCommand.self,
      CleanCommand.self,
      DoctorCommand.self,
      SelfTestCommand.self,
    ])

  /// Runs what the command line asks for; every way out ends here.
  static func main() async {
    var ending = await ran()
    if Interruption.isAsked { ending = Interruption.ending }
    Console.ending(after: ending).leave()
  }

  /// Every error becomes one sentence here, and a way to leave.
  private static func ran() async -> Ending {
    do {
      try OpenFiles.require()
      var command = try parseAsRoot()
      try AddressSpace.require(for: command)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .success
    } catch let ending as Ending {
      return ending
    } catch {
      let ending = Ending(of: error)
      // ArgumentParser words its own errors; ours are one sentence, whatever their code.
      let isOurs = error is Failure
      if !isOurs, ending == .success {
        Console.say(fullMessage(for: error))
      } else if !isOurs, ending == .usage {
        let words = fullMessage(for: error)
        if !words.isEmpty { Console.complain(lines: words) }
      } else if !Interruption.isAsked {
        Console.complain("repro: \(sentence(of: error))")
      }
      return ending
    }
  }
}

/// An error in words, ending in a full stop, or in the question it asks.
func sentence(of error: any Error) -> String {
  var text = "\(error)"
  while text.last == "." || text.last == "\n" { text.removeLast() }
  return text.last == "?" ? text : text + "."
}
