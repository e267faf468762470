/// The one place that makes text from outside safe to show: text of suites, records, licences,
/// servers and file names, for each medium by a function of its own.
///
/// The files of this folder hold one medium each: terminals and logs here, addresses in
/// `Addresses.swift`, HTML, XML and JSON in `Markup.swift`, Markdown in `InlineText.swift`, commands
/// of a continuous-integration service in `WorkflowCommand.swift`.
public enum ForeignText {
  /// What stands for a character that is not shown.
  static let mark: Unicode.Scalar = "\u{fffd}"

  /// Text in one line, as it may be shown anywhere: line ends and tabs are spaces, and every
  /// character that commands a terminal, turns the direction of writing or is invisible is `�`.
  public static func visible(_ text: String) -> String {
    guard text.utf8.contains(where: isSuspect) else { return text }
    var shown = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { last = scalar }
      if isBlank(scalar) {
        if !(scalar == "\n" && last == "\r") { shown.append(" ") }
      } else {
        shown.append(isHidden(scalar) ? mark : scalar)
      }
    }
    return String(shown)
  }

  /// A line of a terminal or log: visible, without credentials, and no command of a service.
  public static func line(_ text: String) -> String {
    withoutCommands(withoutCredentials(visible(text)))
  }

  /// A line of at most so many characters, with `…` where it went on.
  public static func line(_ text: String, upTo most: Int) -> String {
    let line = line(text)
    return line.count <= most ? line : line.prefix(max(0, most - 1)) + "…"
  }

  /// Lines of our own making that hold such text: each as `line` gives it, the ends kept.
  public static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  /// Runners obey `::command::` at the beginning of a line, after any white space, and
  /// `##[command]` and `##name[command]` anywhere in it; a blank inside makes words of them.
  private static func withoutCommands(_ line: String) -> String {
    guard line.contains("::") || line.contains("##") else { return line }
    var shown = ""
    if let first = line.unicodeScalars.firstIndex(where: { !$0.properties.isWhitespace }),
      line[first...].hasPrefix("::")
    {
      shown = line[..<first] + ": :" + line[first...].dropFirst(2)
    } else {
      shown = line
    }
    guard shown.contains("##") else { return shown }
    var result = ""
    var rest = shown[...]
    while let marks = rest.firstRange(of: "##") {
      result += rest[..<marks.upperBound]
      rest = rest[marks.upperBound...]
      if rest.drop(while: { $0.isASCII && ($0.isLetter || $0 == "#") }).first == "[" {
        result += " "
      }
    }
    return result + rest
  }

  /// Bytes that may begin a character which is not shown as it is.
  private static func isSuspect(_ byte: UInt8) -> Bool {
    switch byte {
    case 0..<0x20, 0x7f, 0xc2, 0xd8, 0xe1, 0xe2, 0xef, 0xf3: true
    default: false
    }
  }

  /// White space that ends a line or leads to a column.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0d, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Controls (C0, DEL, C1), marks of direction and characters that nobody sees.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f...0x9f: true
    // Of direction: the Arabic letter mark, marks, embeddings and isolates.
    case 0x61c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    // Invisible: separators, joiners of words, annotations, tags.
    case 0x180e, 0x200b, 0x2028, 0x2029, 0x2060...0x2065, 0x206a...0x206f, 0xfeff: true
    case 0xfff9...0xfffb, 0xfffe, 0xffff, 0xe0000...0xe007f: true
    default: false
    }
  }
}
