import Suites

/// Documents that differ from a good one in a single field, which has an extreme value: each number
/// in turn very small, very large, below nothing or none at all, each text empty or very long, each
/// list empty or very long.
enum Extremes {
  private static let numbers: [JSONValue] = [
    .integer(0), .integer(-1), .integer(.max), .integer(.min), .integer(1 << 62),
    .integer(1 << 31), .integer(1_000_000), .number(0x1p63), .number(1e-300), .number(1e300),
    .number(-1e300), .string("NaN"), .null,
  ]

  private static let texts: [JSONValue] = [
    .string(""), .string(String(repeating: "x", count: 5000)),
  ]

  /// Each variant, with the path of its field.
  static func variants(
    of value: JSONValue, at path: String = ""
  ) -> [(what: String, document: JSONValue)] {
    switch value {
    case .null, .boolean: []
    case .integer, .number: numbers.map { ("\(path) = \($0)", $0) }
    case .string: texts.map { ("\(path) = \($0.text?.count ?? 0) letters", $0) }
    case .array(let elements): lists(elements, at: path)
    case .object(let members):
      members.keys.sorted().flatMap { name in
        variants(of: members[name] ?? .null, at: "\(path).\(name)").map { variant in
          var members = members
          members[name] = variant.document
          return (variant.what, .object(members))
        }
      }
    }
  }

  /// The list empty, long, and with an extreme in each of its first elements.
  private static func lists(
    _ elements: [JSONValue], at path: String
  ) -> [(what: String, document: JSONValue)] {
    var found: [(what: String, document: JSONValue)] = [("\(path) = []", .array([]))]
    if let first = elements.first {
      found.append(
        ("\(path) = 300 elements", .array(Array(repeating: first, count: 300))))
    }
    // Elements of one list are alike; more kinds of runs than this come one after the other.
    for index in elements.indices.prefix(12) {
      found += variants(of: elements[index], at: "\(path).\(index)").map { variant in
        var elements = elements
        elements[index] = variant.document
        return (variant.what, .array(elements))
      }
    }
    return found
  }
}
