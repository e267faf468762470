import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// Two runs of three declared seeds whose order is a headline claim, and records of twelve.
private let (suite, records): (Suite, [RunRecord]) = {
  var claim = LittleSuite.order("order", ["better", "plain"])
  claim.headline = true
  var suite = LittleSuite.suite(claims: [.order(claim)])
  suite.runs.removeAll { !["popularity", "better", "plain"].contains($0.id) }
  suite.comparisons = []
  return (suite, LittleSuite.records(suite.extended(["better", "plain"], to: 12)))
}()

private func snapshot(_ label: String, taken: Int?) throws -> Snapshot {
  var snapshot = Snapshot(label: label, suites: ["little": (suite, records)])
  if let taken {
    let looks = Looks(suite: "little", seeds: [3, 5, 8, 12], taken: taken)
    try snapshot.take(looks, file: "looks.json")
  }
  return snapshot
}

@Test("the same numbers judged at another look are a row with both verdicts and the looks")
func otherLook() throws {
  let diff = ReportDiff(
    from: try snapshot("a", taken: nil), to: try snapshot("b", taken: 1))
  let row = try #require(diff.rows.first)
  #expect(row.verdictBefore == .replicated && row.verdictAfter == .inconclusive)
  #expect(row.change == .noise && row.before == row.after && row.difference == 0)
  #expect(row.changed == ["looks (the declared seeds → look 1 of 4)"])
  #expect(diff.text.contains("REPLICATED → INCONCLUSIVE"))
}

@Test("more seeds of a later look are told from noise, each side by the seeds it was judged by")
func laterLook() throws {
  let diff = ReportDiff(from: try snapshot("a", taken: 1), to: try snapshot("b", taken: 2))
  let row = try #require(diff.rows.first)
  #expect(row.before.map(\.seed) == [1, 2, 3] && row.after.map(\.seed) == [1, 2, 3, 4, 5])
  #expect(row.change == .noise && row.p != nil && row.difference != 0)
  #expect(row.changed == ["looks (look 1 of 4 → look 2 of 4)"])
}

@Test("records that no look and no declared seed asked for are no part of a comparison")
func strays() throws {
  var few = Snapshot(label: "a", suites: [:])
  few.suites["little"] = (suite, records.filter { $0.run.seed <= 3 })
  let diff = ReportDiff(from: few, to: try snapshot("b", taken: nil))
  #expect(diff.rows.map(\.change) == [.same])
}

@Test("looks that a snapshot's records do not bear out are refused there too")
func notBorneOut() throws {
  var short = Snapshot(label: "a", suites: [:])
  short.suites["little"] = (suite, records.filter { $0.run.cell != "plain.3" })
  let error = #expect(throws: RecordError.self) {
    try short.take(Looks(suite: "little", seeds: [3, 5], taken: 1), file: "looks.json")
  }
  #expect(error?.reason == "it says that look 1 was taken, and plain.3 has no record")
}
