/// A suite file that cannot be read or judged: where, and why.
public struct SuiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// Line, counted from 1; nil where the whole file is meant.
  public var line: Int?
  /// Column, counted from 1.
  public var column: Int?
  /// A rule id that never changes, such as `SUITE-REF-003`; nil for what is not YAML at all.
  public var rule: String?
  /// What is wrong, as a sentence without its full stop.
  public var problem: String

  /// A suite file that cannot be read or judged.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, rule: String? = nil, problem: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.rule = rule
    self.problem = problem
  }

  /// What cannot be read or judged at a place of a file.
  package init(file: String, at place: Position?, rule: String? = nil, problem: String) {
    self.init(
      file: file, line: place?.line, column: place?.column, rule: rule, problem: problem)
  }

  /// `file:line:column: problem [rule]`.
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if line != nil, let column { place += ":\(column)" }
    return "\(place): \(problem)" + (rule.map { " [\($0)]" } ?? "")
  }
}
