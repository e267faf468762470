/// An entry that is chosen in a file by `kind:`.
package protocol KindedEntry: Entry {
  /// The word behind `kind:`.
  static var kind: String { get }
  /// What it is, in a sentence.
  static var meaning: String { get }
}

extension KindedEntry {
  /// The word behind `kind:`.
  package var kind: String { Self.kind }

  /// Writes `kind` and the fields.
  package func write(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: EntryKey.self)
    try container.encode(kind, forKey: EntryKey("kind"))
    try writeFields(to: encoder)
  }

  /// The entry as what it can do on a higher floor, where the file of what it describes says so; every
  /// kind of a registry has such a file.
  package func able<Ability>(_ ability: Ability.Type) -> Ability {
    guard let able = self as? Ability else {
      preconditionFailure("Nothing says what '\(kind)' does.")
    }
    return able
  }

  /// The same entry without dropout.
  package var withoutDropout: Self {
    var entry = self
    for field in Self.fields { field.silence(&entry) }
    return entry
  }
}

/// The kinds of entry that `kind:` chooses from in a place.
package struct Registry: Sendable {
  /// What is chosen, for sentences: "model".
  package let noun: String
  /// The kinds there are.
  package let kinds: [any KindedEntry.Type]

  /// - Precondition: every kind has a word of its own.
  package init(_ noun: String, _ kinds: [any KindedEntry.Type]) {
    precondition(
      Set(kinds.map { $0.kind }).count == kinds.count, "Two entries are called the same.")
    self.noun = noun
    self.kinds = kinds
  }

  /// The words there are, sorted.
  package var words: [String] { kinds.map { $0.kind }.sorted() }

  /// Reads the entry that `kind:` names, as what all entries of the place are.
  ///
  /// - Parameter checked: whether its complaints are refused here, where nothing else will ask for
  ///   them.
  /// - Throws: `DecodingError` with a sentence that lists the kinds there are, or the first complaint.
  package func read<Member>(
    _ member: Member.Type, checked: Bool = false, from decoder: any Decoder
  ) throws -> Member {
    (decoder.userInfo[KeyBook.key] as? KeyBook)?.expect(
      ["kind"], at: KeyBook.place(decoder.codingPath))
    let container = try decoder.container(keyedBy: EntryKey.self)
    let word = try container.decode(String.self, forKey: EntryKey("kind"))
    guard let kind = kinds.first(where: { $0.kind == word }) else {
      throw DecodingError.dataCorruptedError(
        forKey: EntryKey("kind"), in: container,
        debugDescription: "no \(noun) is called '\(word)'; there are "
          + words.joined(separator: ", "))
    }
    let entry = try kind.read(from: decoder)
    if checked, let (path, problem) = entry.complaints.first {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath + [EntryKey(path)], debugDescription: problem))
    }
    return entry.able(member)
  }
}
