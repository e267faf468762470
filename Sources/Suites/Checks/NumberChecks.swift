/// What a suite asks for that has no number: a limit beyond all numbers, users compared with other users.
///
/// Each with its rule, the path of the field to blame, and the problem in words.
public func numberProblems(of suite: Suite) -> [(rule: String, path: String, problem: String)] {
  NumberChecks(suite: suite).all
}

private struct NumberChecks {
  let suite: Suite

  var all: [RuledComplaint] {
    references + sameUsers
  }

  private func task(_ run: String) -> RunTask<String>? {
    suite.runs.first { $0.id == run }?.task
  }

  /// Printed numbers with which a limit would be beyond every number.
  private var references: [RuledComplaint] {
    suite.claims.enumerated().compactMap { index, claim in
      guard let number = claim.number?.reference.number, abs(number.value) > 1e100 else {
        return nil
      }
      return (
        "SUITE-REF-006", "claims.\(index).reference.printed",
        "numbers up to 1e100 can be compared, not \(number.value)"
      )
    }
  }

  /// Runs that are compared user by user must have the same users: data sets that differ in more
  /// than the history kept, the order of ties and what is held for validation have others, though they may
  /// be as many.
  private var sameUsers: [RuledComplaint] {
    var found: [RuledComplaint] = []
    func compare(_ runs: [String], _ path: String, _ who: String) {
      let sets = runs.compactMap { run in task(run).flatMap { users(of: $0) } }
      guard let first = sets.first, let other = sets.first(where: { $0.users != first.users })
      else { return }
      found.refuse(
        "SUITE-REF-007", path,
        "\(who) compares users of '\(first.name)' with users of '\(other.name)', which are not "
          + "the same")
    }
    for (index, claim) in suite.claims.enumerated() where claim.runs.count > 1 {
      compare(claim.runs, "claims.\(index)", "claim '\(claim.id)'")
    }
    for (index, comparison) in suite.comparisons.enumerated() {
      compare(
        [comparison.run, comparison.over], "comparisons.\(index)", "comparison '\(comparison.id)'")
    }
    return found
  }

  /// What decides which users a task is tested on, and what their data set is called.
  private func users(of task: RunTask<String>) -> (name: String, users: AnyHashable)? {
    if let clicks = task.clickData {
      return (clicks.id, [clicks.source, "\(clicks.split.entry)"] as [String])
    }
    guard let id = task.dataset, var dataset = suite.datasets.first(where: { $0.id == id }) else {
      return nil
    }
    dataset.id = ""
    dataset.maximalLength = 0
    dataset.ties = .file
    dataset.split = dataset.split.entry.sameTest
    return (id, dataset)
  }
}
