internal import Metrics

extension SuiteFile {
  /// Everything in the suite that could not be judged, in the order of the file; empty if it is
  /// sound. Rule ids never change.
  public func problems() -> [SuiteError] {
    var checks = SuiteChecks(suite)
    checks.checkAll()
    return located(checks.found)
  }

  /// What was found at paths, in the order of the file.
  private func located(_ found: [RuledComplaint]) -> [SuiteError] {
    found.map { error($0.rule, $0.path, $0.problem) }
      .sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
  }

  /// Reads a suite and refuses it with its first problem.
  public static func sound(path: String) throws(SuiteError) -> SuiteFile {
    let file = try SuiteFile(path: path)
    if let first = file.problems().first { throw first }
    return file
  }

  /// Keys of the suite that are read and decide nothing any more, in the order of the file, each with
  /// its place: they make no suite unsound.
  public func remarks() -> [SuiteError] {
    var found: [RuledComplaint] = []
    if suite.policy.draws != nil {
      found.refuse(
        "SUITE-UNREAD-001", "policy.draws",
        "'draws' has no effect: no rule uses random draws any more")
    }
    for (index, run) in suite.runs.enumerated() where run.varianceFrom != nil {
      found.refuse(
        "SUITE-UNREAD-002", "runs.\(index).varianceFrom",
        "'varianceFrom' of the run '\(run.id)' has no effect: the spread is taken from "
          + "the suite's other runs")
    }
    return located(found)
  }
}

/// The checks, each noting rule, path and problem.
private struct SuiteChecks {
  let suite: Suite
  let runs: [String: RunSpec]
  var found: [RuledComplaint] = []

