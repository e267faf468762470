import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

private func fill(_ tool: Tool, _ text: String, users: Int = 200) throws {
  let suite = try SuiteFile(yaml: text, file: "tiny.yaml").suite
  for run in try Plan(suite).runs {
    try RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
      .write(LittleSuite.record(run, suite, quality: run.name == "hstu" ? 1.2 : 0.6, users: users))
  }
}

private let claim = """
  claims:
    - {kind: order, id: order, runs: [hstu, sasrec], metric: ndcg@10,
       statement: {place: Table 1, grade: primary}, printed: []}
  """

private func suite(seeds: String = "[1, 2, 3]") -> String {
  tinySuite().replacing("seeds: [1]", with: "seeds: \(seeds)")
    .replacing("claims: []", with: claim)
}

@Test("a report is written whole, twice the same bytes, and leaves with 0 where the policy is met")
func reportTwice() throws {
  let tool = try Tool(suite: suite())
  try fill(tool, suite())
  let first = try tool.run("report", "tiny", "--junit", "junit.xml")
  #expect(first.code == 0)
  func bytes() throws -> [Data] {
    try ["report.md", "report.json", "report.html", "details.md", "details.html"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(tool.folder)/reports/tiny/\($0)"))
    }
  }
  let before = try bytes()
  #expect(String(decoding: before[0], as: UTF8.self) == first.output)
  #expect(try tool.run("report", "tiny").code == 0)
  #expect(try bytes() == before)
  let junit = try String(contentsOfFile: tool.folder + "/junit.xml", encoding: .utf8)
  #expect(junit.contains("<testcase name=\"order\" classname=\"tiny\"><system-out>REPLICATED<"))
}

@Test("without records the report says so and leaves with 14; a wrong order leaves with 10")
func endings() throws {
  let tool = try Tool(suite: suite())
  #expect(try tool.run("report", "tiny").code == 14)
  let turned = suite().replacing("[hstu, sasrec]", with: "[sasrec, hstu]")
  try turned.write(toFile: tool.folder + "/suites/tiny.yaml", atomically: true, encoding: .utf8)
  try fill(tool, turned)
  let outcome = try tool.run("report", "tiny", "--json")
  #expect(outcome.code == 10)
  let document = try JSONDecoder().decode(JSONValue.self, from: Data(outcome.output.utf8))
  let judgement = document["assessment"]?["judgements"]?.elements?.first
  #expect(judgement?["verdict"]?["word"]?.text == "NOT-REPLICATED")
}

@Test("a service that takes a summary and annotations gets both")
func service() throws {
  let turned = suite().replacing("[hstu, sasrec]", with: "[sasrec, hstu]")
  let tool = try Tool(suite: turned)
  try fill(tool, turned)
  let process = tool.process(["report", "tiny"])
  let error = Pipe()
  var environment = process.environment ?? [:]
  environment["GITHUB_ACTIONS"] = "true"
  environment["GITHUB_STEP_SUMMARY"] = tool.folder + "/summary.md"
  process.environment = environment
  process.standardOutput = FileHandle.nullDevice
  process.standardError = error
  try process.run()
  let complaints = String(
    decoding: try error.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  process.waitUntilExit()
  #expect(complaints.contains("::error file=suites/tiny.yaml,line="))
  #expect(complaints.contains("title=NOT-REPLICATED::order: NOT-REPLICATED"))
  let summary = try String(contentsOfFile: tool.folder + "/summary.md", encoding: .utf8)
  #expect(summary.hasPrefix("# A tiny suite\n"))
}

@Test(
  "what cannot be done is one sentence and its exit code",
  arguments: [
    (["report", "nothing"], 78, "there is no suite 'nothing'; there are tiny."),
    (["report", "tiny/nothing"], 64, "has no run, group or claim 'nothing'"),
    (["check", "missing.yaml"], 78, "missing.yaml: there is no such file, or it cannot be read."),
    (["plan", "tiny", "--profile", "large"], 64, "has no run in the profile large."),
    (["list", "--suites", "nowhere"], 78, "nowhere: there is no such folder of suites."),
    (["audit"], 64, "Missing expected argument '<target>'"),
    (["nonsense"], 64, "Unexpected argument 'nonsense'"),
  ])
func complaints(_ arguments: [String], _ code: Int, _ words: String) throws {
  let outcome = try Tool().run(arguments)
  #expect(outcome.code == Int32(code))
  #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
  #expect(outcome.output.isEmpty)
}

@Test("a bad suite is refused with file, line and column, one line a problem")
func badSuite() throws {
  let tool = try Tool(
    suite: suite().replacing("runs: [hstu, sasrec]", with: "runs: [hstu, sasrek]"))
  let outcome = try tool.run("check", "tiny")
  #expect(outcome.code == 78)
  #expect(outcome.complaints.hasPrefix("repro: suites/tiny.yaml:"))
  #expect(
    outcome.complaints.hasSuffix(
      "claim 'order' names the run 'sasrek', which the suite does not have [SUITE-REF-002].\n"))
  let misspelt = try Tool(suite: suite().replacing("fails:", with: "fail:"))
  let refused = try misspelt.run("plan", "tiny")
  #expect(refused.code == 78)
  #expect(refused.complaints.contains("the key 'policy.fail' is unknown; did you mean 'fails'?\n"))
}

