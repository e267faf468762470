import Foundation
import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

/// Runs that another program made, beside ours.
@Suite struct ElsewhereVerdictTests {
  /// The little suite with a run that was made elsewhere by the same protocol, and an order of both.
  private func suite(_ kind: String = "ranks") throws -> Suite {
    var suite = LittleSuite.suite(
      claims: [.order(LittleSuite.order("theirs-above-plain", ["theirs", "plain"]))])
    let measuring = try #require(suite.runs.first { $0.id == "plain" }?.task.protocol)
    let results = try CanonicalJSON.read(
      ResultsSpec.self, from: Data(#"{"kind": "\#(kind)", "folder": "theirs/{seed}"}"#.utf8))
    suite.runs.append(
      RunSpec {
        ($0.id, $0.group, $0.profile, $0.seeds) = ("theirs", "all", "local", [1, 2, 3])
        $0.task = .external(ExternalTask(protocol: measuring, results: results))
      })
    return suite
  }

  /// Records of every run, theirs changed by `edit`.
  private func records(
    _ suite: Suite, kind: String = "ranks", _ edit: (inout RunResult) -> Void = { _ in }
  ) throws -> [RunRecord] {
    try Plan(suite).runs.map { run in
      var record = LittleSuite.record(
        run, suite, quality: run.name == "theirs" ? 1.6 : LittleSuite.quality[run.name] ?? 0)
      guard let task = run.task.external, var result = record.result else { return record }
      result.elsewhere = MadeElsewhere(
        kind: kind, digest: Digest(of: run.cell).hex,
        split: try SplitIdentity(task.protocol, data: result.dataDigest).checksum)
      edit(&result)
      record.outcome = .finished(result)
      return record
    }
  }

  private func judgement(_ suite: Suite, _ records: [RunRecord]) throws -> Judgement {
    try #require(judge(suite, by: records).judgements.first)
  }

  @Test("theirs and ours are told apart as two of ours are, with the interval over users")
  func order() throws {
    let suite = try suite()
    let found = try judgement(suite, try records(suite))
    #expect(found.verdict.word == .replicated && found.verdict.reason.isEmpty)
    guard case .order(let pairs) = found.evidence else {
      Issue.record("no order")
      return
    }
    #expect(pairs.first?.userInterval != nil)
  }

  @Test("metrics alone give no interval over users, and the verdict says so")
  func metricsAlone() throws {
    let suite = try suite("metrics")
    let found = try judgement(suite, try records(suite, kind: "metrics") { $0.ranks = [] })
    #expect(found.verdict.word == .replicated)
    #expect(
      found.verdict.reason.text == "'theirs' gave metrics alone: nothing is known over users")
    guard case .order(let pairs) = found.evidence else {
      Issue.record("no order")
      return
    }
    #expect(pairs.first?.userInterval == nil)
  }

  @Test("what was made elsewhere on other data is not held against ours")
  func otherData() throws {
    // Columns put onto events make the data another, under the same data set's name.
    var suite = try suite()
    let place = try #require(suite.runs.firstIndex { $0.id == "plain" })
    if var task = suite.runs[place].task.ranking {
      task.side = ["genre"]
      suite.runs[place].task = .ranking(task)
    }
    var all = try records(suite)
    for index in all.indices where all[index].run.name == "plain" {
      guard var result = all[index].result else { continue }
      result.dataDigest = Digest(of: "with columns").hex
      all[index].outcome = .finished(result)
    }
    let found = try judgement(suite, all)
    #expect(found.verdict.word == .notComparable)
    #expect(
      found.verdict.reason.text == "'theirs' was made elsewhere on other data than 'plain'")
  }

  @Test("a record that cannot have been read from results made elsewhere is refused")
  func forged() throws {
    let suite = try suite()
    let checks = RecordChecks { _ in nil }
    func fault(_ edit: (inout RunResult) -> Void) throws -> String? {
      let record = try records(suite, edit).first { $0.run.name == "theirs" }
      return checks.fault(in: try #require(record))
    }
    #expect(try fault { _ in } == nil)
    #expect(
      try fault { $0.elsewhere = nil }
        == "its task is made elsewhere, and it does not say from what it was read")
    #expect(
      try fault { $0.elsewhere?.split = Digest(of: "").hex }
        == "its results are of another split than its data's")
    #expect(
      try fault { $0.elsewhere?.kind = "scores" }
        == "it was read from 'scores', and its task gives 'ranks'")
    #expect(
      try fault { $0.elsewhere?.digest = "x" } == "the digest of its results is no SHA-256 digest")
    #expect(try fault { $0.ranks[0] = 102 } == "it holds the rank 102, and ranks go from 1 to 101")
    #expect(try fault { $0.epochRead = 1 } == "its task trains nothing, and it has a curve")
    // Ours cannot say that they were made elsewhere.
    var own = try #require(try records(suite).first { $0.run.name == "plain" })
    var result = try #require(own.result)
    result.elsewhere = MadeElsewhere(kind: "ranks", digest: result.dataDigest, split: "")
    own.outcome = .finished(result)
    #expect(
      checks.fault(in: own)
        == "its task is computed here, and it says that it was made elsewhere")
  }
}
