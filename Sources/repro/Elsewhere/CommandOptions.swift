import ArgumentParser
import Datasets
import Determinism
import Experiments
import Foundation
import Suites

/// Whether the commands of suites may be started: a suite that merely arrived starts nothing.
struct CommandOptions: ParsableArguments {
  @Option(
    name: .customLong("allow-commands"),
    help: ArgumentHelp(
      "Start the commands that this suite gives for results made elsewhere. May be given again.",
      discussion: "They are programs like any other, and can do whatever you can.",
      valueName: "suite"))
  var allowed: [String] = []

  /// Refuses a name that is none of the suites asked for.
  func requireUse(by suites: [String]) throws {
    guard let odd = allowed.first(where: { !suites.contains($0) }) else { return }
    throw Failure(
      .usage,
      "--allow-commands names '\(odd)', which was not asked for; asked for: "
        + suites.sorted().joined(separator: ", "))
  }

  /// The commands of a suite that may be started; nil for none.
  func commands(of suite: String, cache: String, suites: String) -> AllowedCommands? {
    guard allowed.contains(suite) else { return nil }
    return AllowedCommands(root: cache + "/elsewhere", suites: suites) { command in
      try Self.start(command)
    }
  }

  /// Starts a command and waits for its end.
  ///
  /// - Throws: `Runner.Stopped` on request; `Failure` where it cannot be started or fails.
  private static func start(_ command: AllowedCommands.Start) throws {
    let name = command.words[0]
    let own = ProcessInfo.processInfo.environment
    var variables = ["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"]
    for word in ["CUDA_VISIBLE_DEVICES", "VIRTUAL_ENV"] { variables[word] = own[word] }
    variables["OMP_NUM_THREADS"] = "\(Workers.count)"
    let output = try Program.run(
      name, Array(command.words.dropFirst()),
      within: Program.Limits(seconds: Double(command.seconds), bytes: 1 << 30),
      in: .bare(variables), at: Program.Place(folder: command.folder, log: command.log),
      stop: { Interruption.isAsked })
    guard let output else {
      throw Failure(
        .unavailable, "Results of '\(command.cell)': there is no program '\(name)' here")
    }
    if output.wasStopped { throw Runner.Stopped() }
    guard let fault = output.fault else { return }
    throw ResultsError(
      cell: command.cell,
      reason: "the command '\(name)' \(fault); its output is in \(command.log)")
  }
}
