internal import Foundation
internal import Metrics

extension StepQuestion {
  /// Where questions lie in a folder of suites.
  public static func folder(in suites: String) -> String { suites + "/questions" }

  /// The files of questions in a folder, in the order of their names; none where there is no such folder.
  ///
  /// - Throws: `SuiteError` where there is something else, or it cannot be read.
  public static func files(in folder: String) throws(SuiteError) -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw SuiteError(file: folder, problem: "it is not a folder that can be read")
    }
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  /// Reads one question strictly.
  ///
  /// - Parameters:
  ///   - file: Its name is the question's id and `.yaml`.
  ///   - suites: The suites there are, by name; runs and metrics that they lack are refused.
  /// - Throws: `SuiteError` with file, line and column.
  public static func read(
    _ file: String, knowing suites: [String: Suite]
  ) throws(SuiteError) -> StepQuestion {
    guard let read = try strictFile(StepQuestion.self, at: file) else {
      throw SuiteError(file: file, problem: "there is no such file")
    }
    let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let misnamed: [Complaint] =
      read.value.id == stem
      ? [] : [("id", "the id '\(read.value.id)' is not the file's name, '\(stem)'")]
    if let (path, problem) = (misnamed + read.value.unknowns(suites)).first {
      throw SuiteError(file: file, at: read.position(of: path), problem: problem)
    }
    return read.value
  }

  /// What it names and no suite has.
  private func unknowns(_ suites: [String: Suite]) -> [Complaint] {
    settings.enumerated().flatMap { index, setting -> [Complaint] in
      let path = "settings.\(index)"
      guard let suite = suites[setting.suite] else {
        return [(path + ".suite", "there is no suite '\(setting.suite)'")]
      }
      return setting.runs.flatMap { run -> [Complaint] in
        guard let spec = suite.runs.first(where: { $0.id == run }) else {
          return [(path + ".runs", "'\(setting.suite)' has no run '\(run)'")]
        }
        return setting.metrics.values.sorted().filter { !spec.task.metrics.contains($0) }.map {
          (path + ".metrics", "'\(run)' of '\(setting.suite)' does not measure \($0)")
        }
      }
    }
  }
}
