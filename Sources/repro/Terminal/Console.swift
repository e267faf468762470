import Foundation
import Suites

/// The two ways out: results on standard output, everything else on standard error. Nothing else
/// writes there, so that no text from outside commands a terminal or a service.
enum Console {
  /// Writes a result of one or more lines, and a newline where it has none.
  static func say(_ text: String) { write(ForeignText.lines(text), to: .standardOutput) }

  /// Writes lines of pieces, each with its colour where colour is allowed.
  static func say(_ lines: [[Piece]], inColour: Bool) {
    let text = lines.map { $0.map { $0.written(inColour: inColour) }.joined() }
    write(text.joined(separator: "\n"), to: .standardOutput)
  }

  /// Writes progress or a complaint, in one line.
  static func complain(_ text: String) {
    var text = text[...]
    while text.last?.isNewline == true { text.removeLast() }
    write(ForeignText.line(String(text)), to: .standardError)
  }

  /// Writes several lines to standard error.
  static func complain(lines text: String) { write(ForeignText.lines(text), to: .standardError) }

  /// Writes a command to the service that runs us.
  static func complain(_ command: WorkflowCommand) { write(command.text, to: .standardError) }

  /// Draws the line of a terminal anew, cut to its width: a longer one would wrap and flood.
  ///
  /// - Parameter ends: whether the line is left as it is; the next one is another.
  static func redraw(_ text: String, ends: Bool = false) {
    let line = ForeignText.line(text, upTo: columns(of: 2) - 1)
    try? FileHandle.standardError.write(
      contentsOf: Data("\r\u{1b}[K\(line)\(ends ? "\n" : "")".utf8))
  }

  /// Writes one JSON document.
  static func say(json value: some Encodable) throws {
    write(ForeignText.json(try CanonicalJSON.pretty(value)), to: .standardOutput)
  }

  /// Whether standard error is a terminal that can redraw a line.
  static var drawsProgress: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(2) == 1 && environment["TERM"] != "dumb" && environment["CI"] == nil
  }

  /// Whether a question may be asked.
  static var canAsk: Bool { isatty(0) == 1 }

  private static func write(_ text: String, to handle: FileHandle) {
    let line = text.hasSuffix("\n") ? text : text + "\n"
    let failure = writeAll(Data(line.utf8), to: handle.fileDescriptor)
    // Progress that nobody reads is no loss; results are, and `ending(after:)` says so.
    if let failure, handle === FileHandle.standardOutput { note(failure) }
  }
}

/// Columns of text, aligned by their widest cell; the last column is left ragged.
func columns(_ rows: [[String]], gap: Int = 2) -> String {
  let rows = rows.map { $0.map(ForeignText.line) }
  var widths: [Int] = []
  for row in rows {
    for (index, cell) in row.enumerated() {
      if index == widths.count { widths.append(0) }
      widths[index] = max(widths[index], cell.count)
    }
  }
  return rows.map { row in
    var line = ""
    for (index, cell) in row.enumerated() {
      line += cell
      if index < row.count - 1 {
        line += String(repeating: " ", count: widths[index] - cell.count + gap)
      }
    }
    while line.last == " " { line.removeLast() }
    return line
  }.joined(separator: "\n")
}
