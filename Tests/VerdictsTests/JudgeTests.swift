import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@Test("on bytes other than the published ones nothing reads REPLICATED")
func unpublished() {
  let found = verdicts(
    [.value(truth()), .order(LittleSuite.order("o", ["better", "plain"]))]
  ) { suite, records in records = LittleSuite.records(suite, published: false) }
  // The same number on other bytes is a word of its own; an order has no number.
  #expect(found["truth"]?.verdict.word == .sameNumber)
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
  #expect(judgement.verdict.reason.text == "2 of 3 declared seeds of 'plain'")
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
      guard var task = task.ranking else { return task }
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
    found([2: "d3"])?.verdict.reason.text
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
    #expect(found[claim]?.verdict.reason.text == "plain.2 diverged at step 9")
  }
}

@Test("a guard that does not hold makes every claim on its data an ERROR")
func guards() {
  let found = verdicts { suite, _ in suite.guards[0].expected = 6040 }
  for claim in ["plain-ndcg", "better-above-plain", "gain", "rises"] {
    #expect(found[claim]?.verdict.word == .error)
  }
  let unmeasured = verdicts { $1.removeAll { $0.run.name == "popularity" } }
  #expect(unmeasured["plain-ndcg"]?.verdict.reason.text == "the guard 'users' is not measured")
}

@Test("the same records in another order give the same verdicts")
func orderOfRecords() {
  let suite = LittleSuite.suite()
  let records = LittleSuite.records(suite)
  #expect(judge(suite, by: records) == judge(suite, by: records.reversed()))
}

/// What a wrong number in the chain does: each change moves the verdict it must move.
