import Suites
import TestSupport
import Testing

@testable import Reports

private let claims: [Claim] = [
  .value(LittleSuite.value("plain-ndcg", run: "plain", printed: "0.2800")),
  .order(LittleSuite.order("order", ["better", "plain"])),
]

private func snapshot(
  _ label: String, _ change: (inout Suite, inout [RunRecord]) -> Void = { _, _ in }
) -> Snapshot {
  var suite = LittleSuite.suite(claims: claims)
  var records = LittleSuite.records(suite)
  change(&suite, &records)
  return Snapshot(label: label, suites: ["little": (suite, records)])
}

/// New records of one run with this quality, at another commit.
private func retrained(_ quality: Double, _ records: inout [RunRecord]) {
  let suite = LittleSuite.suite(claims: claims)
  for index in records.indices where records[index].run.name == "plain" {
    let old = records[index].run
    records[index] = LittleSuite.record(old, suite, quality: quality)
    records[index].circumstances.commit = "def"
  }
}

private func change(_ after: Snapshot) -> [String: ReportDiff.Row] {
  let diff = ReportDiff(from: snapshot("before"), to: after)
  return Dictionary(uniqueKeysWithValues: diff.rows.map { ($0.claim, $0) })
}

@Test("equal bytes are counted, not listed")
func same() {
  let diff = ReportDiff(from: snapshot("a"), to: snapshot("b"))
  #expect(diff.text == "2 claims unchanged (bit-identical), 0 not comparable, 0 gone\n")
}

@Test("better and worse numbers of the same computation are broken repeats too")
func betterAndWorse() throws {
  let better = try #require(change(snapshot("b") { retrained(1.3, &$1) })["plain-ndcg"])
  #expect(better.change == .better && better.brokenRepeat)
  #expect(better.changed == ["code (abc → def)"])
  let worse = try #require(change(snapshot("b") { retrained(0.7, &$1) })["plain-ndcg"])
  #expect(worse.change == .worse)
}

@Test("a raised engine makes other bytes an ordinary change")
func engine() throws {
  let suite = LittleSuite.suite(claims: claims)
  let after = snapshot("b") { _, records in
    for index in records.indices where records[index].run.name == "plain" {
      var run = records[index].run
      run.engine = 2
      records[index] = LittleSuite.record(run, suite, quality: 0.7)
    }
  }
  let row = try #require(change(after)["plain-ndcg"])
  #expect(row.change == .worse && !row.brokenRepeat)
  #expect(row.changed == ["code (engine 1 → engine 2)"])
}

@Test("other numerics are not comparable, and no broken repeat")
func numerics() throws {
  let row = try #require(
    change(
      snapshot("b") { _, records in
        retrained(0.7, &records)
        for index in records.indices {
          guard case .finished(var result) = records[index].outcome else { continue }
          result.numerics = "OpenBLAS 0 Other Float"
          records[index].outcome = .finished(result)
        }
      })["plain-ndcg"])
  #expect(row.change == .incomparable && !row.brokenRepeat)
  #expect(
    row.changed.contains("BLAS (OpenBLAS 0 Test Float → OpenBLAS 0 Other Float)"))
}

@Test("a changed margin is a changed rule, and says from what to what")
func margin() throws {
  let after = snapshot("b") { suite, _ in
    guard case .value(var claim) = suite.claims[0] else { return }
    claim.margin.relative = 0.02
    suite.claims[0] = .value(claim)
  }
  let row = try #require(change(after)["plain-ndcg"])
  #expect(row.change == .incomparable && row.changed == ["rule (margin 10 % → 2 %)"])
  #expect(row.unchanged == ["data", "suite", "code", "BLAS", "processor"])
}

@Test("a run that is gone makes its claims fail newly, a claim that is gone is gone")
func gone() {
  let missing = change(snapshot("b") { $1.removeAll { $0.run.name == "plain" } })
  #expect(missing["plain-ndcg"]?.change == .broke && missing["order"]?.change == .broke)
  let diff = ReportDiff(
    from: snapshot("a"), to: snapshot("b") { suite, _ in suite.claims.removeLast() })
  #expect(diff.rows.last?.change == .removed && diff.lost)
  let lost = ReportDiff(
    from: snapshot("a"), to: snapshot("b") { $1.removeAll { $0.run.name == "popularity" } })
  #expect(lost.lostBaselines == ["little: baseline popularity.1"])
}

@Test("a new claim is new, a mended one is mended")
func newAndMended() {
  let added = ReportDiff(
    from: snapshot("a") { suite, _ in suite.claims.removeLast() }, to: snapshot("b"))
  #expect(added.rows.last?.change == .added)
  let mended = ReportDiff(
    from: snapshot("a") { $1.removeAll { $0.run.cell == "plain.1" && $0.run.seed == 1 } },
    to: snapshot("b"))
  #expect(mended.rows.first?.change == .mended)
}

@Test("the line of a change reads as specified")
func line() {
  let after = snapshot("b") { suite, records in
    retrained(0.99, &records)
  }
  let text = ReportDiff(from: snapshot("a"), to: after).text
  let first = text.split(separator: "\n").first.map(String.init) ?? ""
  #expect(first.hasPrefix("little / plain-ndcg   ndcg@10 ↑   0."))
  #expect(first.contains(" ± ") && first.contains(" → ") && first.contains(" %  ["))
  #expect(
    text.contains("\n    changed: code (abc → def); same: data, rule, suite, BLAS, processor\n"))
}
