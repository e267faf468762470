import Foundation
import Suites
import TestSupport
import Testing

/// Records in the repository, held against the suites as they are read now.
@Suite struct CurrentRecordTests {
  @Test(
    "every committed record is of exactly the computation that its suite asks for",
    arguments: [
      ("fuxi-alpha", 28), ("hstu-backbones", 1), ("hstu-ranking", 1), ("performance-law", 1),
      ("td3", 30), ("xcrossnet", 1), ("llm-seqrec", 60),
      ("hllm", 34), ("llmemb", 25),
    ])
  func current(_ name: String, _ least: Int) throws {
    let file = try SuiteFile(
      path: SharedData.package.appendingPathComponent("suites/\(name).yaml").path)
    let reading = RecordFolder(
      reports: SharedData.package.appendingPathComponent("reports").path, suite: name
    ).reading()
    let plan = try Plan(file.suite)
    for record in reading.records {
      let run = try #require(plan.runs.first { $0.cell == record.run.cell }, "\(record.run.cell)")
      let status = CellStatus(of: run, record: record)
      #expect(!status.isToRun, "\(record.run.cell): \(status.words)")
      #expect(run.task == record.run.task, "\(record.run.cell)")
    }
    #expect(reading.records.count >= least && reading.refusals.isEmpty)
  }

  @Test("a record's bytes are those of the record that was read from them")
  func sameBytes() throws {
    let folder = SharedData.package.appendingPathComponent("reports")
    var count = 0
    for suite in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let records = folder.appendingPathComponent("\(suite)/records")
      for name in (try? FileManager.default.contentsOfDirectory(atPath: records.path)) ?? [] {
        let data = try Data(contentsOf: records.appendingPathComponent(name))
        let record = try CanonicalJSON.read(RunRecord.self, from: data)
        // Results hold whole ranks, which take long to write; the task is what may change.
        let written = try CanonicalJSON.tree(record.run)
        #expect(try CanonicalJSON.read(JSONValue.self, from: data)["run"] == written, "\(name)")
        count += 1
      }
    }
    #expect(count > 200)
  }
}
