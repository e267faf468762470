import Foundation
public import Suites

/// A question that the little suite answers.
public enum LittleQuestion {
  /// As a file says it.
  public static let yaml = """
    schema: 1
    id: gain
    title: What is it worth?
    about: Each step is a model.
    steps: [popularity, plain, better]
    targets:
      - {id: all, title: All targets}
      - {id: top, title: Those on top}
    settings:
      - {title: Little, suite: little, runs: [popularity, plain, better], metrics: {all: ndcg@10}}

    """

  /// The question of a file of this name.
  public static func read(_ yaml: String, name: String = "gain") throws -> StepQuestion {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(yaml.utf8), to: "\(name).yaml").path
    return try StepQuestion.read(path, knowing: ["little": LittleSuite.suite()])
  }
}
