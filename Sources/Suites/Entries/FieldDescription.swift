/// What is said of a field, once: messages, checks and documentation read it here.
package struct FieldDescription: Sendable {
  /// What may stand behind the name.
  package indirect enum Form: Sendable {
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// A number.
    case number(Bounds)
    /// `true` or `false`.
    case flag
    /// One of these words.
    case word([String])
    /// Text.
    case text(TextForm)
    /// A list of at least so many.
    case list(Form, atLeast: Int)
    /// A mapping of names of one's own.
    case map(Form)
    /// One of several forms.
    case either([Form])
    /// Fields of its own.
    case entry(any Described.Type)
    /// One of several kinds of entry.
    case choice(Registry)
  }

  /// The name in a file.
  package var name: String
  /// What it means, in a sentence.
  package var meaning: String
  /// What its number is: a size, a fraction; nil where there is no number.
  package var unit: String?
  /// What may stand behind the name.
  package var form: Form
  /// What its absence stands for; nil where it must be written.
  package var absent: String?
  /// What is said of a number out of range, `{}` standing for it; nil for the general sentence.
  package var refusal: String?

  /// What is said of a field.
  package init(
    name: String, meaning: String, unit: String? = nil, form: Form, absent: String? = nil,
    refusal: String? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.unit = unit
    self.form = form
    self.absent = absent
    self.refusal = refusal
  }

  /// The sentence that refuses a value, or nil where it is possible.
  func refusal(of size: Int) -> String? {
    let range: ClosedRange<Int>
    switch form {
    case .whole(let possible), .list(.whole(let possible), _): range = possible
    case .number, .flag, .word, .text, .list, .map, .either, .entry, .choice: return nil
    }
    if range.contains(size) { return nil }
    if let refusal { return refusal.replacing("{}", with: String(size)) }
    return range.upperBound == .max
      ? "a \(unit ?? "number") of \(range.lowerBound) or more is needed, not \(size)"
      : "a \(unit ?? "number") between \(range.lowerBound) and \(groupedDigits(range.upperBound)) is "
        + "needed, not \(size)"
  }

  /// The sentence that refuses a value, or nil where it is possible.
  func refusal(of number: Double) -> String? {
    let bounds: Bounds
    switch form {
    case .number(let possible), .list(.number(let possible), _): bounds = possible
    case .whole, .flag, .word, .text, .list, .map, .either, .entry, .choice: return nil
    }
    if bounds.contains(number) { return nil }
    if let refusal { return refusal.replacing("{}", with: "\(number)") }
    return "a \(unit ?? "number") \(bounds.words) is needed, not \(number)"
  }
}
