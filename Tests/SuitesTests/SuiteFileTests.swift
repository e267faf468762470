import Foundation
import Suites
import TestSupport
import Testing

private let folder = SharedData.package.appendingPathComponent("suites").path

private func shipped() throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
    .sorted()
}

@Test("every suite in the repository is sound, and called as its file is")
func suitesAreSound() throws {
  #expect(try shipped().contains("fuxi-alpha.yaml"))
  for name in try shipped() {
    let file = try SuiteFile.sound(path: "\(folder)/\(name)")
    #expect(file.suite.name + ".yaml" == name)
    #expect(!(try Plan(file.suite).runs.isEmpty))
  }
}

@Test(
  "what cannot be judged is refused under its rule",
  arguments: [
    ("dataset: d}", "dataset: e}", "SUITE-REF-001"),
    ("run: popularity,", "run: popular,", "SUITE-REF-002"),
    ("HR@10: hr@10", "HR@10: hr@11", "SUITE-REF-003"),
    ("printed: [0.2824,", "printed: [about .28,", "SUITE-REF-004"),
    ("relative: 0.05,", "relative: 0,", "SUITE-MARGIN-001"),
    // One user in 6,040 is 1.7e-4: no margin of 1e-5 can be met by a hit rate.
    ("relative: 0.05,", "relative: 0.00001,", "SUITE-MARGIN-003"),
    ("alpha: 0.05", "alpha: 0.5", "SUITE-POLICY-001"),
    ("profiles: [local]", "profiles: [lokal]", "SUITE-POLICY-003"),
    ("seeds: [1, 2, 3]", "seeds: [1, 2, 2]", "SUITE-RUN-002"),
    ("negatives: 32,", "negatives: 0,", "SUITE-RUN-004"),
    ("metrics: [ndcg@10, hr@10", "metrics: [ndcg@10, auc", "SUITE-RUN-004"),
    ("    peak: 4", "    peak: 8", "SUITE-CLAIM-006"),
    ("id: popularity\n", "id: hstu-2\n", "SUITE-ID-002"),
  ])
func refused(_ old: String, _ new: String, _ rule: String) throws {
  let text = WrittenSuite.ranking
  #expect(text.contains(old))
  #expect(try SuiteFile(yaml: text, file: "f.yaml").problems() == [])
  let changed = text.replacing(old, with: new, maxReplacements: 1)
  let problems = try SuiteFile(yaml: changed, file: "f.yaml").problems()
  #expect(problems.contains { $0.rule == rule && ($0.line ?? 0) > 1 && $0.column != nil })
}

@Test("a schema of earlier or later is refused, and an earlier one read where it is asked for")
func schema() throws {
  let suite = LittleSuite.suite()
  for (schema, oldest, isRead) in [(1, 2, false), (3, 2, false), (1, 1, true), (3, 1, false)] {
    var changed = suite
    changed.schema = schema
    let text = try CanonicalJSON.pretty(changed)
    if isRead {
      #expect(try SuiteFile(yaml: text, file: "f.yaml", oldest: oldest).suite == changed)
    } else {
      let error = #expect(throws: SuiteError.self) {
        try SuiteFile(yaml: text, file: "f.yaml", oldest: oldest)
      }
      #expect(error?.problem == "schema \(schema) is not known; this version reads 2")
    }
  }
}

@Test("a run's id is made of what decides its result, and of nothing else")
func runID() throws {
  let plan = try Plan(LittleSuite.suite())
  let run = try #require(plan.runs.first { $0.name == "plain" })
  var other = run
  other.name = "another"
  other.suite = "elsewhere"
  #expect(other.id(data: "d") == run.id(data: "d"))
  #expect(run.id(data: "d").count == 16)
  other.seed += 1
  #expect(other.id(data: "d") != run.id(data: "d"))
  #expect(run.id(data: "e") != run.id(data: "d"))
}

