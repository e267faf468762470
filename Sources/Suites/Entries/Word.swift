/// A word of the suite language: one of a few that may stand in a place.
public protocol Word: RawRepresentable<String>, CaseIterable, Codable, Hashable, Sendable {}

extension Word {
  /// Every word there is, sorted: what sentences and documentation list.
  static var words: [String] { allCases.map(\.rawValue).sorted() }

  /// Reads a word.
  ///
  /// - Throws: `DecodingError` with a sentence that lists the words there are.
  public init(from decoder: any Decoder) throws {
    let written = try decoder.singleValueContainer().decode(String.self)
    guard let word = Self(rawValue: written) else {
      let path = KeyBook.place(decoder.codingPath)
      throw decoder.refusal("'\(path)' " + Self.alternatives + ", not '\(written)'")
    }
    self = word
  }

  private static var alternatives: String {
    words.count == 1
      ? "must be '\(words[0])'" : "must be one of " + words.joined(separator: ", ")
  }
}
