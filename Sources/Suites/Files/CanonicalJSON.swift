public import Foundation

/// The one way this project writes JSON, so that equal values are equal bytes: keys sorted by their
/// UTF-8 bytes, the shortest decimal that reads back as the same Double, slashes as they are, a
/// newline at the end. NaN and infinities are refused.
public enum CanonicalJSON {
  /// One line without spaces: what digests are taken of.
  public static func compact(_ value: some Encodable) throws -> String {
    write(try tree(value), indentation: nil)
  }

  /// Indented by two spaces; arrays of plain values stay on one line. What files hold.
  public static func pretty(_ value: some Encodable) throws -> String {
    write(try tree(value), indentation: 0) + "\n"
  }

  /// The same for a document at hand.
  public static func pretty(_ value: JSONValue) -> String {
    write(value, indentation: 0) + "\n"
  }

  /// The value as a document.
  public static func tree(_ value: some Encodable) throws -> JSONValue {
    if let value = value as? JSONValue { return value }
    return try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
  }

  /// Reads a value from a file's bytes.
  public static func read<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
    try JSONDecoder().decode(type, from: data)
  }

  /// Values that cannot be written must not share a digest, so that nothing is computed under one.
  fileprivate static func identity(of value: some Encodable) -> String {
    do {
      return try compact(value)
    } catch {
      preconditionFailure("What identifies a computation cannot be written: \(error)")
    }
  }

  private static func write(_ value: JSONValue, indentation: Int?) -> String {
    var text = ""
    append(value, indentation: indentation, to: &text)
    return text
  }

  private static func append(_ value: JSONValue, indentation: Int?, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += written(value)
    case .string(let value): appendQuoted(value, to: &text)
    case .array(let elements):
      let inner = elements.allSatisfy(\.isPlain) ? nil : indentation.map { $0 + 2 }
      let spaced = indentation != nil && inner == nil
      list(elements, "[", "]", indentation: inner, spaced: spaced, to: &text) { element, text in
        append(element, indentation: inner, to: &text)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let inner = indentation.map { $0 + 2 }
      list(sorted, "{", "}", indentation: inner, spaced: false, to: &text) { member, text in
        appendQuoted(member.key, to: &text)
        text += indentation == nil ? ":" : ": "
        append(member.value, indentation: inner, to: &text)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], _ open: String, _ close: String, indentation: Int?, spaced: Bool,
    to text: inout String, _ body: (Element, inout String) -> Void
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += spaced ? ", " : "," }
      if let indentation { text += "\n" + String(repeating: " ", count: indentation) }
      body(element, &text)
    }
    if let indentation, !elements.isEmpty {
      text += "\n" + String(repeating: " ", count: indentation - 2)
    }
    text += close
  }

  /// Whole numbers below 2⁵³ without a fraction, as other JSON writers do; else the shortest form.
  private static func written(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 0x1p53 { return String(Int(nearest: value)) }
    return "\(value)"
  }

  private static func appendQuoted(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONValue {
  fileprivate var isPlain: Bool {
    switch self {
    case .null, .boolean, .integer, .number, .string: true
    case .array, .object: false
    }
  }
}

extension Digest {
  /// The digest of a value's canonical JSON.
  ///
  /// - Precondition: the value holds no NaN and no infinity, which are refused where suites and
  ///   records are read.
  init(ofCanonical value: some Encodable) { self.init(of: CanonicalJSON.identity(of: value)) }
}
