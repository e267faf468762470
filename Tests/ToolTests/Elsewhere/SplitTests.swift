import Foundation
import Suites
import Testing

/// The split of a run as plain files.
@Suite struct SplitTests {
  @Test("the split has what our runs are shown, asked for and ranked among")
  func ranking() throws {
    var made = try ElsewhereTool()
    // Histories are cut: 8 of at most 19 events before the last.
    let file = made.tool.folder + "/suites/tiny.yaml"
    let suite = try String(contentsOfFile: file, encoding: .utf8)
    try suite.replacing("maximalLength: 20", with: "maximalLength: 8").write(
      toFile: file, atomically: false, encoding: .utf8)
    try made.exportSplit()
    let summary = try CanonicalJSON.read(
      JSONValue.self, from: Data(made.text("split/split.json").utf8))
    let counts = try #require(summary["counts"])
    let (train, test, seen) = try (made.rows("train"), made.rows("test"), made.rows("seen"))
    #expect(counts["train"] == .integer(train.count) && counts["test"] == .integer(test.count))
    #expect(counts["seen"] == .integer(seen.count) && counts["users"] == .integer(60))
    #expect(counts["candidates"] == .integer(made.candidates.count))
    #expect(try made.text("split/validation.csv") == "user,item,rating,time\n")
    #expect(test.map { $0[0] } == Array(1...60))
    let users = Dictionary(grouping: train) { $0[0] }
    for row in test {
      let events = try #require(users[row[1]])
      #expect(events.count <= 9 && events.map { $0[3] } == events.map { $0[3] }.sorted())
      #expect(row[4] >= events[events.count - 1][3])
      // Taken out is the kept history: the latest eight.
      let taken = seen.filter { $0[0] == row[1] }.map { $0[1] }
      #expect(taken == Set(events.suffix(8).map { $0[1] }).sorted())
    }
    // Files are those that their digests say.
    let digest = try #require(summary["files"]?["test.csv"]?.text)
    #expect(Digest(of: try made.text("split/test.csv")).hex == digest)
  }

  @Test("a split has the checksum of its data and protocol, whichever run asks for it")
  func checksum() throws {
    var made = try ElsewhereTool()
    try made.exportSplit()
    func checksum(_ run: String, _ edit: (String) -> String = { $0 }) throws -> String {
      let file = made.tool.folder + "/suites/tiny.yaml"
      let suite = try String(contentsOfFile: file, encoding: .utf8)
      try edit(suite).write(toFile: file, atomically: false, encoding: .utf8)
      let place = UUID().uuidString
      let outcome = try made.tool.run("export-split", "tiny/\(run)", place, "--json")
      try suite.write(toFile: file, atomically: false, encoding: .utf8)
      let summary = try CanonicalJSON.read(JSONValue.self, from: Data(outcome.output.utf8))
      return try #require(summary["checksum"]?.text, "\(outcome.complaints)")
    }
    #expect(try checksum("hstu") == made.checksum && checksum("random") == made.checksum)
    // Metrics and floor are read from what comes back; names say nothing.
    #expect(
      try checksum("theirs") {
        $0.replacing("hr@10, mrr]}", with: "hr@5]}").replacing("floor: 2501", with: "floor: 77")
          .replacing("id: planted", with: "id: other").replacing(
            "dataset: planted", with: "dataset: other")
      } == made.checksum)
    for (old, new) in [
      ("seen: kept-history", "seen: ranked"), ("maximalLength: 20", "maximalLength: 19"),
      ("seed: 1, users", "seed: 2, users"), ("candidates: catalogue", "candidates: rated"),
    ] {
      #expect(try checksum("theirs") { $0.replacing(old, with: new) } != made.checksum, "\(new)")
    }
  }

  @Test("a folder with anything in it is left alone, and so is what is no folder")
  func places() throws {
    let made = try ElsewhereTool()
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: made.tool.folder + "/full", withIntermediateDirectories: true)
    try "mine".write(
      toFile: made.tool.folder + "/full/train.csv", atomically: false, encoding: .utf8)
    for (place, reason) in [
      ("full", "full cannot be written: the folder is not empty"),
      ("full/train.csv", "cannot be written: there is something there that is not a folder"),
    ] {
      let outcome = try made.tool.run("export-split", "tiny/theirs", place)
      #expect(outcome.code == 73 && outcome.complaints.contains(reason), "\(outcome.complaints)")
    }
    #expect(try made.text("full/train.csv") == "mine")
    try manager.createDirectory(
      atPath: made.tool.folder + "/empty", withIntermediateDirectories: true)
    #expect(try made.tool.run("export-split", "tiny/theirs", "empty").code == 0)
    // Nothing else was left anywhere.
    let names = try manager.contentsOfDirectory(atPath: made.tool.folder)
    #expect(!names.contains { $0.hasSuffix(".part") })
    let unsplit = try made.tool.run("export-split", "tiny/trained", "nowhere")
    #expect(unsplit.code == 64 && unsplit.complaints.contains("one run is written at a time"))
  }
}