  init(_ suite: Suite) {
    self.suite = suite
    runs = Dictionary(suite.runs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func note(_ rule: String, _ path: String, _ problem: String) {
    found.refuse(rule, path, problem)
  }

  mutating func checkAll() {
    unique(suite.datasets.map(\.id), "datasets", "data set", "SUITE-ID-001")
    unique(suite.runs.map(\.id), "runs", "run", "SUITE-ID-002")
    unique(suite.claims.map(\.id), "claims", "claim", "SUITE-ID-003")
    unique(suite.guards.map(\.id), "guards", "guard", "SUITE-ID-004")
    unique(suite.blocked.map(\.id), "blocked", "blocked claim", "SUITE-ID-009")
    unique(suite.comparisons.map(\.id), "comparisons", "comparison", "SUITE-ID-008")
    unique(suite.deviations.map(\.id), "deviations", "deviation", "SUITE-ID-005")
    unique(suite.contradictions.map(\.id), "contradictions", "contradiction", "SUITE-ID-006")
    for (rule, path, problem) in suite.unsafeNames { note(rule, path, problem) }
    checkPolicy()
    found += numberProblems(of: suite) + mixedProblems(of: suite)
    for (index, run) in suite.runs.enumerated() { check(run, "runs.\(index)") }
    for (index, entry) in suite.blocked.enumerated() where entry.because.isEmpty {
      note(
        "SUITE-BLOCKED-001", "blocked.\(index).because",
        "a blocked claim must give the reason why it cannot be run")
    }
    for (index, entry) in suite.guards.enumerated() { check(entry, "guards.\(index)") }
    for (index, claim) in suite.claims.enumerated() { check(claim, "claims.\(index)") }
    for (index, comparison) in suite.comparisons.enumerated() {
      check(comparison, "comparisons.\(index)")
    }
    for (index, deviation) in suite.deviations.enumerated() {
      for (at, run) in (deviation.runs ?? []).enumerated() {
        known(run, "deviations.\(index).runs.\(at)", "deviation '\(deviation.id)'")
      }
    }
  }

  private mutating func unique(_ ids: [String], _ list: String, _ noun: String, _ rule: String) {
    var seen: Set<String> = []
    for (index, id) in ids.enumerated() {
      if !seen.insert(id).inserted {
        note(rule, "\(list).\(index).id", "there is more than one \(noun) '\(id)'")
      }
    }
  }

  private mutating func checkPolicy() {
    let policy = suite.policy
    for (path, problem) in policy.complaints { note("SUITE-POLICY-001", "policy.\(path)", problem) }
    let headlines = suite.claims.count(where: \.headline)
    if headlines > 10 {
      note(
        "SUITE-CLAIM-010", "claims",
        "\(headlines) claims are marked as headlines, but a suite has at most ten headline claims")
    }
    for (index, profile) in policy.profiles.enumerated()
    where !suite.runs.contains(where: { $0.profile == profile }) {
      note("SUITE-POLICY-003", "policy.profiles.\(index)", "no run has the profile '\(profile)'")
    }
  }

  private mutating func known(_ run: String, _ path: String, _ who: String) {
    if runs[run] == nil {
      note("SUITE-REF-002", path, "\(who) names the run '\(run)', which the suite does not have")
    }
  }

  private mutating func check(_ run: RunSpec, _ path: String) {
    if run.seeds.isEmpty {
      note("SUITE-RUN-001", "\(path).seeds", "the run '\(run.id)' has no seed")
    }
    if Set(run.seeds).count != run.seeds.count {
      note("SUITE-RUN-002", "\(path).seeds", "the run '\(run.id)' names a seed twice")
    }
    if let dataset = run.task.dataset, !suite.datasets.contains(where: { $0.id == dataset }) {
      note(
        "SUITE-REF-001", "\(path).task\(run.task.isElsewhere ? ".protocol" : "").dataset",
        "the run '\(run.id)' names the data set '\(dataset)', which the suite does not have")
    }
    if let task = run.task.dataset, let dataset = suite.datasets.first(where: { $0.id == task }) {
      check(run, on: dataset, path)
    }
    if run.task.metrics.isEmpty {
      note("SUITE-RUN-003", "\(path).task", "the run '\(run.id)' measures no metric")
    }
    for complaint in run.task.complaints {
      note("SUITE-RUN-004", "\(path).task.\(complaint.path)", complaint.problem)
    }
  }

  /// What a run's task, and how it is measured, ask of its data set.
  private mutating func check(_ run: RunSpec, on dataset: DatasetSpec, _ path: String) {
    for (rule, place, problem) in run.task.entry.complaints(on: dataset) {
      note(rule, "\(path).task.\(place)", problem)
    }
    let measured = run.task.isElsewhere ? "\(path).task.protocol" : "\(path).task"
    for (rule, place, problem) in run.task.protocol?.entry.complaints(on: dataset) ?? [] {
      note(rule, "\(measured).\(place)", problem)
    }
  }

  /// A number among drawn candidates says nothing about one among all.
  private mutating func sampledAlike(_ names: [String], _ path: String, _ who: String) {
    let sampled = names.compactMap { name in
      runs[name]?.task.protocol?.ranking?.evaluation.candidates
    }
    if sampled.contains(where: \.areSampled), Set(sampled).count > 1 {
      note(
        "SUITE-REF-008", path,
        "\(who) compares sampled metrics of runs that rank among different candidates")
    }
  }

  private mutating func check(_ entry: Guard, _ path: String) {
    known(entry.run, "\(path).run", "guard '\(entry.id)'")
    if entry.quantity == .users, !(0...1e9).contains(entry.expected) {
      note(
        "SUITE-GUARD-002", "\(path).expected",
        "the expected number of users must be from 0 to 1,000,000,000")
    }
    for (place, problem) in entry.complaints {
      note("SUITE-GUARD-001", "\(path).\(place)", problem)
    }
    if let run = runs[entry.run], case .metric(let metric) = entry.quantity,
      !run.task.measures(metric)
    {
      note(
        "SUITE-REF-003", "\(path).quantity",
        "the run '\(entry.run)' does not measure '\(metric)'")
    }
  }

  private mutating func check(_ comparison: Comparison, _ path: String) {
    sampledAlike(
      [comparison.run, comparison.over], "\(path).over", "comparison '\(comparison.id)'")
    for (run, key) in [(comparison.run, "run"), (comparison.over, "over")] {
      known(run, "\(path).\(key)", "comparison '\(comparison.id)'")
      if let spec = runs[run], !spec.task.measures(comparison.metric) {
        note(
          "SUITE-REF-003", "\(path).metric",
          "the run '\(run)' does not measure '\(comparison.metric)'")
      }
    }
  }

  private mutating func check(_ claim: Claim, _ path: String) {
    let who = "claim '\(claim.id)'"
    for (run, place) in zip(claim.runs, claim.entry.runPaths.map { "\(path).\($0)" }) {
      known(run, place, who)
      if let spec = runs[run], !spec.task.measures(claim.metric) {
        note(
          "SUITE-REF-003", "\(path).metric", "the run '\(run)' does not measure '\(claim.metric)'")
      }
    }
    sampledAlike(claim.runs, path, who)
    for (rule, place, problem) in claim.entry.problems { note(rule, "\(path).\(place)", problem) }
    if case .value(let claim) = claim { checkQuantum(claim, path) }
  }

  /// A margin below two steps of the metric asks more of the test users than there are.
  private mutating func checkQuantum(_ claim: ValueClaim, _ path: String) {
    guard let number = claim.reference.number,
      let users = suite.guards.first(where: {
        $0.quantity == .users && runs[$0.run]?.task.dataset == runs[claim.run]?.task.dataset
      })
    else { return }
    let declared = max(claim.margin.relative * abs(number.value), claim.margin.absolute)
    // What cannot be a number of users is refused at the guard.
    let count = Int(exactly: users.expected.rounded()) ?? 0
    let steps = 2 * claim.metric.step(users: count)
    if steps > max(declared, number.half) {
      note(
        "SUITE-MARGIN-003", "\(path).margin",
        "the margin \(declared) is below \(steps), two steps of the metric, where a step is what one "
          + "user in \(count) changes")
    }
  }
}
