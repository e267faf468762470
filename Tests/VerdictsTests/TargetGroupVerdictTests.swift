import Determinism
import Metrics
import Suites
import TestSupport
import Testing

@testable import Verdicts

/// Metrics of some targets in records, whose ranks do not say which targets these are.
@Suite struct TargetGroupVerdictTests {
  private static let group: Metric = "hr@10-trained-0-9"

  /// The little suite with a metric of a group, of which its first order is.
  private static let suite: Suite = {
    var suite = LittleSuite.suite(
      claims: [
        .order(
          OrderClaim {
            ($0.id, $0.runs, $0.metric) = ("rare", ["better", "plain"], group)
            $0.statement.place = "Table 2"
          })
      ])
    for index in suite.runs.indices {
      guard var task = suite.runs[index].task.ranking else { continue }
      task.evaluation.metrics.append(group)
      suite.runs[index].task = .ranking(task)
    }
    return suite
  }()

  /// Records whose blocks of the group differ alike between users, and by the run.
  private static func records(units: Bool = true) -> [RunRecord] {
    LittleSuite.records(suite).map { record in
      let run = record.run
      var record = record
      record.change { result in
        let key = RandomKey(seed: 9)
        let level = 0.1 + 0.1 * (LittleSuite.quality[run.name] ?? 0)
        let shift = 0.001 * Double(run.seed)
        let values = (0..<64).map { level + shift + 0.2 * key["block"].uniform($0) }
        result.metrics[group] = values.reduce(0, +) / 64
        result.units = units ? [group: values] : nil
        for index in result.curve.indices { result.curve[index].metrics = result.metrics }
      }
      return record
    }
  }

  @Test("a record holds the blocks that a group's metric is the mean of")
  func held() throws {
    let checks = RecordChecks { _ in nil }
    #expect(Self.records().compactMap { checks.fault(in: $0) } == [])
    // Users of the group may be too few for blocks.
    #expect(Self.records(units: false).compactMap { checks.fault(in: $0) } == [])
    var forged = try #require(Self.records().first { $0.run.cell == "plain.1" })
    forged.change { $0.units?[Self.group]?[3] += 1 }
    #expect(checks.fault(in: forged)?.contains("its hr@10-trained-0-9 is") == true)
    forged.change {
      $0.units = nil
      $0.metrics[Self.group] = nil
    }
    #expect(checks.fault(in: forged)?.contains("it lacks 'hr@10-trained-0-9'") == true)
  }

  @Test("runs are told apart on a group over the same blocks of users")
  func paired() throws {
    for hasUnits in [true, false] {
      let found = try #require(
        judge(Self.suite, by: Self.records(units: hasUnits)).judgements.first)
      #expect(found.verdict.word == .replicated)
      guard case .order(let pairs) = found.evidence else {
        Issue.record("no order")
        return
      }
      #expect((pairs.first?.userInterval != nil) == hasUnits)
    }
  }
}
