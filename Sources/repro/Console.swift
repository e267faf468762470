import Foundation
import Suites

/// The two ways out: results on standard output, everything else on standard error.
enum Console {
  /// Writes a result, and a newline where it has none.
  static func say(_ text: String) { write(text, to: .standardOutput) }

  /// Writes progress or a complaint.
  static func complain(_ text: String) { write(text, to: .standardError) }

  /// Writes to standard error as it is, without a newline of our own.
  static func complain(raw text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes one JSON document.
  static func say(json value: some Encodable) throws { say(try CanonicalJSON.pretty(value)) }

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
