import Suites
import TestSupport
import Testing
import Verdicts

private func verdicts(
  _ claims: [Claim]? = nil, _ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in }
) -> [String: Judgement] {
  var suite = LittleSuite.suite(claims: claims)
  var records = LittleSuite.records(suite)
  change(&suite, &records)
  let judgements = judge(suite, by: records).judgements
  return Dictionary(uniqueKeysWithValues: judgements.map { ($0.claim, $0) })
}

private func word(
  _ claim: Claim, _ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in }
) -> VerdictWord? { verdicts([claim], change)[claim.id]?.verdict.word }

/// A claim that prints what is measured for `plain`, to four digits.
private func truth(_ offset: Double = 0, grade: Reference.Grade = .primary) -> ValueClaim {
  let suite = LittleSuite.suite()
  let values = LittleSuite.records(suite).filter { $0.run.name == "plain" }
    .compactMap { $0.result?.metrics["ndcg@10"] }
  let mean = values.reduce(0, +) / Double(values.count) + offset
  let digits = Int((mean * 10_000).rounded())
  return LittleSuite.value("truth", run: "plain", printed: "0.\(digits)", grade: grade)
}

extension RunRecord {
  fileprivate mutating func change(_ edit: (inout RunResult) -> Void) {
    guard case .finished(var result) = outcome else { return }
    edit(&result)
    outcome = .finished(result)
  }
}

@Test("the measured value itself is REPLICATED, and far values are not")
func values() {
  #expect(word(.value(truth())) == .replicated)
  #expect(word(.value(truth(0.1))) == .notReplicated)
  #expect(word(.value(truth(-0.1))) == .exceeds)
}

@Test("an explanation makes EXCEEDS green, and nothing else does")
func explanation() throws {
  var claim = truth(-0.1)
  func fails(_ claim: ValueClaim) throws -> Bool {
    let found = verdicts([.value(claim)]) { suite, _ in suite.policy.fails = [.exceeds] }
    return try #require(found["truth"]).fails
  }
  #expect(try fails(claim))
  claim.explanation = "the paper's model was smaller"
  #expect(try !fails(claim))
}

@Test("an order that holds is REPLICATED, turned round it is NOT-REPLICATED")
func orders() {
  #expect(word(.order(LittleSuite.order("o", ["better", "plain"]))) == .replicated)
  #expect(word(.order(LittleSuite.order("o", ["plain", "better"]))) == .notReplicated)
  #expect(word(.order(LittleSuite.order("o", ["better", "plain", "popularity"]))) == .replicated)
}

@Test("one seed without a lender leaves an order open; with one it is decided")
func oneSeed() {
  #expect(word(.order(LittleSuite.order("o", ["better", "lone"]))) == .inconclusive)
  #expect(word(.order(LittleSuite.order("o", ["lone", "popularity"]))) == .inconclusive)
  #expect(word(.order(LittleSuite.order("o", ["deep", "plain"]))) == .replicated)
}

@Test("a value of one seed uses the lender's spread and says so")
func lender() throws {
  let claim = LittleSuite.value("v", run: "deep", printed: "0.4000")
  let judgement = try #require(verdicts([.value(claim)])["v"])
  guard case .value(let evidence) = judgement.evidence else {
    Issue.record("no evidence")
    return
  }
  #expect(evidence.lender == "better, 3 seeds")
  #expect(evidence.degrees == 2)
  let alone = try #require(
    verdicts([.value(LittleSuite.value("v", run: "lone", printed: "0.4000"))])["v"])
  #expect(alone.verdict.description.contains("margin, no uncertainty known"))
}

@Test("on bytes other than the published ones nothing reads REPLICATED")
func unpublished() {
  let found = verdicts(
    [.value(truth()), .order(LittleSuite.order("o", ["better", "plain"]))]
  ) { suite, records in records = LittleSuite.records(suite, published: false) }
  #expect(found["truth"]?.verdict.word == .direction)
  #expect(found["o"]?.verdict.word == .direction)
  #expect(found["o"]?.deviations == [unpublishedData])
  #expect(found["o"]?.uncapped?.word == .replicated)
}

@Test("a material deviation caps the claims it touches, and no others")
func material() {
  let found = verdicts(
    [.value(truth()), .order(LittleSuite.order("o", ["better", "plain"]))]
  ) { suite, _ in
    suite.deviations[0].material = true
    suite.deviations[0].runs = ["better"]
  }
  #expect(found["truth"]?.verdict.word == .replicated)
  #expect(found["o"]?.verdict.word == .direction)
}

@Test("a second-hand reference decides nothing alone")
func secondHand() {
  #expect(word(.value(truth(grade: .secondary))) == .inconclusive)
  var order = LittleSuite.order("o", ["better", "plain"])
  order.statement.grade = .secondary
  #expect(word(.order(order)) == .direction)
  order.runs = ["plain", "better"]
  #expect(word(.order(order)) == .inconclusive)
}

