import Foundation
import Suites
import TestSupport
import Testing

/// A little git history: a suite with a value and an order, and records that a test changes.
struct History {
  let tool: Tool
  let text: String

  init() throws {
    let claims = """
      claims:
        - {kind: value, id: hstu-value, run: hstu, metric: ndcg@10, reference: {place: Table 1,
           printed: "0.3", runs: 5, selection: mean, grade: primary},
           margin: {relative: 0.1, absolute: 0, because: a tenth}}
        - {kind: order, id: order, runs: [hstu, sasrec], metric: ndcg@10,
           statement: {place: Table 1, grade: primary}, printed: []}
      """
    text = tinySuite().replacing("seeds: [1]", with: "seeds: [1, 2, 3]")
      .replacing("claims: []", with: claims)
    tool = try Tool(suite: text)
    try write(text)
    try git("init", "-q")
    try git("config", "user.email", "test@example.org")
    try git("config", "user.name", "Test")
    try commit()
  }

  /// Writes the suite, and records of it that `change` may alter.
  func write(_ text: String, _ change: (inout RunRecord) -> Void = { _ in }) throws {
    try text.write(toFile: tool.folder + "/suites/tiny.yaml", atomically: true, encoding: .utf8)
    let suite = try SuiteFile(yaml: text, file: "tiny.yaml").suite
    for run in try Plan(suite).runs {
      var record = LittleSuite.record(run, suite, quality: quality[run.name] ?? 0)
      change(&record)
      try RecordFolder(reports: tool.folder + "/reports", suite: "tiny").write(record)
    }
  }

  /// Records of HSTU made anew with another quality by another engine.
  func retrain(_ quality: Double) throws {
    let suite = try SuiteFile(yaml: text, file: "tiny.yaml").suite
    try write(text) { record in
      guard record.run.name == "hstu" else { return }
      var run = record.run
      run.engine = 2
      record = LittleSuite.record(run, suite, quality: quality)
    }
  }

  private let quality = ["hstu": 1.2, "sasrec": 0.8]

  func git(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: tool.folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }

  func commit() throws {
    try git("add", "suites", "reports")
    try git("commit", "-q", "-m", "numbers")
  }

  /// The marks of the lines, by claim, and the exit code.
  func diff(_ arguments: String...) throws -> (marks: [String: String], code: Int32, text: String) {
    let outcome = try tool.run(["diff"] + arguments + ["--json"])
    let document = try JSONDecoder().decode(JSONValue.self, from: Data(outcome.output.utf8))
    var marks: [String: String] = [:]
    for row in document["diff"]?["rows"]?.elements ?? [] {
      marks[row["claim"]?.text ?? ""] = row["change"]?.text
    }
    return (marks, outcome.code, try tool.run(["diff"] + arguments).output)
  }
}

@Test("a revision whose suites are of the schema before is compared all the same")
func diffOlderSchema() throws {
  let history = try History()
  let file = history.tool.folder + "/suites/tiny.yaml"
  let old = history.text.replacing("schema: 2", with: "schema: 1")
  try old.write(toFile: file, atomically: true, encoding: .utf8)
  try history.commit()
  try history.text.write(toFile: file, atomically: true, encoding: .utf8)
  let outcome = try history.tool.run("diff", "HEAD")
  #expect(outcome.code == 0 && outcome.complaints == "", "\(outcome.complaints)")
  // Nothing else reads it.
  try old.write(toFile: file, atomically: true, encoding: .utf8)
  let check = try history.tool.run("check", "tiny")
  #expect(check.code == 78 && check.complaints.contains("schema 1 is not known"))
}

@Test("nothing changed: every claim is counted, none is listed, and the tool leaves with 0")
func diffSame() throws {
  let (marks, code, text) = try History().diff()
  #expect(marks == ["hstu-value": " ", "order": " "] && code == 0)
  #expect(text == "2 claims unchanged (bit-identical), 0 not comparable, 0 gone\n")
}

