/// What a suite asks for that has no number: a probability too small for its draws, a metric that
/// cannot be missed, users compared with other users.
///
/// Each with its rule, the path of the field to blame, and the problem in words.
public func numberProblems(of suite: Suite) -> [(rule: String, path: String, problem: String)] {
  NumberChecks(suite: suite).all
}

private struct NumberChecks {
  let suite: Suite

  var all: [(rule: String, path: String, problem: String)] {
    policy + margins + sameUsers
  }

  private func task(_ run: String) -> RunTask<String>? {
    suite.runs.first { $0.id == run }?.task
  }

  /// The least level, and the draws that Holm's adjustment of all resampled statements needs: of n
  /// draws no probability is below `2/(n + 1)`, and with m statements the smallest counts m-fold.
  private var policy: [(rule: String, path: String, problem: String)] {
    let (alpha, draws) = (suite.policy.alpha, suite.policy.draws)
    guard alpha > 0, alpha < 0.5, draws > 0 else { return [] }
    guard alpha >= 1e-6 else {
      return [
        (
          "SUITE-POLICY-005", "policy.alpha",
          "an alpha below 0.000001 asks for quantiles that no test here can give, not \(alpha)"
        )
      ]
    }
    let statements = suite.claims.reduce(0) { $0 + resampledStatements($1) }
    let smallest = 2 * Double(statements) / (Double(draws) + 1)
    guard statements > 0, smallest >= alpha else { return [] }
    let needed = Int(nearest: (2 * Double(statements) / alpha).rounded(.up))
    return [
      (
        "SUITE-POLICY-004", "policy.draws",
        "\(draws) draws decide nothing among \(statements) statements: the smallest probability, "
          + "adjusted for all of them (Holm), is not below an alpha of \(alpha); at least \(needed) "
          + "draws are needed"
      )
    ]
  }

  /// Statements of a claim whose probability is a share of draws: those about users, or blocks of
  /// test rows. What is known seed by seed has Student's t instead.
  private func resampledStatements(_ claim: Claim) -> Int {
    let isResampled = claim.runs.contains { run in
      switch task(run) {
      case .ranking: true
      case .rating, .click: ["auc", "logloss"].contains(claim.metric)
      case .lawFit, .lineFit, .dataTerm, nil: false
      }
    }
    guard isResampled else { return 0 }
    switch claim {
    case .order(let order): return max(0, order.runs.count - 1)
    case .trend: return 1
    case .value, .gain, .fit: return 0
    }
  }

  /// Margins and printed numbers with which a limit would be beyond every number.
  private var margins: [(rule: String, path: String, problem: String)] {
    suite.claims.enumerated().compactMap { index, claim in
      let (reference, margin): (Reference, Margin)
      switch claim {
      case .value(let claim): (reference, margin) = (claim.reference, claim.margin)
      case .gain(let claim): (reference, margin) = (claim.reference, claim.margin)
      case .fit(let claim): (reference, margin) = (claim.reference, claim.margin)
      case .order, .trend: return nil
      }
      if let number = reference.number, abs(number.value) > 1e100 {
        return (
          "SUITE-REF-006", "claims.\(index).reference.printed",
          "numbers up to 1e100 can be compared, not \(number.value)"
        )
      }
      if max(margin.relative, margin.absolute) > 1e100 {
        return (
          "SUITE-MARGIN-004", "claims.\(index).margin", "a margin beyond 1e100 excludes nothing"
        )
      }
      return nil
    }
  }

  /// Runs that are compared user by user must have the same users: data sets that differ in more
  /// than the history kept and the order of ties have others, though they may be as many.
  private var sameUsers: [(rule: String, path: String, problem: String)] {
    var found: [(rule: String, path: String, problem: String)] = []
    func compare(_ runs: [String], _ path: String, _ who: String) {
      let sets = runs.compactMap { run in task(run).flatMap { users(of: $0) } }
      guard let first = sets.first, let other = sets.first(where: { $0.users != first.users })
      else { return }
      found.append(
        (
          "SUITE-REF-007", path,
          "\(who) compares users of '\(first.name)' with users of '\(other.name)', which are not "
            + "the same"
        ))
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
    if case .click(let click) = task {
      return (click.data.id, [click.data.source, "\(click.data.split)"] as [String])
    }
    guard let id = task.dataset, var dataset = suite.datasets.first(where: { $0.id == id }) else {
      return nil
    }
    dataset.id = ""
    dataset.maximalLength = 0
    dataset.ties = .file
    return (id, dataset)
  }
}
