internal import Foundation
public import Metrics

/// A question that runs of several suites answer together: what each of some steps adds to the one before it.
///
/// It decides no result and no verdict; no suite reads it.
public struct StepQuestion: Codable, Hashable, Sendable {
  /// Targets that are told apart: all, the rare ones.
  public struct Targets: Codable, Hashable, Sendable {
    /// What settings call them.
    public var id: String
    /// What people call them.
    public var title: String
  }

  /// The same steps taken in one place: a model, on data, by a protocol.
  public struct Setting: Codable, Hashable, Sendable {
    /// What people call it.
    public var title: String
    /// The suite that has the runs.
    public var suite: String
    /// A run for each step.
    public var runs: [String]
    /// What they are measured by, for the targets that are told apart there.
    public var metrics: [String: Metric]
  }

  /// Version of the file's form; 1.
  public var schema: Int
  /// The name of the file and of the page.
  public var id: String
  /// The question.
  public var title: String
  /// What the steps are, and how to read what each of them adds.
  public var about: String
  /// Where it begins, and what is there after each step.
  public var steps: [String]
  /// In the order in which they are shown.
  public var targets: [Targets]
  /// In the order in which they are shown.
  public var settings: [Setting]

  /// Where questions lie in a folder of suites.
  public static func folder(in suites: String) -> String { suites + "/questions" }

  /// Reads every question of a folder strictly, in the order of their names; none where there is no such folder.
  ///
  /// - Parameter suites: The suites there are, by name; runs and metrics that they lack are refused.
  /// - Throws: `SuiteError` with file, line and column.
  public static func all(
    in folder: String, knowing suites: [String: Suite]
  ) throws(SuiteError) -> [StepQuestion] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var questions: [StepQuestion] = []
    for file in files.filter({ $0.hasSuffix(".yaml") }).sorted() {
      questions.append(try read("\(folder)/\(file)", knowing: suites))
    }
    return questions
  }

  /// Reads one question strictly.
  ///
  /// - Throws: `SuiteError` with file, line and column.
  public static func read(
    _ path: String, knowing suites: [String: Suite]
  ) throws(SuiteError) -> StepQuestion {
    let data: Data?
    do throws(RecordError) {
      data = try regularFile(path, limit: 1 << 20)
    } catch {
      throw SuiteError(file: path, problem: error.reason)
    }
    guard let data else { throw SuiteError(file: path, problem: "there is no such file") }
    guard let yaml = String(data: data, encoding: .utf8) else {
      throw SuiteError(file: path, problem: "the file is not UTF-8 text")
    }
    let read = try decodeStrictly(StepQuestion.self, from: yaml, file: path)
    let name = path.split(separator: "/").last.map { String($0.dropLast(5)) }
    let place = { (path: String) in read.position(of: path) }
    func refuse(_ key: String, _ problem: String) -> SuiteError {
      SuiteError(file: path, line: place(key)?.line, column: place(key)?.column, problem: problem)
    }
    guard read.value.id == name else {
      throw refuse("id", "'id' is the file's name without '.yaml'")
    }
    for (index, setting) in read.value.settings.enumerated() {
      guard let suite = suites[setting.suite] else {
        throw refuse(
          "settings.\(index).suite", "there is no suite '\(ForeignText.line(setting.suite))'")
      }
      for run in setting.runs {
        guard let spec = suite.runs.first(where: { $0.id == run }) else {
          throw refuse(
            "settings.\(index).runs", "'\(setting.suite)' has no run '\(ForeignText.line(run))'")
        }
        for metric in setting.metrics.values.sorted()
        where !spec.task.metrics.contains(metric) {
          throw refuse(
            "settings.\(index).metrics", "'\(run)' of '\(setting.suite)' does not measure \(metric)"
          )
        }
      }
    }
    return read.value
  }
}

extension StepQuestion {
  /// Reads a question and refuses one that no page could show.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func check(
      _ condition: Bool, _ key: CodingKeys, _ reason: @autoclosure () -> String
    ) throws {
      guard !condition else { return }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container, debugDescription: reason())
    }
    func text(_ key: CodingKeys, _ longest: Int) throws -> String {
      let text = try container.decode(String.self, forKey: key)
      try check(
        (1...longest).contains(text.count), key,
        "'\(key.stringValue)' has 1 to \(longest) characters")
      return text
    }
    schema = try container.decode(Int.self, forKey: .schema)
    try check(schema == 1, .schema, "this version reads schema 1, not \(schema)")
    id = try container.decode(String.self, forKey: .id)
    try check(
      isIdentifier(id) && !["index", "readme"].contains(id), .id,
      "'id' is small letters, digits, '.', '_' and '-', and neither 'index' nor 'readme'")
    title = try text(.title, 200)
    about = try text(.about, 3000)
    steps = try container.decode([String].self, forKey: .steps)
    try check(
      (2...6).contains(steps.count) && steps.allSatisfy { (1...60).contains($0.count) }, .steps,
      "'steps' are 2 to 6 titles of 1 to 60 characters")
    targets = try container.decode([Targets].self, forKey: .targets)
    let ids = targets.map(\.id)
    try check(
      (1...6).contains(ids.count) && Set(ids).count == ids.count && ids.allSatisfy(isIdentifier)
        && targets.allSatisfy { (1...60).contains($0.title.count) }, .targets,
      "'targets' are 1 to 6 with an 'id' of their own and a title of 1 to 60 characters")
    settings = try container.decode([Setting].self, forKey: .settings)
    try check((1...30).contains(settings.count), .settings, "'settings' are 1 to 30")
    for setting in settings {
      try check(
        (1...100).contains(setting.title.count), .settings,
        "a setting's title has 1 to 100 characters")
      try check(
        setting.runs.count == steps.count, .settings,
        "a setting has a run for each of the \(steps.count) steps, not \(setting.runs.count)")
      try check(
        !setting.metrics.isEmpty && setting.metrics.keys.allSatisfy(ids.contains), .settings,
        "a setting's 'metrics' are of targets that are declared: \(ids.joined(separator: ", "))")
    }
  }
}
