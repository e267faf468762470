/// Turns what is said of fields into JSON Schema (draft 2020-12).
struct SchemaWriter {
  /// Whether the file has short forms: a text may be a pattern, and a field may be said in another
  /// place of the file.
  let isOpen: Bool
  /// Schemas that are referred to by name.
  private(set) var definitions: [String: JSONValue] = [:]

  /// Words in braces.
  private static let pattern = #"\{[A-Za-z0-9-]+\}"#

  init(isOpen: Bool) {
    self.isOpen = isOpen
    guard isOpen else { return }
    definitions["pattern"] = [
      "description": "Text with words in braces, which a matrix or a table fills in.",
      "type": "string", "pattern": .string(Self.pattern),
    ]
    definitions["scalar"] = ["type": ["string", "number", "boolean"]]
  }

  /// The schema of a mapping of these fields, and of nothing else.
  ///
  /// - Parameters:
  ///   - required: fields that must be written; nil for all that nothing stands for.
  ///   - others: keys that are no fields.
  mutating func mapping(
    of fields: [FieldDescription], required: [String]? = nil, and others: [String: JSONValue] = [:]
  ) -> JSONValue {
    var properties = others
    for field in fields { properties[field.name] = schema(of: field) }
    let names = required ?? fields.filter { $0.absent == nil }.map(\.name)
    var schema: [String: JSONValue] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    if !names.isEmpty { schema["required"] = .array(names.map(JSONValue.string)) }
    return .object(schema)
  }

  /// The schema of a field, with what is said of it.
  private mutating func schema(of field: FieldDescription) -> JSONValue {
    var said = field.meaning
    if let unit = field.unit, unit != "number" { said += " Unit: \(unit)." }
    if let absent = field.absent { said += " Without it: \(absent)." }
    var schema = schema(of: field.form)
    if isOpen, field.absent != nil, field.form.hasFields {
      // What `defaults` say is taken out again by this word.
      schema = ["anyOf": [schema, ["const": "none"]]]
    }
    guard case .object(var members) = schema else { return schema }
    members["description"] = .string(said)
    return .object(members)
  }

  private mutating func schema(of form: FieldDescription.Form) -> JSONValue {
    switch form {
    case .whole(let range):
      var schema: [String: JSONValue] = ["minimum": .integer(range.lowerBound)]
      if range.upperBound < .max { schema["maximum"] = .integer(range.upperBound) }
      return plain("integer", schema)
    case .number(let bounds): return plain("number", limits(bounds))
    case .flag: return plain("boolean", [:])
    case .word(let words): return orPattern(words)
    case .text(let text):
      guard let pattern = text.pattern else { return ["type": "string"] }
      return [
        "type": "string", "pattern": .string(isOpen ? "\(pattern)|\(Self.pattern)" : pattern),
      ]
    case .list(let element, let least):
      var schema: [String: JSONValue] = ["type": "array", "items": self.schema(of: element)]
      if least > 0 { schema["minItems"] = .integer(least) }
      return .object(schema)
    case .map(let value):
      return ["type": "object", "additionalProperties": schema(of: value)]
    case .either(let forms):
      var schemas: [JSONValue] = []
      for form in forms { schemas.append(schema(of: form)) }
      return ["anyOf": .array(schemas)]
    case .entry(let entry):
      let name = String(reflecting: entry).replacing("Suites.", with: "")
      if definitions[name] == nil {
        // A part may hold others of its own type.
        definitions[name] = true
        definitions[name] =
          if isOpen, let entry = entry as? any MatrixEntry.Type { members(of: entry) } else {
            mapping(of: entry.descriptions, required: isOpen ? [] : nil)
          }
      }
      return Self.reference(to: name)
    case .choice(let registry): return choice(among: registry)
    }
  }

  private func limits(_ bounds: Bounds) -> [String: JSONValue] {
    var schema: [String: JSONValue] = [:]
    if bounds.lower.isFinite {
      schema[bounds.includesLower ? "minimum" : "exclusiveMinimum"] = .number(bounds.lower)
    }
    if bounds.upper.isFinite {
      schema[bounds.includesUpper ? "maximum" : "exclusiveMaximum"] = .number(bounds.upper)
    }
    return schema
  }

  /// A plain value; or text that is a pattern, to which limits of numbers do not apply.
  private func plain(_ type: String, _ limits: [String: JSONValue]) -> JSONValue {
    var schema = limits
    schema["type"] = isOpen ? [.string(type), "string"] : .string(type)
    if isOpen { schema["pattern"] = .string(Self.pattern) }
    return .object(schema)
  }

  private func orPattern(_ words: [String]) -> JSONValue {
    let known: JSONValue = ["enum": .array(words.map(JSONValue.string))]
    return isOpen ? ["anyOf": [known, ["$ref": "#/$defs/pattern"]]] : known
  }

  // MARK: One of several kinds

