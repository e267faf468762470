import Suites

/// The part of JSON Schema (2020-12) that our schema uses: type, const, enum, properties, required,
/// additionalProperties, items, anyOf and local references.
struct JSONSchema {
  let root: JSONValue

  init(_ root: JSONValue) { self.root = root }

  /// What in a document is not as the schema says; empty if all is.
  func complaints(about document: JSONValue) -> [String] { check(document, root, "") }

  private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    if let reference = schema["$ref"]?.text {
      var target = root
      for name in reference.split(separator: "/").dropFirst() {
        guard let next = target[String(name)] else { return ["\(path): no \(reference)"] }
        target = next
      }
      return check(value, target, path)
    }
    var found: [String] = []
    if let choices = schema["anyOf"]?.elements {
      let tries = choices.map { check(value, $0, path) }
      if !tries.contains([]) { found += tries.min { $0.count < $1.count } ?? [] }
    }
    if let constant = schema["const"], constant != value {
      found.append("\(path): not \(constant)")
    }
    if let allowed = schema["enum"]?.elements, !allowed.contains(value) {
      found.append("\(path): not allowed")
    }
    if let type = schema["type"]?.text, !isType(value, type) {
      return found + ["\(path): no \(type)"]
    }
    switch value {
    case .object(let members):
      for name in (schema["required"]?.elements ?? []).compactMap(\.text) where members[name] == nil
      {
        found.append("\(path): lacks \(name)")
      }
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        if let inner = schema["properties"]?[name] {
          found += check(member, inner, "\(path)/\(name)")
        } else if let other = schema["additionalProperties"] {
          if other == .boolean(false) {
            found.append("\(path): nobody declared \(name)")
          } else if other != .boolean(true) {
            found += check(member, other, "\(path)/\(name)")
          }
        }
      }
    case .array(let elements):
      if let inner = schema["items"] {
        for (index, element) in elements.enumerated() {
          found += check(element, inner, "\(path)/\(index)")
        }
      }
    case .null, .boolean, .integer, .number, .string: break
    }
    return found
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
