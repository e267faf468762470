import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

@Suite struct ResolvedPlanTests {
  /// The tiny suite with one run written as a matrix.
  private static let short = tinySuite().replacing(
    "  - id: hstu\n", with: "  - id: \"hstu-{copy}\"\n    matrix: {copy: [1, 2]}\n")

  @Test("what is printed resolved is a suite that says the same, and a run of it every line")
  func resolved() throws {
    let tool = try Tool(suite: Self.short)
    let whole = try tool.run("plan", "tiny", "--resolved")
    #expect(whole.code == 0 && whole.complaints == "", "\(whole.complaints)")
    let file = try SuiteFile(path: tool.folder + "/suites/tiny.yaml")
    #expect(try SuiteFile(yaml: whole.output, file: "tiny.yaml").suite == file.suite)
    #expect(file.suite.runs.contains { $0.id == "hstu-2" })

    let run = try tool.run("plan", "tiny/hstu-2", "--resolved")
    let document = try JSONDecoder().decode(JSONValue.self, from: Data(run.output.utf8))
    let runs = try #require(document["runs"]?.elements)
    #expect(runs.map { $0["id"]?.text } == ["hstu-2"])
    #expect(runs[0]["task"]?["training"]?["optimizer"]?["beta1"] == .number(0.9))
    #expect(document["datasets"]?.elements?.map { $0["id"]?.text } == ["planted"])
  }

  @Test("every kind of task says what its time goes by") func kinds() {
    for kind in ResolvedTask.registry.kinds {
      #expect(kind.init() is any TimedTask, "\(kind.kind)")
    }
  }
}
