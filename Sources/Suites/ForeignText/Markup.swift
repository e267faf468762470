extension ForeignText {
  /// Text for HTML and XML, in an element or in a quoted attribute: the five characters that mean
  /// something else there, and none that XML 1.0 does not have or that a page would obey.
  public static func markup(_ text: String) -> String {
    var result = ""
    for character in line(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A JSON document with the same values as it may be written to a terminal or log: what is not
  /// shown as it is, and the `##` of a command, stand as `\u` and digits; addresses hold no
  /// credentials.
  ///
  /// - Parameter document: JSON as `CanonicalJSON` writes it, so that controls stand in no string.
  public static func json(_ document: String) -> String {
    let document = withoutCredentials(document)
    var result = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in document.unicodeScalars {
      let isEscaped = scalar != "\n" && (isHidden(scalar) || isBlank(scalar))
      if isEscaped || (scalar == "#" && last == "#") {
        for unit in UTF16.encode(scalar) ?? .init() {
          let digits = String(unit, radix: 16)
          result.append(
            contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
              .unicodeScalars)
        }
      } else {
        result.append(scalar)
      }
      last = scalar
    }
    return String(result)
  }
}
