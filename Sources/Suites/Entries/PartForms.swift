// Fields of text, of lists, and of parts with fields of their own.

extension Field {
  /// Text.
  static func text(
    _ name: String, _ path: Path<String>, _ meaning: String, _ form: TextForm = .any
  ) -> Field {
    Field(FieldDescription(name: name, meaning: meaning, form: .text(form)), path)
  }

  /// Text that may be absent.
  static func text(
    _ name: String, _ path: Path<String?>, absent: String, _ meaning: String,
    _ form: TextForm = .any
  ) -> Field {
    Field(
      optional: FieldDescription(name: name, meaning: meaning, form: .text(form), absent: absent),
      path)
  }

  /// A metric of a run.
  static func metric<Value: Codable & Sendable>(
    _ name: String, _ path: Path<Value>, _ meaning: String
  ) -> Field {
    Field(FieldDescription(name: name, meaning: meaning, form: .text(.metric)), path)
  }

  /// One of some words that is kept as text.
  static func word(
    _ name: String, _ path: Path<String>, among words: [String], _ meaning: String
  ) -> Field {
    Field(FieldDescription(name: name, meaning: meaning, form: .word(words)), path)
  }

  /// A list of plain values.
  static func list<Value: Codable & Sendable>(
    _ name: String, _ path: Path<[Value]>, _ meaning: String, of form: FieldDescription.Form,
    atLeast least: Int = 0,
    complaints: @escaping @Sendable ([Value]) -> [Complaint] = { _ in [] }
  ) -> Field {
    Field(
      FieldDescription(name: name, meaning: meaning, form: .list(form, atLeast: least)), path,
      complaints: complaints)
  }

  /// A list of plain values that may be absent, and is then nothing.
  static func list<Value: Codable & Sendable>(
    _ name: String, _ path: Path<[Value]?>, absent: String, _ meaning: String,
    of form: FieldDescription.Form
  ) -> Field {
    Field(
      optional: FieldDescription(
        name: name, meaning: meaning, form: .list(form, atLeast: 0), absent: absent), path)
  }

  /// A list that may be left out where it is empty; it is always written.
  static func list<Value: Codable & Sendable>(
    _ name: String, _ path: Path<[Value]>, absent: String, _ meaning: String,
    of form: FieldDescription.Form
  ) -> Field {
    let key = EntryKey(name)
    return Field(
      FieldDescription(
        name: name, meaning: meaning, form: .list(form, atLeast: 0), absent: absent),
      read: { container, owner in
        owner[keyPath: path] = try container.decodeIfPresent([Value].self, forKey: key) ?? []
      },
      write: { owner, container in try container.encode(owner[keyPath: path], forKey: key) })
  }

  /// Text by the name of a column.
  static func rows(_ name: String, _ path: Path<[String: String]>, _ meaning: String) -> Field {
    Field(FieldDescription(name: name, meaning: meaning, form: .map(.text(.any))), path)
  }

  /// A part with fields of its own.
  static func part<Value: Part>(
    _ name: String, _ path: Path<Value>, _ meaning: String
  ) -> Field {
    Field(
      FieldDescription(name: name, meaning: meaning, form: .entry(Value.self)), path,
      complaints: { $0.complaints.map { ("\(name).\($0.path)", $0.problem) } })
  }

  /// A part with fields of its own that may be absent.
  static func part<Value: Part>(
    _ name: String, _ path: Path<Value?>, absent: String, _ meaning: String
  ) -> Field {
    Field(
      optional: FieldDescription(
        name: name, meaning: meaning, form: .entry(Value.self), absent: absent), path,
      complaints: { $0.complaints.map { ("\(name).\($0.path)", $0.problem) } })
  }

  /// One of several kinds of entry that may be absent.
  static func choice<Value: Chosen>(
    _ name: String, _ path: Path<Value?>, absent: String, _ meaning: String
  ) -> Field {
    Field(
      optional: FieldDescription(
        name: name, meaning: meaning, form: .choice(Value.registry), absent: absent), path)
  }
}