@Test("a folder that cannot be written is named, and the tool leaves with 73")
func unwritable() throws {
  let tool = try Tool(suite: suite())
  try fill(tool, suite())
  // A file where the folder of the suite's report should be: refused to root too.
  try FileManager.default.moveItem(
    atPath: tool.folder + "/reports/tiny/records", toPath: tool.folder + "/kept")
  try FileManager.default.removeItem(atPath: tool.folder + "/reports/tiny")
  try Data().write(to: URL(fileURLWithPath: tool.folder + "/reports/tiny"))
  let outcome = try tool.run("report", "tiny")
  #expect(outcome.code == 73 && outcome.complaints.contains("cannot be written"))
}

@Test("a record that is none is named, and the tool leaves with 65")
func badRecord() throws {
  let tool = try Tool(suite: suite())
  try fill(tool, suite())
  try Data("{".utf8).write(
    to: URL(fileURLWithPath: tool.folder + "/reports/tiny/records/hstu.1.json"))
  let outcome = try tool.run("report", "tiny")
  #expect(outcome.code == 65)
  #expect(outcome.complaints.contains("reports/tiny/records/hstu.1.json cannot be used"))
}

@Test("a plan says what is cached, why the rest will run, and divides it among machines")
func plan() throws {
  let tool = try Tool(suite: suite())
  try fill(tool, suite())
  try FileManager.default.removeItem(
    atPath: tool.folder + "/reports/tiny/records/hstu.2.json")
  let text = try tool.run("plan", "tiny").output
  #expect(text.contains("to run: no record"))
  #expect(text.contains("15 cells, 14 cached, 1 to run"))
  let changed = suite().replacing("epochs: 3", with: "epochs: 4")
  try changed.write(toFile: tool.folder + "/suites/tiny.yaml", atomically: true, encoding: .utf8)
  #expect(try tool.run("plan", "tiny/hstu").output.contains("to run: changed training ("))
  let shards = try tool.run("plan", "tiny", "--shards", "3", "--json").output
  let parts = try JSONDecoder().decode(JSONValue.self, from: Data(shards.utf8)).elements ?? []
  let cells = parts.flatMap { $0["cells"]?.elements ?? [] }.compactMap(\.text)
  #expect(parts.count == 3 && Set(cells).count == 9 && cells.count == 9)
}

private let browser = [
  "chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome",
].lazy
  .flatMap { name in ["/usr/bin", "/usr/local/bin", "/snap/bin"].map { "\($0)/\(name)" } }
  .first(where: FileManager.default.isExecutableFile)

@Test("a browser opens the page without a word on its console", .enabled(if: browser != nil))
func page() throws {
  let tool = try Tool(suite: suite())
  try fill(tool, suite())
  #expect(try tool.run("report", "tiny").code == 0)
  let program = try #require(browser)
  let output = try #require(
    try Program.run(
      program,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--user-data-dir=\(tool.folder)/browser", "--dump-dom",
        "file://\(tool.folder)/reports/tiny/report.html",
      ], within: .init(seconds: 120)))
  let dom = output.text
  let log = String(decoding: output.errors, as: UTF8.self)
  #expect(output.fault == nil && dom.contains("</html>"))
  #expect(!log.contains("CONSOLE"))
  let ids = Set(dom.matches(of: /id="([^"]+)"/).map { String($0.1) })
  for link in dom.matches(of: /href="#([^"]+)"/) { #expect(ids.contains(String(link.1))) }
}
