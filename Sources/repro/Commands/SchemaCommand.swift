import ArgumentParser
import Suites

/// `repro schema`
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Prints what suites, data sets and questions may contain: JSON Schema, or a page of all keys.",
    discussion: """
      The schemas (draft 2020-12) are in the repository as suites/suite.schema.json, \
      suites/datasets/dataset.schema.json and suites/questions/question.schema.json, so that an \
      editor can complete and check what you write; the page is docs/suite-keys.md. Whether the \
      parts of a suite agree with one another is checked by `repro check`.
      """)

  /// What is printed.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case suites, datasets, questions, keys
  }

  @Argument(help: "suites, datasets, questions, or keys for the page.") var subject = Subject.suites

  func run() throws {
    switch subject {
    case .suites: try Console.say(json: FileSchema.suites)
    case .datasets: try Console.say(json: FileSchema.datasets)
    case .questions: try Console.say(json: FileSchema.questions)
    case .keys: Console.say(KeyReference.page)
    }
  }
}
