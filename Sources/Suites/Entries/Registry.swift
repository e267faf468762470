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

  /// Whether both are the same entry.
  package func isEqual(to other: any KindedEntry) -> Bool {
    AnyHashable(self) == AnyHashable(other)
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

  /// Reads the entry that `kind:` names.
  ///
  /// - Throws: `DecodingError` with a sentence that lists the kinds there are.
  package func read(from decoder: any Decoder) throws -> any KindedEntry {
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
    return try kind.read(from: decoder)
  }

  /// Reads the entry that `kind:` names, where nothing else will check it.
  ///
  /// - Throws: `DecodingError` with the first of its complaints.
  package func readChecked<Member>(
    _ member: Member.Type = (any KindedEntry).self, from decoder: any Decoder
  ) throws -> Member {
    let entry = try read(from: decoder)
    if let (path, problem) = entry.complaints.first {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath + [EntryKey(path)], debugDescription: problem))
    }
    guard let entry = entry as? Member else {
      preconditionFailure("A kind of \(noun) that is none.")
    }
    return entry
  }

  /// Reads the entry that `kind:` names, as what all entries of the place are.
  package func read<Member>(_ member: Member.Type, from decoder: any Decoder) throws -> Member {
    guard let entry = try read(from: decoder) as? Member else {
      preconditionFailure("A kind of \(noun) that is none.")
    }
    return entry
  }
}
