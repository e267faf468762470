import ArgumentParser
import Suites

/// `repro check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads suites strictly and says what in them cannot be judged.",
    discussion: """
      Without a name it also reads the questions over several suites, once all suites are sound. \
      Each complaint names file, line and column, and a rule id that never changes. Exits with 78 \
      if there is any complaint. A key that is accepted but no longer decides anything is named on \
      standard error and is not a complaint.
      """)

  @Argument(help: "Names or files of suites; all suites if none is named.")
  var names: [String] = []
  @OptionGroup var folders: SuitesFolder
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Complaint: Encodable {
    var file: String
    var line: Int?
    var column: Int?
    var rule: String?
    var problem: String
  }

  func run() throws {
    var errors: [SuiteError] = []
    var read: [String] = []
    var suites: [String: Suite] = [:]
    for name in names.isEmpty ? try folders.names() : names {
      do {
        let file = try folders.suite(name)
        read.append(file.file)
        for remark in file.remarks() { Console.complain("repro: \(sentence(of: remark))") }
        suites[name] = file.suite
        errors += file.problems()
        errors += file.sourceProblems(in: try folders.suites() + "/datasets")
      } catch let error as SuiteError {
        errors.append(error)
      }
    }
    // What asks something of several suites is read with all of them, and only where they can be read.
    if names.isEmpty, errors.isEmpty {
      for file in try folders.questions() {
        do {
          _ = try StepQuestion.read(file, knowing: suites)
          read.append(file)
        } catch {
          errors.append(error)
        }
      }
    }
    if json {
      try Console.say(
        json: errors.map {
          Complaint(
            file: $0.file, line: $0.line, column: $0.column, rule: $0.rule, problem: $0.problem)
        })
    } else {
      for file in read where !errors.contains(where: { $0.file == file }) {
        Console.say("\(file): ok")
      }
      for error in errors { Console.complain("repro: \(sentence(of: error))") }
    }
    if !errors.isEmpty { throw Ending.badSuite }
  }
}
