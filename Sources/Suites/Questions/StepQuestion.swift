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
    /// What people call it; no other setting is called so.
    public var title: String
    /// The suite that has the runs.
    public var suite: String
    /// A run for each step, no two the same.
    public var runs: [String]
    /// What they are measured by, for the targets that are told apart there; each has a better side.
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

  /// The files of questions in a folder, in the order of their names; none where there is no such folder.
  ///
  /// - Throws: `SuiteError` where there is something else, or it cannot be read.
  public static func files(in folder: String) throws(SuiteError) -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw SuiteError(file: folder, problem: "it is no folder that can be read")
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
    let question = read.value
    func check(
      _ holds: Bool, _ key: String, _ problem: @autoclosure () -> String
    ) throws(SuiteError) {
      guard !holds else { return }
      let place = read.position(of: key)
      throw SuiteError(file: file, line: place?.line, column: place?.column, problem: problem())
    }
    try check(
      file == "\(question.id).yaml" || file.hasSuffix("/\(question.id).yaml"), "id",
      "'id' is the file's name without '.yaml'")
    var titles: Set<String> = []
    for (index, setting) in question.settings.enumerated() {
      let key = "settings.\(index)"
      try check(
        titles.insert(setting.title).inserted, "\(key).title",
        "'\(ForeignText.line(setting.title))' stands there twice")
      try check(
        setting.runs.count == question.steps.count, "\(key).runs",
        "there is a run for each of the \(question.steps.count) steps, not \(setting.runs.count)")
      let ids = question.targets.map(\.id)
      try check(
        setting.metrics.keys.allSatisfy(ids.contains), "\(key).metrics",
        "'metrics' are of targets that are declared: \(ids.joined(separator: ", "))")
      let suite = suites[setting.suite]
      try check(
        suite != nil, "\(key).suite", "there is no suite '\(ForeignText.line(setting.suite))'")
      for run in setting.runs {
        let measured = suite?.runs.first { $0.id == run }?.task.metrics
        try check(
          measured != nil, "\(key).runs", "'\(setting.suite)' has no run '\(ForeignText.line(run))'"
        )
        for metric in setting.metrics.values.sorted() {
          try check(
            measured?.contains(metric) == true, "\(key).metrics",
            "'\(run)' of '\(setting.suite)' does not measure \(metric)")
        }
      }
    }
    return question
  }
}

extension StepQuestion {
  /// Reads a question and refuses one that no page could show.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(Int.self, forKey: .schema)
    try container.check(schema == 1, .schema, "this version reads schema 1, not \(schema)")
    id = try container.decode(String.self, forKey: .id)
    try container.check(
      isIdentifier(id) && !["index", "readme"].contains(id), .id,
      "'id' is small letters, digits, '.', '_' and '-', and neither 'index' nor 'readme'")
    title = try container.title(.title, upTo: 200)
    about = try container.title(.about, upTo: 3000)
    steps = try container.decode([String].self, forKey: .steps)
    try container.check(
      (2...6).contains(steps.count) && steps.allSatisfy { isTitle($0, upTo: 60) }, .steps,
      "'steps' are 2 to 6 titles of 1 to 60 characters")
    targets = try container.decode([Targets].self, forKey: .targets)
    try container.check(
      (1...6).contains(targets.count) && Set(targets.map(\.id)).count == targets.count, .targets,
      "'targets' are 1 to 6, each with an 'id' of its own")
    settings = try container.decode([Setting].self, forKey: .settings)
    try container.check((1...30).contains(settings.count), .settings, "'settings' are 1 to 30")
  }
}

extension StepQuestion.Targets {
  /// Reads targets and refuses ids and titles that no page could show.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    try container.check(
      isIdentifier(id), .id, "'id' is small letters, digits, '.', '_' and '-'")
    title = try container.title(.title, upTo: 60)
  }
}

extension StepQuestion.Setting {
  /// Reads a setting and refuses one whose steps cannot be told apart, or have no better side.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.title(.title, upTo: 100)
    suite = try container.decode(String.self, forKey: .suite)
    runs = try container.decode([String].self, forKey: .runs)
    try container.check(Set(runs).count == runs.count, .runs, "a run stands there twice")
    metrics = try container.decode([String: Metric].self, forKey: .metrics)
    try container.check(!metrics.isEmpty, .metrics, "'metrics' names no metric")
    for metric in metrics.values.sorted() {
      try container.check(
        metric.direction.hasSide, .metrics, "\(metric) is better on neither side")
    }
  }
}

private func isTitle(_ text: String, upTo most: Int) -> Bool {
  (1...most).contains(text.count) && !text.allSatisfy(\.isWhitespace)
}

extension KeyedDecodingContainer {
  /// Words of so many characters at most, not of blanks alone.
  fileprivate func title(_ key: Key, upTo most: Int) throws -> String {
    let text = try decode(String.self, forKey: key)
    try check(
      isTitle(text, upTo: most), key,
      "'\(key.stringValue)' has 1 to \(most) characters, not blanks alone")
    return text
  }
}
