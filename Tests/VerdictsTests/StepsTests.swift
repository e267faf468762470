import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

/// What each of some runs adds to the one before it.
@Suite struct StepsTests {
  private let suite = LittleSuite.suite()

  private func steps(
    _ runs: [String], by metric: Metric = "ndcg@10", _ records: [RunRecord]? = nil
  ) -> Missable<Steps> {
    StepMeasurements(suite, records ?? LittleSuite.records(suite)).steps(runs, by: metric)
  }

  @Test("steps are differences of means over seeds, and add up to the whole")
  func sums() throws {
    let steps = try #require(steps(["popularity", "plain", "better"]).value)
    func mean(_ run: String) -> Double {
      let values = LittleSuite.records(suite).filter { $0.run.name == run }.compactMap {
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

  @Test(
    "a step is told from nothing where its interval leaves 0 out and may decide")
  func told() throws {
    let up = try #require(steps(["plain", "better"]).value).whole
    let down = try #require(steps(["better", "plain"]).value).whole
    #expect(up.isTold && up.effect > 0)
    #expect(down.isTold && down.effect < 0)
    var open = up
    open.interval = Interval(low: -0.01, high: 0.2)
    #expect(!open.isTold)
    open.interval = nil
    #expect(!open.isTold)
    // What may not decide anything is shown and not bold.
    var barred = up
    barred.spread?.bar = "single seeds"
    #expect(barred.spread?.bar != nil && !barred.isTold)
  }

  @Test("there are no steps through a run that lacks a seed, has no record or no such metric")
  func missing() throws {
    let partly = LittleSuite.records(suite).filter { $0.run.cell != "plain.2" }
    let reason = try #require(steps(["popularity", "plain"], partly).reason)
    #expect(reason == "2 of 3 declared seeds of 'plain'")
    #expect(steps(["plain", "far"]).reason == "resources: the profile 'large' was not run")
    var begun = suite
    let plain = try #require(begun.runs.firstIndex { $0.id == "plain" })
    begun.runs[plain].profile = "large"
    #expect(
      StepMeasurements(begun, LittleSuite.records(suite)).steps(["plain", "far"], by: "ndcg@10")
        .reason
        == "resources: of the profile 'large' only some runs were made")
    #expect(steps(["plain", "better"], by: "ndcg@20").reason == "a run has no ndcg@20")
    #expect(steps(["plain", "nobody"]).reason == "there is no run 'nobody'")
  }
}
