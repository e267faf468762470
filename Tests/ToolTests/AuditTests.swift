import Foundation
import Suites
import Testing

@Suite(.serialized) struct AuditTests {
  private static func records(_ tool: Tool) -> RecordFolder {
    RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
  }

  private static func change(
    _ cell: String, of tool: Tool, _ edit: (inout RunResult) -> Void
  ) throws {
    var record = try #require(try records(tool).record(of: cell))
    var result = try #require(record.result)
    edit(&result)
    record.outcome = .finished(result)
    try records(tool).write(record)
  }

  @Test("an audit computes cells again from nothing, and tells a forged record by its bytes")
  func auditing() throws {
    let tool = try Tool()
    #expect(try tool.run("audit", "tiny").code == 14)
    _ = try tool.run("run", "tiny")
    let good = try tool.run("audit", "tiny", "--cells", "5")
    #expect(good.code == 0, "\(good.output) \(good.complaints)")
    #expect(good.output.contains("5 computed again, 0 different"))
    #expect(good.output.contains("tiny: 5 finished cells, key "))
    let left = try FileManager.default.contentsOfDirectory(
      atPath: tool.folder + "/cache/repro/audits")
    #expect(left == [])
    // Weights of no training: nothing in the record contradicts them.
    try Self.change("hstu.1", of: tool) { $0.weightsDigest = Digest(of: "forged").hex }
    #expect(try tool.run("report", "tiny").code == 14)
    let forged = try tool.run("audit", "tiny", "--cells", "5", "--json")
    #expect(forged.code == 20)
    let answer = try JSONDecoder().decode(JSONValue.self, from: Data(forged.output.utf8))
    let entries = answer["audited"]?.elements ?? []
    #expect(entries.count == 5)
    #expect(
      entries.filter { $0["result"]?.text == "different" }.map { $0["cell"]?.text } == ["hstu.1"])
    #expect(
      try tool.run("audit", "tiny/hstu").output.contains(
        "different  hstu.1: its metrics are the same, but its curve, ranks or weights are not"))
  }

  @Test("the choice follows from the key; what this machine cannot compute is named")
  func choosing() throws {
    let tool = try Tool()
    _ = try tool.run("run", "tiny/baselines")
    _ = try tool.run("run", "tiny/hstu")
    let cells = ["popularity.1", "random.1", "hstu.1"]
    for key in ["one", "two", "three"] {
      let order = cells.sorted {
        Digest(of: "\(key)\n\($0)").hex < Digest(of: "\(key)\n\($1)").hex
      }
      let audit = try tool.run("audit", "tiny", "--cells", "1", "--key", key)
      #expect(audit.code == 0)
      #expect(audit.output.contains("same  \(order[0])\n1 computed again, 0 different"))
    }
    try Self.change("hstu.1", of: tool) { $0.numerics = "OpenBLAS 9 Elsewhere Float" }
    let elsewhere = try tool.run("audit", "tiny/hstu")
    #expect(elsewhere.code == 14)
    #expect(
      elsewhere.output.contains("not-auditable  hstu.1: it was computed with OpenBLAS 9 Elsewhere"))
    try Self.change("random.1", of: tool) {
      $0.dataDigest = Digest(of: "x").hex
      $0.source?.digest = Digest(of: "x").hex
    }
    let data = try tool.run("audit", "tiny/random")
    #expect(data.code == 14)
    #expect(data.output.contains("not-auditable  random.1: the digest of its data is "))
    try Self.change("random.1", of: tool) { $0.weightsDigest = "zz" }
    let refused = try tool.run("audit", "tiny/random")
    #expect(refused.code == 65, "\(refused.output)")
    #expect(refused.complaints.contains("its 'weightsDigest' is no SHA-256 digest. It is not aud"))
  }
}
