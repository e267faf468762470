import Foundation
import Suites
import TestSupport
import Testing

@Suite struct RecordFolderTests {
  /// Names that a record may not hold, as they are put into its text, and the refusal.
  static let names: [(old: String, new: String, reason: String)] = [
    ("\"rules\":", "\"note\": 1,\n  \"rules\":", "'note' in it is not known"),
    ("\"epochRead\":", "\"epoch\": 3, \"epochRead\":", "'outcome.result.epoch' in it is not known"),
    ("\"epoch\": 2", "\"best\": true, \"epoch\": 2", "'outcome.result.curve.1.best' in it is not"),
    ("\"rules\":", "\"rules\": \"x\",\n  \"rules\":", "'rules' occurs in it more than once"),
    (
      "\"users\":", "\"\\u0075sers\": 1, \"users\":",
      "'outcome.result.users' occurs in it more than once"
    ),
    (
      "\"mrr\":", "\"map\": 1, \"mrr\":",
      "it is not a record: no metric is called 'map'; there are hr@k"
    ),
    (
      "\"mrr\":", "\"mrr\": 1, \"mrr\":",
      "mrr' occurs in it more than once"
    ),
    (
      "\"rules\":", "\"\\u001b[2J\": 1,\n  \"rules\":",
      "'\\u{1b}[2J' in it is not known"
    ),
    ("\"numerics\":", "\"fit\": null, \"numerics\":", "'outcome.result.fit' in it is not known"),
    (
      "\"kind\": \"hstu\"", "\"kind\": \"hstu\", \"magic\": 1", "run.task.model.magic' in it is not"
    ),
  ]

  @Test("a name that nothing reads, or that stands twice, is refused", arguments: names.indices)
  func keys(index: Int) throws {
    let record = try #require(LittleSuite.records().first { $0.run.cell == "plain.1" })
    let text = try CanonicalJSON.pretty(record)
    let (old, new, reason) = Self.names[index]
    let place = try #require(text.range(of: old))
    let forged = text.replacingCharacters(in: place, with: new)
    let error = #expect(throws: RecordError.self) {
      try RecordFolder.record(in: Data(forged.utf8), file: "r.json")
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(try RecordFolder.record(in: Data(text.utf8), file: "r.json") == record)
  }

  /// What lies in a record's place, and why it is refused.
  static let things = [
    ("garbage", "it is not a record: "), ("empty", "it is empty"), ("folder", "it is a folder"),
    ("pipe", "it is a pipe"), ("link", "it is a link, which is not followed"),
    ("merge", "it has conflict markers of an unresolved merge"),
    ("truncated", "it is not a record: "), ("other", "it holds the cell 'plain.2'"),
    ("device", "it is a link, which is not followed"),
  ]

  @Test("what is no record is named, and costs no other", arguments: things.indices)
  func inPlace(index: Int) throws {
    let (thing, reason) = Self.things[index]
    let scratch = try TemporaryFolder()
    let records = RecordFolder(reports: scratch.url.path, suite: "little")
    let written = LittleSuite.records()
    for record in written { try records.write(record) }
    let file = records.file(of: "plain.1")
    try Self.put(thing, at: file, of: records)
    let reading = records.reading()
    #expect(reading.records.count == written.count - 1)
    let refusal = try #require(reading.refusals.first)
    #expect(reading.refusals.count == 1)
    #expect(refusal.cell == "plain.1" && refusal.error.file == file)
    #expect(refusal.error.reason.hasPrefix(reason), "\(refusal.error)")
    let run = try #require(try Plan(LittleSuite.suite()).runs.first { $0.cell == "plain.1" })
    #expect(CellStatus(of: run, in: reading) == .refused(refusal.error.reason))
    // Put aside, it is passed over, and another takes its place.
    #expect(try records.putAside("plain.1") == file + ".bad")
    #expect(records.reading().refusals == [])
    try Self.put(thing, at: file, of: records)
    #expect(try records.putAside("plain.1") == file + ".2.bad")
    #expect(try records.putAside("plain.1") == nil)
  }

  /// Puts something else into a record's place.
  private static func put(_ thing: String, at file: String, of records: RecordFolder) throws {
    let url = URL(fileURLWithPath: file)
    let whole = try Data(contentsOf: URL(fileURLWithPath: records.file(of: "plain.2")))
    try? FileManager.default.removeItem(at: url)
    switch thing {
    case "garbage": try Data([0xff, 0x00, 0x7b]).write(to: url)
    case "empty": try Data().write(to: url)
    case "folder":
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    case "pipe": #expect(mkfifo(file, 0o644) == 0)
    case "link": #expect(symlink(records.file(of: "plain.2"), file) == 0)
    case "device": #expect(symlink("/dev/zero", file) == 0)
    case "merge":
      let marks = Data("<<<<<<< ours\n".utf8) + whole + Data("=======\n>>>>>>> theirs\n".utf8)
      try marks.write(to: url)
    case "truncated": try whole.prefix(whole.count / 2).write(to: url)
    default: try whole.write(to: url)
    }
  }

  @Test(
    "a stray file is named, a draft and what was put aside are not, and a missing folder is empty")
  func strays() throws {
    let scratch = try TemporaryFolder()
    let records = RecordFolder(reports: scratch.url.path, suite: "little")
    #expect(records.reading() == RecordReading())
    for record in LittleSuite.records() { try records.write(record) }
    for name in ["notes.txt", ".draft.part", "plain.1.json.bad", "plain.1.json.2.bad"] {
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(records.path)/\(name)"))
    }
    #expect(
      records.reading().refusals.map(\.error) == [
        RecordError(file: records.path + "/notes.txt", reason: "it is not named <run>.<seed>.json")
      ])
    #expect(
      records.reading(of: ["plain"]).records.map(\.run.cell) == ["plain.1", "plain.2", "plain.3"])
    let file = scratch.url.path + "/other"
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: file + "/records"))
    #expect(
      RecordFolder(reports: scratch.url.path, suite: "other").reading().refusals.map(\.error.reason)
        == ["it is not a folder"])
  }
}
