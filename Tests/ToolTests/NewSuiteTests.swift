import Foundation
import Suites
import TestSupport
import Testing

@Suite struct NewSuiteTests {
  @Test("a new suite is accepted by check as it is, planned, and never overwritten")
  func begins() throws {
    let tool = try Tool()
    let outcome = try tool.run("new", "mine", "--data", "planted-time")
    #expect(outcome.code == 0 && outcome.output == "suites/mine.yaml\n", "\(outcome.complaints)")
    let check = try tool.run("check", "mine")
    #expect(check.code == 0 && check.output == "suites/mine.yaml: ok\n", "\(check.complaints)")
    let suite = try SuiteFile(path: tool.folder + "/suites/mine.yaml").suite
    #expect(suite.runs.map(\.id) == ["popularity", "random", "sasrec", "hstu"])
    #expect(suite.runs.map(\.seeds.count) == [1, 1, 3, 3])

    let before = try Data(contentsOf: URL(fileURLWithPath: tool.folder + "/suites/mine.yaml"))
    let again = try tool.run("new", "mine", "--data", "planted-time")
    #expect(again.code == 64)
    #expect(
      again.complaints == "repro: suites/mine.yaml already exists; nothing was written.\n")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: tool.folder + "/suites/mine.yaml")) == before)
  }

  @Test("a name that leads elsewhere and a data set that is none are refused, nothing written")
  func refused() throws {
    let tool = try Tool()
    try FileManager.default.copyItem(
      atPath: Tool.package + "/suites/datasets/criteo-kaggle.yaml",
      toPath: tool.folder + "/suites/datasets/criteo-kaggle.yaml")
    for (arguments, code, words) in [
      (["new", "../mine", "--data", "planted-time"], 78, "'../mine' cannot name a folder"),
      (["new", "mine", "--data", "nowhere"], 78, "no data set is called 'nowhere'"),
      (["new", "mine", "--data", "criteo-kaggle"], 64, "is a table of clicks"),
    ] {
      let outcome = try tool.run(arguments)
      #expect(outcome.code == Int32(code) && outcome.output == "", "\(arguments)")
      #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
      #expect(outcome.complaints.count { $0 == "\n" } == 1)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: tool.folder + "/suites")
    #expect(names.sorted() == ["datasets", "tiny.yaml"])
  }

  @Test("the text that a new suite has is sound for each data set of interactions")
  func all() throws {
    let folder = Tool.package + "/suites/datasets"
    let tool = try Tool()
    var count = 0
    for id in DatasetSource.ids(in: folder) {
      let path = tool.folder + "/suites/datasets/\(id).yaml"
      if !FileManager.default.fileExists(atPath: path) {
        try FileManager.default.copyItem(atPath: "\(folder)/\(id).yaml", toPath: path)
      }
      let outcome = try tool.run("new", "of-\(id)", "--data", id)
      if outcome.code == 64 { continue }
      count += 1
    }
    let check = try tool.run("check")
    #expect(count > 5 && check.code == 0, "\(check.complaints)")
  }
}
