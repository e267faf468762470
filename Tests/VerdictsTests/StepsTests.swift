import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

/// What each of some runs adds to the one before it.
@Suite struct StepsTests {
  private let suite = LittleSuite.suite()

  @Test("steps are differences of means over seeds, and add up to the whole")
  func sums() throws {
    let records = LittleSuite.records(suite)
    let steps = try #require(
      Steps(["popularity", "plain", "better"], by: "ndcg@10", of: suite, records))
    func mean(_ run: String) -> Double {
      let values = records.filter { $0.run.name == run }.compactMap {
        $0.result?.metrics["ndcg@10"]
      }
      return values.reduce(0, +) / Double(values.count)
    }
    #expect(steps.pairs.map(\.run) == ["plain", "better"])
    #expect(steps.pairs.map(\.over) == ["popularity", "plain"])
    #expect(abs(steps.pairs[0].effect - (mean("plain") - mean("popularity"))) < 1e-15)
    #expect(abs(steps.pairs[1].effect - (mean("better") - mean("plain"))) < 1e-15)
    #expect(steps.whole.run == "better" && steps.whole.over == "popularity")
    #expect(abs(steps.pairs.reduce(0) { $0 + $1.effect } - steps.whole.effect) < 1e-15)
  }

  @Test("a step is told from nothing where its interval leaves nothing out, on either side")
  func told() throws {
    let records = LittleSuite.records(suite)
    let up = try #require(Steps(["plain", "better"], by: "ndcg@10", of: suite, records)).whole
    let down = try #require(Steps(["better", "plain"], by: "ndcg@10", of: suite, records)).whole
    #expect(up.isTold && up.effect > 0)
    #expect(down.isTold && down.effect < 0)
    var open = up
    open.interval = Interval(low: -0.01, high: 0.2)
    #expect(!open.isTold)
    open.interval = nil
    #expect(!open.isTold)
  }

  @Test("there are no steps through a run that lacks a seed, has no record or no such metric")
  func missing() {
    let records = LittleSuite.records(suite)
    let partly = records.filter { $0.run.cell != "plain.2" }
    #expect(Steps(["popularity", "plain"], by: "ndcg@10", of: suite, partly) == nil)
    #expect(Steps(["plain", "far"], by: "ndcg@10", of: suite, records) == nil)
    #expect(Steps(["plain", "better"], by: "ndcg@20", of: suite, records) == nil)
    #expect(Steps(["plain", "nobody"], by: "ndcg@10", of: suite, records) == nil)
  }
}
