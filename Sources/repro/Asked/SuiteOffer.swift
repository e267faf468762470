import Suites

/// What there is to choose from, for a command that was given no suite: a line each, with what to type.
struct SuiteOffer {
  /// The command that lacks its suite: `run`.
  let command: String
  /// What it does without one when `--all` is given.
  let all: String

  /// Says what there is on standard error.
  ///
  /// - Returns: how to leave.
  func made(in folders: Folders) throws -> Ending {
    let rows = try folders.names().map { name -> [String] in
      let typed = "  repro \(command) \(name)"
      guard let suite = try? folders.suite(name).suite,
        let selection = RunSelection(suite, name: nil), let plan = try? Plan(suite)
      else { return [typed, "", "it cannot be read: repro check \(name)"] }
      let runs = Set(selection.runs)
      let cells = plan.runs.count { runs.contains($0.name) }
      return [
        typed, counted(cells, "cell"),
        "\(suite.paper.title) (\(suite.paper.year))",
      ]
    }
    guard !rows.isEmpty else {
      throw Failure(
        .usage, "There is no suite in \(folders.relative(try folders.suites())) to \(command)")
    }
    let lines =
      ["repro: Which suite? Choose one of these:"]
      + columns(rows + [["  repro \(command) --all", "", all]]).split(separator: "\n").map(
        String.init)
      + [
        "For a part of a suite, write SUITE/NAME with the name of a run, a group or a claim; "
          + "`repro list SUITE` lists them."
      ]
    Console.complain(lines: lines.joined(separator: "\n"))
    return .usage
  }
}