@Test("a number on another scale is NOT-COMPARABLE, whatever was measured")
func otherScale() {
  var claim = truth()
  claim.reference.otherScale = "another positive rate"
  #expect(word(.value(claim)) == .notComparable)
}

@Test("a claim on a profile that was not run is BLOCKED, one on a missing run is an ERROR")
func missing() {
  #expect(verdicts()["far-ndcg"]?.verdict.word == .blocked)
  #expect(word(.value(truth())) { $1.removeAll { $0.run.name == "plain" } } == .error)
}

@Test("a dropped seed is an ERROR that counts the seeds")
func droppedSeed() throws {
  let judgement = try #require(
    verdicts([.value(truth())]) { $1.removeAll { $0.run.cell == "plain.2" } }["truth"])
  #expect(judgement.verdict.word == .error)
  #expect(judgement.verdict.reason == "2 of 3 declared seeds of 'plain'")
}

@Test(
  "a broken measurement is an ERROR",
  arguments: [
    "not a number", "other data", "ranks", "rank of 0", "stale", "diverged", "impossible",
  ])
func broken(_ damage: String) {
  let found = word(.value(truth())) { _, records in
    guard let index = records.firstIndex(where: { $0.run.cell == "plain.2" }) else { return }
    switch damage {
    case "not a number": records[index].change { $0.metrics["ndcg@10"] = .nan }
    case "other data": records[index].change { $0.dataDigest = "d2" }
    case "ranks": records[index].change { $0.ranks[0] += 1 }
    case "rank of 0": records[index].change { $0.ranks[0] = 0 }
    case "stale": records[index].run.engine += 1
    case "diverged": records[index].outcome = .diverged(step: 9)
    default: records[index].change { $0.metrics["mrr"] = 0.001 }
    }
  }
  #expect(found == .error)
}

@Test("columns put onto events have a digest of their own, which their records share")
func sideInformation() {
  func found(_ digests: [UInt64: String]) -> Judgement? {
    func informed<Dataset>(_ task: RunTask<Dataset>) -> RunTask<Dataset> {
      guard case .ranking(var task) = task else { return task }
      task.side = ["genre"]
      return .ranking(task)
    }
    return verdicts { suite, records in
      for index in suite.runs.indices where suite.runs[index].id == "better" {
        suite.runs[index].task = informed(suite.runs[index].task)
      }
      for index in records.indices where records[index].run.name == "better" {
        let digest = digests[records[index].run.seed] ?? "d2"
        records[index].run.task = informed(records[index].run.task)
        records[index].change { $0.dataDigest = digest }
      }
    }["better-above-plain"]
  }
  #expect(found([:])?.verdict.word == .replicated)
  #expect(
    found([2: "d3"])?.verdict.reason
      == "prepared data of 'little with genre' differ between records (better.2)")
}

@Test("a diverged run is named with its step by the verdict of every claim on it")
func divergedVerdict() {
  let found = verdicts { _, records in
    guard let index = records.firstIndex(where: { $0.run.cell == "plain.2" }) else { return }
    records[index].outcome = .diverged(step: 9)
  }
  for claim in ["plain-ndcg", "better-above-plain", "gain", "rises"] {
    #expect(found[claim]?.verdict.word == .error)
    #expect(found[claim]?.verdict.reason == "plain.2 diverged at step 9")
  }
}

@Test("a guard that does not hold makes every claim on its data an ERROR")
func guards() {
  let found = verdicts { suite, _ in suite.guards[0].expected = 6040 }
  for claim in ["plain-ndcg", "better-above-plain", "gain", "rises"] {
    #expect(found[claim]?.verdict.word == .error)
  }
  let unmeasured = verdicts { $1.removeAll { $0.run.name == "popularity" } }
  #expect(unmeasured["plain-ndcg"]?.verdict.reason == "the guard 'users' is not measured")
}

@Test("a gain is held to its margin, a trend to its slope")
func gainAndTrend() throws {
  let found = verdicts()
  #expect(found["rises"]?.verdict.word == .replicated)
  guard case .gain(let evidence, let pair)? = found["gain"]?.evidence else {
    Issue.record("no evidence")
    return
  }
  // By hand: the mean over seeds of better / plain − 1 is the evidence's mean.
  let ratios = zip(pairs("better"), pairs("plain")).map { $0 / $1 - 1 }
  #expect(abs(evidence.mean - ratios.reduce(0, +) / 3) < 1e-12)
  #expect(pair.effect > 0 && pair.interval.low > 0)
  func pairs(_ run: String) -> [Double] {
    LittleSuite.records().filter { $0.run.name == run }.compactMap { $0.result?.metrics["ndcg@10"] }
  }
}

