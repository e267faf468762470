import Metrics
import Suites
import TestSupport
import Testing

@Suite struct ProtocolTests {
  private func problems(_ change: (inout Suite) -> Void) throws -> [SuiteError] {
    var suite = LittleSuite.suite()
    change(&suite)
    return try SuiteFile(yaml: try CanonicalJSON.pretty(suite), file: "f.yaml").problems()
  }

  private func evaluation(
    _ suite: inout Suite, of ids: Set<String>, _ change: (inout EvaluationSpec) -> Void
  ) {
    for index in suite.runs.indices where ids.contains(suite.runs[index].id) {
      guard var task = suite.runs[index].task.ranking else { continue }
      change(&task.evaluation)
      suite.runs[index].task = .ranking(task)
    }
  }

  @Test(
    "splits and candidates are written and read alike, words as words",
    arguments: [
      (SplitSpec.leaveLastOut, #""leave-last-out""#), (.leaveTwoOut, #""leave-two-out""#),
      (
        .userShares(training: 80, validation: 10),
        #"{"kind":"user-shares","training":80,"validation":10}"#
      ),
      (
        .timeShares(training: 90, validation: 0),
        #"{"kind":"time-shares","training":90,"validation":0}"#
      ),
      (.timeCut(validation: nil, test: 1_000_000_000), #"{"kind":"time-cut","test":1000000000}"#),
    ])
  func splits(split: SplitSpec, text: String) throws {
    #expect(try CanonicalJSON.compact(split) == text)
    var suite = LittleSuite.suite()
    suite.datasets[0].split = split
    let read = try SuiteFile(yaml: try CanonicalJSON.pretty(suite), file: "f.yaml")
    #expect(read.suite == suite && read.problems().isEmpty)
  }

  @Test("drawn candidates are written and read alike, and take out nothing")
  func candidates() throws {
    let drawn = EvaluationSpec.Candidates.sampled(100, by: .popularity, key: 7)
    #expect(
      try CanonicalJSON.compact(drawn)
        == #"{"by":"popularity","key":7,"kind":"sampled","negatives":100}"#)
    let everybody: Set<String> = ["popularity", "plain", "better", "deep", "lone", "far"]
    let sound = try problems {
      evaluation(&$0, of: everybody) { ($0.candidates, $0.seen) = (drawn, .ranked) }
    }
    #expect(sound.isEmpty)
    let seen = try problems { evaluation(&$0, of: everybody) { $0.candidates = drawn } }
    #expect(Set(seen.map(\.rule)) == ["SUITE-RUN-004"])
    #expect(
      seen.first?.problem == "drawn candidates are never seen ones, so 'seen' must be 'ranked'")
  }

  @Test("sampled metrics are not held against full ranking, nor against other draws")
  func sampledApart() throws {
    let found = try problems {
      evaluation(&$0, of: ["plain"]) {
        ($0.candidates, $0.seen) = (.sampled(100, by: .uniform, key: 1), .ranked)
      }
    }
    #expect(found.map(\.rule).contains("SUITE-REF-008"))
    #expect(Set(found.map(\.rule)) == ["SUITE-REF-008"])
  }

  @Test("an epoch is read by validation only where the split keeps events for it")
  func validation() throws {
    let read = { (suite: inout Suite) in
      evaluation(&suite, of: ["plain"]) { $0.read = .bestOnValidation }
    }
    let refused = try problems(read)
    #expect(refused.map(\.rule) == ["SUITE-RUN-007"])
    #expect(
      refused.first?.problem
        == "the split of the data set 'little' keeps no events for validation")
    var suite = LittleSuite.suite()
    suite.datasets[0].split = .leaveTwoOut
    read(&suite)
    #expect(try SuiteFile(yaml: try CanonicalJSON.pretty(suite), file: "f.yaml").problems().isEmpty)
    let plain = try #require(suite.runs.first { $0.id == "plain" })
    #expect(plain.task.metrics == ["ndcg@10", "hr@10", "mrr", "validation-ndcg@10"])
  }

  @Test("a distillation is declared on data with events for validation")
  func distillation() throws {
    func rules(_ split: SplitSpec) throws -> Set<String> {
      let found = try problems { suite in
        suite.datasets[0].split = split
        guard let index = suite.runs.firstIndex(where: { $0.id == "lone" }) else { return }
        var task = DistillationTask<String>()
        task.dataset = "little"
        suite.runs[index].task = .distillation(task)
      }
      return Set(found.compactMap(\.rule))
    }
    #expect(try rules(.leaveLastOut).contains("SUITE-RUN-007"))
    #expect(try !rules(.leaveTwoOut).contains("SUITE-RUN-007"))
  }

  @Test(
    "shares and times that leave nothing to test are refused",
    arguments: [
      ("{kind: user-shares, training: 90, validation: 10}", "the test needs a share"),
      (
        "{kind: time-shares, training: 0, validation: 10}",
        "training must take between 1 and 99 percent"
      ),
      (
        "{kind: time-cut, validation: 20, test: 10}", "validation must begin before the test, at 10"
      ),
      (
        "{kind: time-cut, test: -1}", "a time must be between 0 and 253402300799 seconds since 1970"
      ),
      (
        "leave-three-out",
        "there are leave-last-out, leave-two-out, {kind: given-files, test: …}, {kind: held-users, users"
      ),
    ])
  func refused(split: String, reason: String) throws {
    let yaml = try CanonicalJSON.pretty(LittleSuite.suite())
      .replacing("\"leave-last-out\"", with: split)
    let error = try #require(throws: SuiteError.self) {
      try SuiteFile(yaml: yaml, file: "f.yaml")
    }
    #expect(error.problem.contains(reason), "\(error.problem)")
  }
}