  /// The schema of a place where one of several kinds may stand.
  private mutating func choice(among registry: Registry) -> JSONValue {
    let name = registry.noun.replacing(" ", with: "-")
    let reference = Self.reference(to: name)
    guard definitions[name] == nil else { return reference }
    // A kind may hold a place for kinds of the same registry.
    definitions[name] = true
    let all = registry.described
    let fielded = all.filter { !registry.allowsWords || !$0.descriptions.isEmpty }
    var branches: [JSONValue] = []
    for kind in fielded {
      branches.append([
        "if": [
          "properties": .object([registry.key: ["const": .string(kind.kind)]]),
          "required": [.string(registry.key)],
        ],
        "then": define(kind, of: registry),
      ])
    }
    let kinds = fielded.map { $0.kind }.sorted()
    let words = JSONValue.array(kinds.map(JSONValue.string))
    if isOpen {
      branches.append([
        "if": [
          "properties": .object([registry.key: ["enum": words]]),
          "required": [.string(registry.key)],
        ],
        "else": anyKind(of: fielded, registry),
      ])
    } else if let unnamed = registry.unnamed {
      branches.append([
        "if": ["not": ["required": [.string(registry.key)]]],
        "then": Self.reference(to: Self.name(of: unnamed, in: registry)),
      ])
    }
    var schema: [String: JSONValue] = [
      "type": "object",
      "properties": .object([registry.key: orPattern(kinds)]),
      "allOf": .array(branches),
    ]
    if !isOpen, registry.unnamed == nil { schema["required"] = [.string(registry.key)] }
    let plain = all.filter { registry.allowsWords && $0.descriptions.isEmpty }.map { $0.kind }
      .sorted()
    let alone = orPattern(plain)
    definitions[name] =
      if plain.isEmpty { .object(schema) } else if fielded.isEmpty { alone } else {
        ["anyOf": [alone, .object(schema)]]
      }
    return reference
  }

  static func reference(to name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }

  /// The name of a kind's definition.
  static func name(of kind: any DescribedKind.Type, in registry: Registry) -> String {
    registry.noun.replacing(" ", with: "-") + "." + kind.kind
  }

  private mutating func define(
    _ kind: any DescribedKind.Type, of registry: Registry
  ) -> JSONValue {
    let name = Self.name(of: kind, in: registry)
    let own: [String: JSONValue] = [registry.key: ["const": .string(kind.kind)]]
    var schema: JSONValue
    if isOpen, let entry = kind as? any MatrixEntry.Type {
      schema = members(
        of: entry, and: own, setting: Self.reference(to: Self.setName(of: registry)))
    } else {
      schema = mapping(of: kind.descriptions, required: isOpen ? [] : nil, and: own)
    }
    if case .object(var members) = schema {
      members["description"] = .string(kind.meaning)
      schema = .object(members)
    }
    definitions[name] = schema
    return Self.reference(to: name)
  }

  private static func setName(of registry: Registry) -> String {
    registry.noun.replacing(" ", with: "-") + ".fields"
  }

  /// What may stand where another place of the file says the kind: fields that any kind has.
  private mutating func anyKind(
    of kinds: [any DescribedKind.Type], _ registry: Registry
  ) -> JSONValue {
    var forms: [String: [JSONValue]] = [:]
    for kind in kinds {
      for field in kind.descriptions {
        let schema = schema(of: field)
        if forms[field.name]?.contains(schema) != true {
          forms[field.name, default: []].append(schema)
        }
      }
    }
    var properties = forms.mapValues { $0.count == 1 ? $0[0] : ["anyOf": .array($0)] }
    properties[registry.key] = orPattern(kinds.map { $0.kind }.sorted())
    properties["with"] = Self.words
    let isMatrix = kinds.contains { $0 is any MatrixEntry.Type }
    let name = Self.setName(of: registry)
    if !isMatrix { properties["with"] = nil }
    definitions[name] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    guard isMatrix else { return Self.reference(to: name) }
    properties.merge(matrix(setting: Self.reference(to: name))) { $1 }
    return [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
  }

  // MARK: Matrices

  /// Further words for patterns.
  private static let words: JSONValue = [
    "description": "Further words for patterns.", "type": "object",
    "additionalProperties": ["$ref": "#/$defs/scalar"],
  ]

  /// The schema of an entry that may have a matrix.
  private mutating func members(
    of entry: any MatrixEntry.Type, and others: [String: JSONValue] = [:],
    setting set: JSONValue? = nil
  ) -> JSONValue {
    let fields = entry.descriptions
    let set = set ?? mapping(of: fields, required: [], and: ["with": Self.words])
    let whole = mapping(
      of: fields, required: [], and: others.merging(matrix(setting: set)) { $1 })
    guard case .object(var schema) = whole else { return whole }
    let needed = entry.ownFields ?? fields.filter { $0.absent == nil }.map(\.name)
    schema["if"] = ["not": ["required": ["matrix"]]]
    schema["then"] = ["required": .array(needed.map(JSONValue.string))]
    return .object(schema)
  }

  /// The keys of a matrix, its axes setting such fields.
  private func matrix(setting set: JSONValue) -> [String: JSONValue] {
    let scalar = Self.reference(to: "scalar")
    let holes: JSONValue = [
      "type": "array", "minItems": 1,
      "items": [
        "type": "object",
        "additionalProperties": ["anyOf": [scalar, ["type": "array", "items": scalar]]],
      ],
    ]
    func said(_ text: String, _ schema: JSONValue) -> JSONValue {
      guard case .object(var members) = schema else { return schema }
      members["description"] = .string(text)
      return .object(members)
    }
    return [
      "matrix": [
        "description": "Axes: the entry stands for a member at each of their places.",
        "type": "object", "minProperties": 1,
        "additionalProperties": [
          "anyOf": [
            ["type": "array", "minItems": 1, "items": scalar],
            [
              "type": "object", "minProperties": 1,
              "additionalProperties": ["anyOf": [["type": "null"], set]],
            ],
          ]
        ],
      ],
      "except": said("Members that are left out.", holes),
      "only": said("The members that are kept.", holes),
    ]
  }
}

extension FieldDescription.Form {
  /// Whether what stands there is a mapping of fields.
  fileprivate var hasFields: Bool {
    switch self {
    case .entry, .choice: true
    case .whole, .number, .flag, .word, .text, .list, .map, .either: false
    }
  }
}
