/// What is chosen in a file by `kind:`, as it is documented.
package protocol DescribedKind: Described {
  /// The word behind `kind:`.
  static var kind: String { get }
  /// What it is, in a sentence.
  static var meaning: String { get }
}

/// An entry that is chosen in a file by `kind:`.
package protocol KindedEntry: Entry, DescribedKind {}

extension KindedEntry {
  /// The word behind `kind:`.
  package var kind: String { Self.kind }

  /// Writes `kind` and the fields.
  package func write(to encoder: any Encoder, as key: String = "kind") throws {
    var container = encoder.container(keyedBy: EntryKey.self)
    try container.encode(kind, forKey: EntryKey(key))
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
  /// The key that chooses: `kind`.
  package let key: String
  /// The kinds there are.
  package let kinds: [any KindedEntry.Type]
  /// Kinds that are written out as others before anything is read.
  package let shorthand: [any DescribedKind.Type]
  /// Whether a kind without fields is written as its word alone.
  package let allowsWords: Bool
  /// The kind that is meant, and written, without the key; nil where the key must stand.
  package let unnamed: (any KindedEntry.Type)?
  /// Whether an entry is refused with its first complaint as it is read: what stands in a list, or may be
  /// absent, is asked by nothing else.
  package let refuses: Bool

  /// - Precondition: every kind has a word of its own.
  package init(
    _ noun: String, by key: String = "kind", allowsWords: Bool = false,
    unnamed: (any KindedEntry.Type)? = nil, shorthand: [any DescribedKind.Type] = [],
    refuses: Bool = false, _ kinds: [any KindedEntry.Type]
  ) {
    precondition(
      Set(kinds.map { $0.kind }).count == kinds.count, "Two entries are called the same.")
    self.noun = noun
    self.key = key
    self.kinds = kinds
    self.shorthand = shorthand
    self.allowsWords = allowsWords
    self.unnamed = unnamed
    self.refuses = refuses
  }

  /// All that may be written.
  package var described: [any DescribedKind.Type] {
    kinds.map { $0 as any DescribedKind.Type } + shorthand
  }

  /// The words there are, sorted.
  package var words: [String] { described.map { $0.kind }.sorted() }

  /// How each kind is written, for sentences: `kind: {kind: shuffled, seed: …}` where it is not a word
  /// alone.
  private var forms: [String] {
    guard allowsWords else { return words }
    return kinds.filter { $0.descriptions.isEmpty }.map { $0.kind }.sorted()
      + kinds.filter { !$0.descriptions.isEmpty }.sorted { $0.kind < $1.kind }.map { kind in
        "{\(key): \(kind.kind), "
          + kind.descriptions.filter { $0.absent == nil }.map { "\($0.name): …" }
          .joined(separator: ", ") + "}"
      }
  }

  private func unknown(_ word: String) -> String {
    // A form in braces has commas of its own.
    let listed =
      allowsWords && forms.count > 1
      ? forms.dropLast().joined(separator: ", ") + " and " + forms[forms.count - 1]
      : forms.joined(separator: ", ")
    return "no \(noun) is called '\(word)'; there \(kinds.count == 1 ? "is" : "are") " + listed
  }

  /// Reads a word, or the entry that `kind:` names, as what all entries of the registry are.
  ///
  /// - Throws: `DecodingError` with a sentence that lists the kinds there are, or the first complaint of
  ///   an entry that is refused here.
  package func read<Kind>(_ kind: Kind.Type, from decoder: any Decoder) throws -> Kind {
    if allowsWords, let word = try? decoder.singleValueContainer().decode(String.self) {
      guard let found = kinds.first(where: { $0.kind == word && $0.descriptions.isEmpty }) else {
        throw decoder.refusal(unknown(word))
      }
      return found.init().able(kind)
    }
    (decoder.userInfo[KeyBook.key] as? KeyBook)?.expect(
      [key], at: KeyBook.place(decoder.codingPath))
    let container = try decoder.container(keyedBy: EntryKey.self)
    let word =
      if let unnamed, !container.contains(EntryKey(key)) { unnamed.kind } else {
        try container.decode(String.self, forKey: EntryKey(key))
      }
    let isWord = { (kind: any KindedEntry.Type) in allowsWords && kind.descriptions.isEmpty }
    guard let found = kinds.first(where: { $0.kind == word && !isWord($0) }) else {
      throw DecodingError.dataCorruptedError(
        forKey: EntryKey(key), in: container, debugDescription: unknown(word))
    }
    let entry = try found.read(from: decoder)
    if refuses { try entry.requireSound(in: decoder) }
    return entry.able(kind)
  }

  /// Writes an entry in the form that is read.
  package func write(_ entry: any KindedEntry, to encoder: any Encoder) throws {
    if allowsWords, type(of: entry).descriptions.isEmpty {
      var container = encoder.singleValueContainer()
      try container.encode(entry.kind)
    } else if type(of: entry) == unnamed {
      try entry.writeFields(to: encoder)
    } else {
      try entry.write(to: encoder, as: key)
    }
  }
}
