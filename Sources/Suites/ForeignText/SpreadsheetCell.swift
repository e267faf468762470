extension ForeignText {
  /// Text as a cell of comma-separated values: in one line, without credentials, quoted as RFC 4180 asks,
  /// and with `'` before what a spreadsheet would compute.
  ///
  /// Spreadsheets take a cell that begins with `=`, `+`, `-`, `@` or the full width form of one for a
  /// formula. The mark also stands before text that begins with the mark itself, so that a reader takes
  /// exactly one away.
  public static func cell(_ text: String) -> String {
    var shown = withoutCredentials(visible(text))
    if let first = shown.unicodeScalars.first(where: { $0 != " " }), isComputed(first) {
      shown = "'" + shown
    }
    guard
      shown.contains(where: { $0 == "," || $0 == "\"" }) || shown.hasPrefix(" ")
        || shown.hasSuffix(" ")
    else { return shown }
    return "\"" + shown.replacing("\"", with: "\"\"") + "\""
  }

  private static func isComputed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "'", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}": true
    default: false
    }
  }
}
