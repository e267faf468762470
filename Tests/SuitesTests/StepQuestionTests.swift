import Foundation
import Metrics
import Suites
import TestSupport
import Testing

/// Questions that several suites answer together.
@Suite struct StepQuestionTests {
  private static let sound = LittleQuestion.yaml.replacing(
    "{all: ndcg@10}", with: "{all: ndcg@10, top: mrr}")

  @Test("a question is read as it stands")
  func whole() throws {
    let question = try LittleQuestion.read(Self.sound)
    #expect(question.steps == ["popularity", "plain", "better"])
    #expect(question.targets.map(\.id) == ["all", "top"])
    #expect(question.settings[0].runs == ["popularity", "plain", "better"])
    #expect(question.settings[0].metrics == ["all": "ndcg@10", "top": "mrr"])
  }

  @Test(
    "what no page could show is refused in a sentence at its line",
    arguments: [
      ("schema: 1", "schema: 2", "this version reads schema 1, not 2"),
      ("id: gain", "id: loss", "the id 'loss' is not the file's name, 'gain'"),
      ("id: gain", "id: ../gain", "'../gain' cannot name a page"),
      ("id: gain", "id: index", "'index' is already the name of a page about all suites"),
      (
        "title: What is it worth?", "title: ' '",
        "1 to 200 characters, not blanks alone, are needed"
      ),
      ("steps: [popularity, plain, better]", "steps: [popularity]", "there must be 2 to 6, not 1"),
      ("id: top", "id: all", "the id 'all' occurs twice"),
      ("id: top", "id: a/b", "'a/b' cannot name targets"),
      ("better], metrics", "better, deep], metrics", "a run for each of the 3 steps, not 4"),
      ("better], metrics", "plain], metrics", "the run 'plain' occurs twice"),
      ("top: mrr", "last: mrr", "no targets are called 'last'; there are all, top"),
      ("{all: ndcg@10, top: mrr}", "{}", "there must be 1 to 6, not 0"),
      ("top: mrr", "top: tokens@200", "tokens@200 has no better side"),
      ("suite: little", "suite: large", "there is no suite 'large'"),
      ("plain, better], m", "plain, best], m", "'little' has no run 'best'"),
      ("top: mrr", "top: ndcg@20", "'popularity' of 'little' does not measure ndcg@20"),
      ("top: mrr", "top: wins", "no metric is called 'wins'"),
      ("top: mrr}", "top: mrr}, weight: 2", "the key 'settings.0.weight' is unknown"),
    ])
  func refused(_ what: String, _ by: String, _ problem: String) throws {
    let yaml = Self.sound.replacing(what, with: by, maxReplacements: 1)
    #expect(yaml != Self.sound)
    let error = try #require(throws: SuiteError.self) { try LittleQuestion.read(yaml) }
    #expect(error.problem.contains(problem), "\(error)")
    let lines = Self.sound.split(separator: "\n", omittingEmptySubsequences: false)
    let changed = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.indices.first { lines[$0] != changed[$0] })
    #expect(error.line == line + 1, "\(error)")
    #expect(!error.description.contains("\n"), "\(error)")
  }

  @Test("a setting that stands twice is refused")
  func twice() throws {
    let last = try #require(Self.sound.split(separator: "\n").last)
    let error = try #require(throws: SuiteError.self) {
      try LittleQuestion.read(Self.sound + last + "\n")
    }
    #expect(
      error.problem == "the title 'Little' occurs twice" && error.line == 11, "\(error)")
  }

  @Test(
    "files of a folder come in the order of their names; no folder has none, a file is no folder")
  func folder() throws {
    let folder = try TemporaryFolder()
    for name in ["b.yaml", "a.yaml", "notes.txt"] { _ = try folder.write(Data(), to: name) }
    let path = folder.url.path
    #expect(try StepQuestion.files(in: path) == ["\(path)/a.yaml", "\(path)/b.yaml"])
    #expect(try StepQuestion.files(in: path + "/none").isEmpty)
    #expect(throws: SuiteError.self) { try StepQuestion.files(in: path + "/notes.txt") }
  }

  @Test("a question that is no text, a link or not there is refused")
  func files() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data([0x73, 0xff, 0xfe]), to: "gain.yaml").path
    #expect(throws: SuiteError.self) { try StepQuestion.read(path, knowing: [:]) }
    let link = folder.url.path + "/link.yaml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(throws: SuiteError.self) { try StepQuestion.read(link, knowing: [:]) }
    #expect(throws: SuiteError.self) {
      try StepQuestion.read(folder.url.path + "/nowhere.yaml", knowing: [:])
    }
  }
}
