/// What is said of a field, once: messages, checks and documentation read it here.
package struct FieldDescription: Sendable {
  /// What may stand behind the name.
  package enum Form: Sendable {
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// A number.
    case number(Bounds)
    /// `true` or `false`.
    case flag
    /// One of these words.
    case word([String])
    /// Whole numbers in a list of at least so many.
    case wholes(ClosedRange<Int>, atLeast: Int)
    /// Fields of its own.
    case entry(any Entry.Type)
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

  /// The sentence that refuses a value, or nil where it is possible.
  func refusal(of size: Int) -> String? {
    let range: ClosedRange<Int>
    switch form {
    case .whole(let possible), .wholes(let possible, _): range = possible
    case .number, .flag, .word, .entry, .choice: return nil
    }
    if range.contains(size) { return nil }
    return range.upperBound == .max
      ? "a \(unit ?? "number") of \(range.lowerBound) or more is needed, not \(size)"
      : "a \(unit ?? "number") between \(range.lowerBound) and \(groupedDigits(range.upperBound)) is "
        + "needed, not \(size)"
  }

  /// The sentence that refuses a value, or nil where it is possible.
  func refusal(of number: Double) -> String? {
    guard case .number(let bounds) = form, !bounds.contains(number) else { return nil }
    return "a \(unit ?? "number") \(bounds.words) is needed, not \(number)"
  }
}
