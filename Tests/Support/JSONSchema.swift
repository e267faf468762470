public import Suites

/// The part of JSON Schema (2020-12) that our schemas use: type, const, enum, pattern, bounds,
/// properties, required, additionalProperties, items, allOf, anyOf, not, if and local references.
public struct JSONSchema {
  let root: JSONValue

  /// A schema as a document.
  public init(_ root: JSONValue) { self.root = root }

  /// What in a document is not as the schema says; empty if all is.
  public func complaints(about document: JSONValue) -> [String] { check(document, root, "") }

  private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    if case .boolean(let allowed) = schema { return allowed ? [] : ["\(path): not allowed"] }
    var found: [String] = []
    if let reference = schema["$ref"]?.text {
      var target = root
      for name in reference.split(separator: "/").dropFirst() {
        guard let next = target[String(name)] else { return ["\(path): no \(reference)"] }
        target = next
      }
      found += check(value, target, path)
    }
    for part in schema["allOf"]?.elements ?? [] { found += check(value, part, path) }
    if let choices = schema["anyOf"]?.elements {
      let tries = choices.map { check(value, $0, path) }
      if !tries.contains([]) { found += tries.min { $0.count < $1.count } ?? [] }
    }
    if let refused = schema["not"], check(value, refused, path).isEmpty {
      found.append("\(path): refused")
    }
    if let condition = schema["if"] {
      let branch = check(value, condition, path).isEmpty ? "then" : "else"
      if let branch = schema[branch] { found += check(value, branch, path) }
    }
    if let constant = schema["const"], constant != value {
      found.append("\(path): not \(constant)")
    }
    if let allowed = schema["enum"]?.elements, !allowed.contains(value) {
      found.append("\(path): not one of the words")
    }
    if let types = schema["type"] {
      let names = types.elements?.compactMap(\.text) ?? types.text.map { [$0] } ?? []
      guard names.contains(where: { isType(value, $0) }) else {
        return found + ["\(path): no \(names.joined(separator: " or "))"]
      }
    }
    found += inner(value, schema, path)
    return found
  }

  /// What is wrong in a value of the right type.
  private func inner(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    var found: [String] = []
    switch value {
    case .object(let members):
      for name in (schema["required"]?.elements ?? []).compactMap(\.text) where members[name] == nil
      {
        found.append("\(path): lacks \(name)")
      }
      if let least = number(schema["minProperties"]), Double(members.count) < least {
        found.append("\(path): too few")
      }
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        if let inner = schema["properties"]?[name] {
          found += check(member, inner, "\(path)/\(name)")
        } else if let other = schema["additionalProperties"] {
          if other == .boolean(false) {
            found.append("\(path): nobody declared \(name)")
          } else {
            found += check(member, other, "\(path)/\(name)")
          }
        }
      }
    case .array(let elements):
      if let least = number(schema["minItems"]), Double(elements.count) < least {
        found.append("\(path): too few")
      }
      if let inner = schema["items"] {
        for (index, element) in elements.enumerated() {
          found += check(element, inner, "\(path)/\(index)")
        }
      }
    case .string(let text):
      if let pattern = schema["pattern"]?.text,
        (try? Regex(pattern))?.firstMatchExists(in: text) != true
      {
        found.append("\(path): '\(text)' does not match")
      }
    case .integer(let whole): found += bounds(Double(whole), schema, path)
    case .number(let number): found += bounds(number, schema, path)
    case .null, .boolean: break
    }
    return found
  }

  private func bounds(_ value: Double, _ schema: JSONValue, _ path: String) -> [String] {
    let limits: [(String, (Double, Double) -> Bool)] = [
      ("minimum", >=), ("maximum", <=), ("exclusiveMinimum", >), ("exclusiveMaximum", <),
    ]
    let isInside = limits.allSatisfy { name, holds in
      number(schema[name]).map { holds(value, $0) } ?? true
    }
    return isInside ? [] : ["\(path): \(value) is out of range"]
  }

  private func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .integer(let whole): Double(whole)
    case .number(let number): number
    case nil, .null, .boolean, .string, .array, .object: nil
    }
  }

  private func isType(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.boolean, "boolean"), (.integer, "integer"), (.integer, "number"),
      (.number, "number"), (.string, "string"), (.array, "array"), (.object, "object"):
      true
    default: false
    }
  }
}

extension Regex {
  /// Whether the text holds a match.
  fileprivate func firstMatchExists(in text: String) -> Bool {
    (try? firstMatch(in: text)) ?? nil != nil
  }
}
