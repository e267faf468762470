import Testing

/// Suites of each setting in an ordinary run of the tests: enough to see a rule that is wrong, not to
/// publish a rate. Every draw comes from a fixed key, so that the same rules give the same counts.
private let trials = 150

/// Three standard errors of a share in so many independent trials.
private func slack(_ share: Double, _ trials: Int) -> Double {
  3 * (share * (1 - share) / Double(trials)).squareRoot()
}

@Test("rules call what is false true as often as they say", arguments: Setting.all)
func calibration(_ setting: Setting) throws {
  let trials = setting.statements > 20 || setting.kind == .diffs ? trials / 3 : trials
  let seen = Calibration.of(setting, trials: trials)
  let limit = setting.limit
  let statements = trials * min(setting.statements, 5)
  #expect(seen.different <= limit + slack(limit, statements))
  #expect(seen.family <= limit + slack(limit, trials))
  if let equivalent = seen.equivalent { #expect(equivalent <= limit + slack(limit, statements)) }
  // A rule that never tells anything apart is no rule. A value lies beyond one side of its margin only.
  let nominal = setting.kind == .values ? 0.025 : 0.05
  #expect(seen.different >= nominal / 2 - slack(nominal / 2, statements))
  if let found = seen.found { #expect(found > 0.9) }
}
