/// A way to write a time, after C's `strftime`.
package struct TimePattern: Hashable, Sendable {
  /// A part of a written time.
  package enum Part: Hashable, Sendable {
    case year, shortYear, month, monthName, wholeMonthName, day, dayName
    case hour, hourOfTwelve, half, minute, second, fraction, zone
    /// This byte.
    case byte(UInt8)
  }

  /// The parts in order.
  package let parts: [Part]

  private static let letters: [Character: Part] = [
    "Y": .year, "y": .shortYear, "m": .month, "b": .monthName, "B": .wholeMonthName,
    "d": .day, "a": .dayName, "H": .hour, "I": .hourOfTwelve, "p": .half, "M": .minute,
    "S": .second, "f": .fraction, "z": .zone,
    "%": .byte(0x25),
  ]

  /// A pattern; nil where `problem` has something to say.
  package init?(_ text: String) {
    guard let parts = Self.parts(of: text), Self.problem(text) == nil else { return nil }
    self.parts = parts
  }

  /// What is wrong with a pattern, as the end of a sentence.
  package static func problem(_ text: String) -> String? {
    guard let parts = parts(of: text) else {
      return "after '%' there must be one of \(letters.keys.sorted().map { String($0) }.joined()), "
        + "which is not so in '\(text)'"
    }
    let fields = parts.filter {
      if case .byte = $0 { false } else { true }
    }
    guard Set(fields).count == fields.count else { return "it has a part of the time twice" }
    let has = { (part: Part) in fields.contains(part) }
    let months = [TimePattern.Part.month, .monthName, .wholeMonthName].filter(has)
    guard has(.year) != has(.shortYear), months.count == 1, has(.day) else {
      return "it needs a year (%Y or %y), a month (%m, %b or %B) and a day (%d)"
    }
    guard !(has(.hour) && has(.hourOfTwelve)), has(.hourOfTwelve) == has(.half) else {
      return "hours must be %H, or %I with %p"
    }
    return nil
  }

  private static func parts(of text: String) -> [Part]? {
    var parts: [Part] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "%" {
        guard let letter = rest.popFirst(), let part = letters[letter] else { return nil }
        parts.append(part)
      } else {
        parts += character.utf8.map { .byte($0) }
      }
    }
    return parts
  }
}