@Test("a changed engine, seed or part of the task is named with both digests")
func staleness() throws {
  let suite = LittleSuite.suite()
  let record = LittleSuite.records(suite)[1]
  #expect(CellStatus(of: record.run, record: record) == .cached)
  #expect(CellStatus(of: record.run, record: nil) == .missing)
  var run = record.run
  run.engine += 1
  #expect(CellStatus(of: run, record: record) == .stale(["engine (1 → 2)"]))
  guard var task = record.run.task.ranking else { return }
  task.training?.epochs = 4
  run = record.run
  run.task = .ranking(task)
  guard case .stale(let changes) = CellStatus(of: run, record: record) else {
    Issue.record("not stale")
    return
  }
  #expect(changes.count == 1 && changes[0].hasPrefix("training ("))
}

@Test("a record survives its file, byte by byte")
func record() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }
  let records = RecordFolder(reports: folder.path, suite: "little")
  let written = LittleSuite.records()
  for record in written { try records.write(record) }
  #expect(try records.reading().records(of: Plan(LittleSuite.suite())) == written)
  let file = records.file(of: "plain.1")
  let first = try Data(contentsOf: URL(fileURLWithPath: file))
  try records.write(try #require(try records.record(of: "plain.1")))
  #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == first)
}

@Test("a record under another cell's name is refused, so that swapped files are noticed")
func swappedFiles() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }
  let records = RecordFolder(reports: folder.path, suite: "little")
  try records.write(try #require(LittleSuite.records().first { $0.run.cell == "plain.1" }))
  try FileManager.default.moveItem(
    atPath: records.file(of: "plain.1"), toPath: records.file(of: "better.1"))
  let file = records.file(of: "better.1")
  #expect(throws: RecordError(file: file, reason: "it holds the cell 'plain.1'")) {
    try records.record(of: "better.1")
  }
}

@Test("10 MB of nesting in a record are refused", arguments: ["[", "{\"run\":"])
func nestedRecord(brick: String) {
  let text = "{\"schema\": 1, \"run\": " + String(repeating: brick, count: 10_000_000 / brick.count)
  let error = #expect(throws: RecordError.self) {
    try RecordFolder.record(in: Data(text.utf8), file: "r.json")
  }
  #expect(error?.description.hasPrefix("r.json cannot be used: it is not a record: ") == true)
}

@Test("a suite that is no UTF-8 text is refused with its name")
func noText() throws {
  let folder = try TemporaryFolder()
  for bytes in [[0xff, 0xfe, 0x73, 0x00], [0x61, 0x3a, 0x20, 0xc3, 0x28], [0xed, 0xa0, 0x80]] {
    let path = try folder.write(Data(bytes.map { UInt8($0) }), to: "f.yaml").path
    #expect(throws: SuiteError(file: path, problem: "the file is not UTF-8 text")) {
      try SuiteFile(path: path)
    }
  }
}

@Test("a file that is no record is refused with its name")
func noRecord() {
  #expect(
    throws: RecordError(file: "r.json", reason: "its schema 9 is not known; this version reads 1")
  ) {
    try RecordFolder.record(in: Data("{\"schema\": 9}".utf8), file: "r.json")
  }
  #expect(throws: RecordError.self) {
    try RecordFolder.record(in: Data("{\"schema\": 1}".utf8), file: "r.json")
  }
  #expect(throws: RecordError.self) { try RecordFolder.record(in: Data("x".utf8), file: "r.json") }
}

@Test("keys that decide nothing any more are named with their places, and no shipped suite has one")
func remarks() throws {
  for name in try shipped() {
    #expect(try SuiteFile(path: "\(folder)/\(name)").remarks() == [])
  }
  let text = WrittenSuite.ranking.replacing("alpha: 0.05,", with: "alpha: 0.05, draws: 1000,")
    .replacing("- id: random\n", with: "- id: random\n    varianceFrom: hstu-2\n")
  let file = try SuiteFile(yaml: text, file: "f.yaml")
  #expect(file.problems() == [])
  let lines = file.remarks().map(\.description)
  #expect(lines.count == 2)
  #expect(
    lines.first?.hasSuffix(
      "'draws' has no effect: no rule uses random draws any more [SUITE-UNREAD-001]")
      == true)
  #expect(lines.first?.hasPrefix("f.yaml:4:") == true, "\(lines)")
  #expect(
    lines.last?.hasSuffix(
      "'varianceFrom' of the run 'random' has no effect: the spread is taken from the suite's other runs "
        + "[SUITE-UNREAD-002]") == true)
}