@Test("a falling claim about rising numbers is NOT-REPLICATED, and so is a peak in the middle")
func shapes() {
  guard case .trend(var trend) = LittleSuite.claims[3] else {
    Issue.record("no trend")
    return
  }
  trend.shape = .falls
  #expect(word(.trend(trend)) == .notReplicated)
  trend.shape = .risesAtEveryStep
  #expect(word(.trend(trend)) == .replicated)
  trend.shape = .peaks
  trend.peak = 16
  #expect(word(.trend(trend)) == .notReplicated)
}

@Test("a slope that is told from zero alone, but not among all statements, says so")
func slopeAmongOthers() throws {
  let orders = (0..<5).map { Claim.order(LittleSuite.order("o\($0)", ["better", "plain"])) }
  let claims = [LittleSuite.claims[3]] + orders
  guard case .trend(let evidence)? = verdicts(claims)["rises"]?.evidence else {
    Issue.record("no evidence")
    return
  }
  #expect(evidence.adjusted > 1.5 * evidence.p)
  let found = verdicts(claims) { suite, _ in suite.policy.alpha = 1.5 * evidence.p }["rises"]
  #expect(found?.verdict.word == .inconclusive)
  #expect(
    found?.verdict.reason == "the slope is told from zero alone, but not among all statements "
      + "(Holm); in the claimed direction")
}

@Test("the same records in another order give the same verdicts")
func orderOfRecords() {
  let suite = LittleSuite.suite()
  let records = LittleSuite.records(suite)
  #expect(judge(suite, by: records) == judge(suite, by: records.reversed()))
}

/// What a wrong number in the chain does: each change moves the verdict it must move.
@Test("flipped digit, doubled spread, dropped seed and swapped runs change the right verdicts")
func mutations() throws {
  let claims: [Claim] = [
    .value(truth()), .order(LittleSuite.order("o", ["better", "plain"])),
  ]
  let before = verdicts(claims)
  #expect(before["truth"]?.verdict.word == .replicated && before["o"]?.verdict.word == .replicated)

  // A flipped published digit: 0.28 becomes 0.38, and only that claim moves.
  var flipped = truth()
  flipped.reference.printed = flipped.reference.printed.replacing("0.2", with: "0.3")
  let digit = verdicts([.value(flipped), claims[1]])
  #expect(digit["truth"]?.verdict.word == .notReplicated)
  #expect(digit["o"]?.verdict == before["o"]?.verdict)

  // The spread of the seeds times ten about their mean: the interval crosses the margin.
  let rule = ValueRule(
    alpha: 0.05, published: try #require(PrintedNumber("0.2800")), publishedRuns: 5,
    selection: .mean, margin: Margin(relative: 0.05, absolute: 0, because: "a case"), quantum: 0,
    direction: .up)
  func word(_ s: Double) -> VerdictWord {
    rule.judge([-1.0, 0, 1].map { SeedValue(seed: UInt64($0 + 1), value: 0.28 + $0 * s) }).verdict
      .word
  }
  #expect(word(0.004) == .replicated)
  #expect(word(0.008) == .inconclusive)

  // Swapped runs: the order turns round, the value claim reads the other run's numbers.
  let swapped = verdicts(claims) { suite, records in
    let better = records.filter { $0.run.name == "better" }
    let plain = records.filter { $0.run.name == "plain" }
    for (a, b) in zip(better, plain) {
      for index in records.indices {
        if records[index].run.cell == a.run.cell { records[index].outcome = b.outcome }
        if records[index].run.cell == b.run.cell { records[index].outcome = a.outcome }
      }
    }
  }
  #expect(swapped["o"]?.verdict.word == .notReplicated)
  #expect(swapped["truth"]?.verdict.word == .exceeds)
}

@Test("a metric that is not known user by user is compared seed by seed, by Student's t")
func seedsAlone() throws {
  let found = verdicts([.order(LittleSuite.order("o", ["better", "plain"]))]) { _, records in
    for index in records.indices { records[index].change { $0.ranks = [] } }
    let values = ["better": [0.31, 0.33, 0.35], "plain": [0.30, 0.30, 0.30]]
    for index in records.indices {
      let run = records[index].run
      guard let value = values[run.name]?[Int(run.seed) - 1] else { continue }
      records[index].change {
        $0.metrics["ndcg@10"] = value
        $0.metrics["mrr"] = 0.5
      }
    }
  }
  guard case .order(let pairs)? = found["o"]?.evidence, let pair = pairs.first else {
    Issue.record("no evidence")
    return
  }
  // Differences 0.01, 0.03, 0.05: mean 0.03, s 0.02, SE 0.011547; t(.975, 2) = 4.302653, and
  // p of t = 2.598076 with 2 degrees: 1 − t/√(2 + t²) = 0.121690.
  #expect(abs(pair.effect - 0.03) < 1e-12)
  #expect(abs(pair.interval.low - (0.03 - 4.302653 * 0.0115470)) < 1e-7)
  #expect(abs(pair.p - 0.121690) < 1e-6)
  #expect(found["o"]?.verdict.word == .inconclusive)
}
