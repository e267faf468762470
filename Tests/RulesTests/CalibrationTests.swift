import Testing

/// Suites of each setting in an ordinary run of the tests: enough to see a rule that is wrong, not to
/// publish a rate. Every draw comes from a fixed key, so that the same rules give the same counts.
private let ordinary = 60

/// Three standard errors of a share in so many independent trials.
private func slack(_ share: Double, _ trials: Int) -> Double {
  3 * (share * (1 - share) / Double(trials)).squareRoot()
}

@Test(
  "rules call what is false true as often as they say",
  arguments: Setting.all.filter { $0.unevenness != 0.3 })
func calibration(_ setting: Setting) throws {
  let trials = setting.statements > 20 || setting.kind == .diffs ? ordinary / 4 : ordinary
  let seen = Calibration.of(setting, trials: trials)
  let limit = setting.limit
  let statements = trials * min(setting.statements, 5)
  if setting.kind != .diffs { #expect(seen.different <= limit + slack(limit, statements)) }
  #expect(seen.family <= limit + slack(limit, trials))
  if let equivalent = seen.equivalent { #expect(equivalent <= limit + slack(limit, statements)) }
  if let found = seen.found { #expect(found > 0.9) }
}

@Test("a rule that never tells anything apart is no rule: orders come out at their level")
func level() {
  let settings = Setting.all.filter { $0.kind == .orders && $0.unevenness == 0 && $0.seeds > 1 }
  let seen = settings.map { Calibration.of($0, trials: ordinary / 2).different }
  let mean = seen.reduce(0, +) / Double(seen.count)
  #expect(mean > 0.02 && mean < 0.065)
}

@Test("with the seeds that an open verdict asks for, four in five such cases are decided")
func seedsNeeded() throws {
  for open in OpenCase.all {
    let outcome = open.outcome(trials: 200)
    #expect(outcome.needed != nil, "\(open.words)")
    // Three standard errors of four in five.
    #expect(
      abs(outcome.decided - 0.82) < 0.02 + 3 * (0.16 / 200).squareRoot(),
      "\(open.words): \(outcome)")
  }
}
