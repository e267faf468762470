import Metrics
import Suites
import TestSupport
import Testing

@testable import Reports
@testable import Verdicts

// What earlier rules got wrong, each as it was seen.

/// Trained runs of three seeds that scatter by a hundredth, to lend their spread.
private let lenders = (0..<6).map { NumberedSuite.Entry("lender-\($0)", seeds: 3) }

private func lent(_ run: Int, _ seed: Int) -> Double {
  0.2 * (1 + 0.01 * Double(seed - 1) * (1 + 0.1 * Double(run)))
}

private func judged(_ numbered: NumberedSuite, _ numbers: (Int, Int) -> Double) -> Judgement {
  Measurements(numbered.suite, numbered.records { (numbers($0, $1), nil) }).judged().judgements[0]
}

/// The diff between two sets of numbers of one suite, the second by another engine.
private func diff(
  _ numbered: NumberedSuite, _ before: (Int, Int) -> Double, _ after: (Int, Int) -> Double,
  without cell: String? = nil
) -> ReportDiff {
  let old = numbered.records { (before($0, $1), nil) }
  var new = numbered.records { (after($0, $1), nil) }
  for index in new.indices { new[index].run.engine += 1 }
  new.removeAll { $0.run.cell == cell }
  return ReportDiff(
    from: Snapshot(label: "old", suites: ["numbered": (numbered.suite, old)]),
    to: Snapshot(label: "new", suites: ["numbered": (numbered.suite, new)]))
}

@Test("a run of one seed that falls from 0.2069 to 0.0146 is worse, and fails")
func fallOfOneSeed() throws {
  let numbered = NumberedSuite(
    [.init("alone", seeds: 1)] + lenders,
    claims: [.value(LittleSuite.value("v", run: "alone", printed: "0.9000"))])
  let change = diff(
    numbered, { $0 == 0 ? 0.2069 : lent($0, $1) }, { $0 == 0 ? 0.0146 : lent($0, $1) })
  #expect(try #require(change.rows.first).change == .worse)
  #expect(change.regressed)
}

@Test("a missing seed shows a difference that is the difference of the means shown")
func missingSeed() throws {
  let numbered = NumberedSuite(
    [.init("run", seeds: 3)] + lenders,
    claims: [.value(LittleSuite.value("v", run: "run", printed: "0.1741"))])
  let seeds = [0.1728, 0.1740, 0.1755]
  let numbers: (Int, Int) -> Double = { $0 == 0 ? seeds[$1] : lent($0, $1) }
  let row = try #require(diff(numbered, numbers, numbers, without: "run.3").rows.first)
  #expect(row.before.count == 3 && row.after.count == 2)
  // 0.1741 → 0.1734.
  let expected = 0.1734 / ((0.1728 + 0.1740 + 0.1755) / 3) - 1
  #expect(abs(try #require(row.difference) - expected) < 1e-12)
  #expect(row.change == .broke)
}

@Test("a number of draws that a suite still declares changes no verdict, and no digit")
func noDraws() {
  var numbered = NumberedSuite(
    [.init("a", seeds: 2), .init("b", seeds: 2)] + lenders,
    claims: [.order(LittleSuite.order("classical", ["b", "a"]))])
  let verdicts = [nil, 10_000, 100_000].map { draws in
    numbered.suite.policy.draws = draws
    return judged(numbered) { $0 < 2 ? [0.2, 0.1964][$0] + 0.001 * Double($1) : lent($0, $1) }
  }
  #expect(verdicts[0] == verdicts[1] && verdicts[1] == verdicts[2])
  #expect(verdicts[0].significance != nil)
}

@Test("a gain of one seed over another, with nobody to lend, has no interval")
func gainOfOneSeed() throws {
  let numbered = NumberedSuite(
    [.init("a", seeds: 1), .init("b", seeds: 1)],
    claims: [
      .gain(
        GainClaim {
          ($0.id, $0.run, $0.over, $0.metric) = ("g", "a", "b", "ndcg@10")
          $0.reference = Reference {
            ($0.place, $0.printed, $0.selection) = ("Table 1", "+10.4 %", .single)
          }
          $0.margin = Margin { ($0.relative, $0.absolute, $0.because) = (0.1, 0.01, "a case") }
        })
    ])
  let judgement = judged(numbered) { run, _ in [0.22, 0.2][run] }
  guard case .gain(let evidence, let pair) = judgement.evidence else {
    Issue.record("no gain")
    return
  }
  #expect(evidence.standardError == nil && evidence.readings.allSatisfy { $0.narrow == nil })
  #expect(pair.interval == nil && pair.p == nil && pair.relativeInterval.value == nil)
  #expect(judgement.verdict.word == .inconclusive && judgement.significance == nil)
}

@Test("twice the published hit rate on 20 users replicates nothing at a margin of 5 %")
func twentyUsers() {
  var claim = LittleSuite.value("v", run: "run", printed: "0.0250", runs: 1)
  claim.metric = "hr@10"
  claim.margin = Margin { ($0.relative, $0.because) = (0.05, "a case") }
  let numbered = NumberedSuite(
    [.init("run", seeds: 3)] + lenders, claims: [.value(claim)], metric: "hr@10", users: 20)
  let verdict = judged(numbered) { $0 == 0 ? 0.05 : lent($0, $1) }.verdict
  #expect(verdict.word == .inconclusive)
  #expect(verdict.reason.text == "quantum: two steps of the metric are wider than the margin")
}

@Test("two equal runs stand in no direction, whatever the others scatter")
func equalRunsAmongOthers() {
  let numbered = NumberedSuite(
    [.init("a", seeds: 2), .init("b", seeds: 2)] + lenders,
    claims: [.order(LittleSuite.order("o", ["a", "b"]))])
  let verdict = judged(numbered) { lent($0 < 2 ? 0 : $0, $1) }.verdict
  #expect(verdict.word == .inconclusive)
  #expect(verdict.reason.text.hasSuffix("no difference is seen"))
}

@Test("a pure re-draw of training noise over 36 claims fails at most one diff in twenty")
func redrawOf36() {
  let setting = Setting(kind: .diffs, runs: 12, statements: 36, seeds: 3)
  let seen = Calibration.of(setting, trials: 60)
  // Three standard errors of 5 % in 60; it was 51 %.
  #expect(seen.family <= 0.05 + 0.085)
}
