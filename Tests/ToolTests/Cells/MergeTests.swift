import Foundation
import Testing

@Suite struct MergeTests {
  /// Every cell of the tiny suite, two of them in each of two shards, one that nobody computed.
  private func sharded() throws -> Tool {
    let tool = try Tool()
    for (folder, cell) in [
      ("a", "popularity.1"), ("a", "sasrec.1"), ("b", "random.1"), ("b", "hstu.1"),
    ] {
      _ = try tool.run("run", "tiny", "--cell", cell, "--no-report", "--reports", folder)
    }
    return tool
  }

  private func record(_ tool: Tool, _ folder: String, _ cell: String) throws -> String {
    try String(
      contentsOfFile: "\(tool.folder)/\(folder)/tiny/records/\(cell).json", encoding: .utf8)
  }

  @Test("records of shards are gathered byte for byte, and what is missing is listed")
  func gathering() throws {
    let tool = try sharded()
    let merged = try tool.run("merge", "a", "b")
    #expect(merged.code == 14, "\(merged.complaints)")
    #expect(
      merged.output == """
        taken    hstu.1        b
        taken    popularity.1  a
        taken    random.1      b
        taken    sasrec.1      a
        missing  fuxi.1        to run: no record
        tiny: 5 cells asked for: 4 taken, 1 missing

        """)
    for (folder, cell) in [("a", "sasrec.1"), ("b", "hstu.1")] {
      #expect(try record(tool, "reports", cell) == record(tool, folder, cell))
    }
    _ = try tool.run("run", "tiny", "--cell", "fuxi.1", "--no-report")
    let complete = try tool.run("merge", "--suite", "tiny")
    #expect(complete.code == 0)
    #expect(complete.output == "tiny: 5 cells asked for: 5 kept\n")
  }

  @Test("a record whose run is the plan's is preferred, wherever an older one lies")
  func older() throws {
    let tool = try sharded()
    // The shard's checkout had an older record beside the fresh one, and so has the place itself.
    let old = try record(tool, "a", "sasrec.1").replacing("\"rows\": 16", with: "\"rows\": 8")
    let stale = try record(tool, "b", "hstu.1").replacing("\"rows\": 16", with: "\"rows\": 8")
    for (folder, cell, text) in [("b", "sasrec.1", old), ("reports", "hstu.1", stale)] {
      let path = "\(tool.folder)/\(folder)/tiny/records"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try text.write(toFile: "\(path)/\(cell).json", atomically: true, encoding: .utf8)
    }
    _ = try tool.run("merge", "b", "a")
    for (folder, cell) in [("a", "sasrec.1"), ("b", "hstu.1")] {
      #expect(try record(tool, "reports", cell) == record(tool, folder, cell))
    }
  }

  @Test("two outcomes of one computation on equal numerics are refused, and neither is taken")
  func conflict() throws {
    let tool = try sharded()
    let forged = try record(tool, "b", "hstu.1").replacing(
      /"weightsDigest": "[0-9a-f]{64}"/,
      with: "\"weightsDigest\": \"\(String(repeating: "ab", count: 32))\"")
    try forged.write(
      toFile: tool.folder + "/a/tiny/records/hstu.1.json", atomically: true, encoding: .utf8)
    let merged = try tool.run("merge", "a", "b", "--json")
    #expect(merged.code == 20)
    let list = try JSONSerialization.jsonObject(with: Data(merged.output.utf8)) as? [[String: Any]]
    let conflict = (list?.first?["conflicts"] as? [[String: Any]])?.first
    #expect(conflict?["cell"] as? String == "hstu.1")
    #expect(
      conflict?["files"] as? [String]
        == ["a/tiny/records/hstu.1.json", "b/tiny/records/hstu.1.json"])
    let path = tool.folder + "/reports/tiny/records/hstu.1.json"
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a file that is no record keeps its cell missing, 65; folders without records are named")
  func refused() throws {
    let tool = try sharded()
    try "{".write(
      toFile: tool.folder + "/b/tiny/records/hstu.1.json", atomically: true, encoding: .utf8)
    let merged = try tool.run("merge", "a", "b")
    #expect(merged.code == 65)
    #expect(merged.complaints.contains("b/tiny/records/hstu.1.json cannot be used: "))
    #expect(merged.output.contains("missing  hstu.1"))
    #expect(try tool.run("merge", "nowhere").code == 64)
    #expect(try tool.run("merge", "suites").code == 65)
    #expect(try tool.run("merge").code == 64)
  }
}