@Test("better, worse and noise under another engine: -, + with 12, ~")
func diffQuality() throws {
  let history = try History()
  try history.retrain(1.5)
  var found = try history.diff()
  #expect(found.marks["hstu-value"] == "-" && found.code == 0)
  #expect(found.text.contains("changed: code (engine 1 → engine 2); same: data, rule, suite"))
  try history.retrain(0.9)
  found = try history.diff("HEAD")
  #expect(found.marks["hstu-value"] == "+" && found.code == 12)
  // Committed, and compared by revision with the one before.
  try history.commit()
  #expect(try history.diff("HEAD~1", "HEAD").code == 12)
  #expect(try history.diff("HEAD", "HEAD~1").marks["hstu-value"] == "-")
  #expect(try history.diff("HEAD").code == 0)
}

@Test("the same computation with other bytes is a broken repeat, and leaves with 20")
func diffBroken() throws {
  let history = try History()
  try history.write(history.text) { record in
    guard record.run.cell == "hstu.1", case .finished(var result) = record.outcome else { return }
    result.parameters += 1
    record.outcome = .finished(result)
  }
  let found = try history.diff()
  #expect(found.code == 20 && found.text.contains("broken repeat"))
}

@Test("a margin or the suite changed: x, what changed is named, and the tool leaves with 15")
func diffRules() throws {
  let history = try History()
  try history.write(history.text.replacing("relative: 0.1,", with: "relative: 0.02,"))
  var found = try history.diff()
  #expect(found.marks == ["hstu-value": "x", "order": " "] && found.code == 15)
  #expect(found.text.contains("rule (margin 10 % → 2 %)"))
  try history.write(history.text.replacing("epochs: 3", with: "epochs: 4"))
  found = try history.diff()
  #expect(found.marks == ["hstu-value": "x", "order": "x"] && found.code == 15)
  #expect(found.text.contains("changed: suite ("))
}

@Test("other numerics: x, and no broken repeat")
func diffNumerics() throws {
  let history = try History()
  try history.write(history.text) { record in
    guard case .finished(var result) = record.outcome else { return }
    result.numerics = "OpenBLAS 0 Other Float"
    record.outcome = .finished(result)
  }
  let found = try history.diff()
  #expect(found.marks == ["hstu-value": "x", "order": "x"] && found.code == 15)
}

@Test("records gone: !, with 12; a claim gone: gone, with 16; a claim new: new, with 0")
func diffGone() throws {
  let history = try History()
  for seed in 1...3 {
    try FileManager.default.removeItem(
      atPath: history.tool.folder + "/reports/tiny/records/sasrec.\(seed).json")
  }
  var found = try history.diff()
  #expect(found.marks["order"] == "!" && found.code == 12)
  let claim = "  - {kind: order, id: order"
  let short = String(
    history.text.prefix(upTo: history.text.range(of: claim)?.lowerBound ?? history.text.endIndex))
  let rest = history.text.suffix(
    from: history.text.range(of: "blocked:")?.lowerBound ?? history.text.endIndex)
  try history.write(short + rest)
  found = try history.diff()
  #expect(found.marks["order"] == "gone" && found.code == 16)
  try history.commit()
  try history.write(history.text)
  found = try history.diff()
  #expect(found.marks["order"] == "new" && found.code == 0)
}

@Test("two folders are compared as two revisions are; a name that is neither is refused")
func diffFolders() throws {
  let history = try History()
  let copy = history.tool.folder + "/copy"
  try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
  for name in ["suites", "reports"] {
    try FileManager.default.copyItem(
      atPath: "\(history.tool.folder)/\(name)", toPath: "\(copy)/\(name)")
  }
  try history.retrain(0.9)
  #expect(try history.diff("copy").code == 12)
  let outcome = try history.tool.run("diff", "no-such-thing")
  #expect(outcome.code == 64)
  #expect(
    outcome.complaints
      == "repro: 'no-such-thing' is neither a folder nor a revision that git knows here.\n")
  #expect(try history.tool.run("diff", "--", "--output=x").code == 64)
}
