/// A command to GitHub's runner: an annotation. What it says may come from anywhere; what it commands
/// is always the same.
public struct WorkflowCommand: Hashable, Sendable {
  /// The line that the runner obeys.
  public let text: String

  /// An error at a place of a file.
  public init(error message: String, title: String, file: String, line: Int, column: Int) {
    text =
      "::error file=\(Self.property(file)),line=\(line),col=\(column),"
      + "title=\(Self.property(title))::\(Self.data(message))"
  }

  /// Lines stay lines; everything else that is not shown is `�`.
  private static func data(_ text: String) -> String {
    let lines = text.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.map {
      ForeignText.withoutCredentials(ForeignText.visible(String($0))).replacing("%", with: "%25")
    }.joined(separator: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
