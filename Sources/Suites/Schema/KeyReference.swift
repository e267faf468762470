/// The page that names every key of suites, data sets and questions: meaning, unit, range and what holds without
/// it, from the descriptions that reading and checking follow.
public struct KeyReference {
  /// The page, Markdown.
  public static var page: String {
    var reference = KeyReference()
    reference.section(
      "Suites: the file", called: "the suite", note: nil, Suite.descriptions, level: 2)
    reference.section(
      "Data sets: the file", called: "the data set", note: nil, DatasetSource.descriptions, level: 2
    )
    reference.section(
      "Questions: the file", called: "the question", note: nil, StepQuestion.descriptions, level: 2)
    return introduction + reference.text.joined(separator: "\n")
  }

  private static let introduction = """
    # Keys of suites, data sets and questions

    Every key of `suites/*.yaml`, `suites/datasets/*.yaml` and `suites/questions/*.yaml`, as the tool reads and
    checks it. This page is printed by `repro schema keys`; [*Writing a suite*](writing-a-suite.md) says how the
    parts work together, and how short forms are written: `defaults`, `matrix` with `except`, `only` and `with`,
    patterns, and `*` in the runs of a deviation.

    A key without an entry in the last column must be written, unless `defaults` or an axis of a `matrix` says
    it. Entries marked *(matrix)* may have a `matrix`.


    """

  private var text: [String] = []
  /// Headings of what has a section, by its type or noun.
  private var headings: [String: String] = [:]

  private init() {}

  /// Writes a section, and after it those of what it leads to.
  ///
  /// - Parameter name: what headings of its parts call it.
  private mutating func section(
    _ heading: String, called name: String, note: String?, _ fields: [FieldDescription], level: Int
  ) {
    text.append(String(repeating: "#", count: min(level, 5)) + " " + heading + "\n")
    if let note { text.append(note + "\n") }
    let inner = fields.flatMap { field in field.form.parts.map { (field.name, $0) } }
    var later: [(inout KeyReference) -> Void] = []
    for (field, part) in inner where headings[part.id] == nil {
      switch part {
      case .entry(let entry):
        let title = "`\(field)` of \(name)"
        headings[part.id] = title
        let note = entry is any MatrixEntry.Type ? "*(matrix)*" : nil
        later.append {
          $0.section(title, called: title, note: note, entry.descriptions, level: level + 1)
        }
      case .choice(let registry):
        let title = "\(registry.noun.prefix(1).uppercased())\(registry.noun.dropFirst()): kinds"
        headings[part.id] = title
        later.append { $0.kinds(title, registry, level: level + 1) }
      }
    }
    if !fields.isEmpty {
      text.append("| key | what it is | unit | range | without it |")
      text.append("| --- | --- | --- | --- | --- |")
      for field in fields { text.append(row(field)) }
      text.append("")
    }
    for write in later { write(&self) }
  }

  /// Writes the kinds of a registry.
  private mutating func kinds(_ heading: String, _ registry: Registry, level: Int) {
    text.append(String(repeating: "#", count: min(level, 5)) + " " + heading + "\n")
    let all = registry.described
    text.append(
      registry.allowsWords
        ? "A word alone, or a mapping with `\(registry.key)` where there are fields.\n"
        : "Chosen by `\(registry.key)`"
          + (registry.unnamed.map { "; without it `\($0.kind)`" } ?? "") + ".\n")
    text.append("| \(registry.key) | what it is |")
    text.append("| --- | --- |")
    for kind in all { text.append("| `\(kind.kind)` | \(Self.cell(kind.meaning)) |") }
    text.append("")
    for kind in all where !kind.descriptions.isEmpty {
      section(
        "\(registry.noun.prefix(1).uppercased())\(registry.noun.dropFirst()) `\(kind.kind)`",
        called: "\(registry.noun) `\(kind.kind)`",
        note: kind is any MatrixEntry.Type ? "*(matrix)*" : nil, kind.descriptions,
        level: level + 1)
    }
  }

  private func row(_ field: FieldDescription) -> String {
    let unit = field.unit == "number" ? "" : field.unit ?? ""
    return
      "| `\(field.name)` | \(Self.cell(field.meaning)) | \(unit) | \(Self.cell(range(field.form))) | "
      + "\(Self.cell(field.absent ?? "")) |"
  }

  /// What may stand in a place, in words.
  private func range(_ form: FieldDescription.Form) -> String {
    switch form {
    case .whole(let range):
      if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
      return range.upperBound == .max
        ? "from \(range.lowerBound)"
        : "\(groupedDigits(range.lowerBound)) to \(groupedDigits(range.upperBound))"
    case .number(let bounds): return bounds == .finite ? "any number" : bounds.words
    case .flag: return "`true`, `false`"
    case .word(let words): return words.map { "`\($0)`" }.joined(separator: ", ")
    case .text(let text): return text.words
    case .list(let element, let least):
      return "list\(least > 0 ? " of at least \(least)" : ""): \(range(element))"
    case .map(let value): return "by name: \(range(value))"
    case .either(let forms): return forms.map(range).joined(separator: "; or ")
    case .entry, .choice:
      let links = form.parts.compactMap { headings[$0.id] }.map { heading in
        "[\(heading.replacing("`", with: ""))](#\(Self.anchor(heading)))"
      }
      return links.joined(separator: ", ")
    }
  }

  /// Text in a cell of a table.
  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }

  /// The anchor that a heading has where Markdown is shown.
  private static func anchor(_ heading: String) -> String {
    String(
      heading.lowercased().compactMap { character in
        character == " "
          ? "-"
          : character.isLetter || character.isNumber || "-_".contains(character)
            ? character : nil
      })
  }
}

extension FieldDescription.Form {
  /// Something with fields of its own.
  fileprivate enum Part {
    case entry(any Described.Type)
    case choice(Registry)

    /// What tells it from others.
    var id: String {
      switch self {
      case .entry(let entry): String(reflecting: entry)
      case .choice(let registry): registry.noun
      }
    }
  }

  /// What in it has fields of its own.
  fileprivate var parts: [Part] {
    switch self {
    case .whole, .number, .flag, .word, .text: []
    case .list(let form, _), .map(let form): form.parts
    case .either(let forms): forms.flatMap(\.parts)
    case .entry(let entry): [.entry(entry)]
    case .choice(let registry): [.choice(registry)]
    }
  }
}
