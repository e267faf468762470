package import Foundation

/// The names in a JSON text and how they nest, values left out: what a decoder passes over in
/// silence is found here.
package struct JSONKeys: Hashable, Sendable {
  /// What lies in one place.
  indirect enum Node: Hashable, Sendable {
    /// A value without names, or an array of such.
    case plain
    /// Members by name.
    case object([String: Node])
    /// Elements in order, of which at least one holds names.
    case array([Node])
  }

  /// What is wrong, as a sentence without its full stop.
  package struct Complaint: Error, Hashable { package var reason: String }

  /// The whole text.
  private(set) var root = Node.plain

  private let bytes: [UInt8]
  private var place = 0

  /// The names of a text that a decoder took.
  ///
  /// - Throws: `Complaint` for a name that stands twice in one object.
  package init(_ data: Data) throws(Complaint) {
    bytes = Array(data)
    root = try value(at: [], depth: 0)
  }

  /// The path of the first name, in order, that `other` does not have in that place.
  func first(missingFrom other: JSONKeys) -> String? {
    Self.first(root, missingFrom: other.root, at: [])?.joined(separator: ".")
  }

  private static func first(
    _ node: Node, missingFrom other: Node, at path: [String]
  ) -> [String]? {
    switch (node, other) {
    case (.plain, _): return nil
    case (.object(let members), .object(let known)):
      for name in members.keys.sorted() {
        guard let member = members[name] else { continue }
        guard let twin = known[name] else { return path + [name] }
        if let found = first(member, missingFrom: twin, at: path + [name]) { return found }
      }
      return nil
    case (.array(let elements), .array(let known)) where elements.count == known.count:
      for (index, pair) in zip(elements, known).enumerated() {
        if let found = first(pair.0, missingFrom: pair.1, at: path + [String(index)]) {
          return found
        }
      }
      return nil
    case (.object(let members), _): return members.keys.min().map { path + [$0] }
    case (.array, _): return path
    }
  }

  private mutating func value(at path: [String], depth: Int) throws(Complaint) -> Node {
    // A decoder takes 512; a record has fewer than ten.
    guard depth < Self.deepest else { throw Self.tooDeep }
    skipSpace()
    guard place < bytes.count else { return .plain }
    switch bytes[place] {
    case UInt8(ascii: "{"): return try object(at: path, depth: depth)
    case UInt8(ascii: "["): return try array(at: path, depth: depth)
    case UInt8(ascii: "\""):
      _ = string()
      return .plain
    default:
      skipScalar()
      return .plain
    }
  }

  private mutating func object(at path: [String], depth: Int) throws(Complaint) -> Node {
    var members: [String: Node] = [:]
    place += 1
    while true {
      skipSpace()
      guard place < bytes.count, bytes[place] != UInt8(ascii: "}") else { break }
      if bytes[place] == UInt8(ascii: ",") {
        place += 1
        continue
      }
      guard bytes[place] == UInt8(ascii: "\"") else { break }
      let name = string()
      skipSpace()
      place += 1
      let member = try value(at: path + [name], depth: depth + 1)
      guard members.updateValue(member, forKey: name) == nil else {
        throw Complaint(
          reason: "'\((path + [name]).joined(separator: "."))' occurs in it more than once")
      }
    }
    place += 1
    return .object(members)
  }

  private mutating func array(at path: [String], depth: Int) throws(Complaint) -> Node {
    // A long list of numbers costs no node each: nodes are kept from the first that holds names.
    var elements: [Node] = []
    var count = 0
    var isPlain = true
    place += 1
    while true {
      skipSpace()
      guard place < bytes.count, bytes[place] != UInt8(ascii: "]") else { break }
      if bytes[place] == UInt8(ascii: ",") {
        place += 1
        continue
      }
      let begin = place
      var element = Node.plain
      if Self.isNumber(bytes[place]) {
        guard depth + 1 < Self.deepest else { throw Self.tooDeep }
        skipScalar()
      } else {
        element = try value(at: path + [String(count)], depth: depth + 1)
      }
      guard place > begin else { break }
      if element != .plain, isPlain {
        isPlain = false
        elements = Array(repeating: .plain, count: count)
      }
      if !isPlain { elements.append(element) }
      count += 1
    }
    place += 1
    return isPlain ? .plain : .array(elements)
  }

  /// The text that begins at this quotation mark, escapes resolved.
  private mutating func string() -> String {
    let begin = place
    var isEscaped = false
    place += 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        isEscaped = true
        place += 1
      }
      place += 1
    }
    place = min(place + 1, bytes.count)
    let inner = bytes[min(begin + 1, bytes.count)..<max(begin + 1, place - 1)]
    guard isEscaped else { return String(decoding: inner, as: UTF8.self) }
    let whole = Data("[".utf8) + Data(bytes[begin..<place]) + Data("]".utf8)
    return (try? JSONDecoder().decode([String].self, from: whole))?.first
      ?? String(decoding: inner, as: UTF8.self)
  }

  private mutating func skipSpace() {
    while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
  }

  /// Passes over a number or a word.
  private mutating func skipScalar() {
    while place < bytes.count, !Self.isEnd(bytes[place]) { place += 1 }
  }

  private static let deepest = 64
  private static let tooDeep = Complaint(reason: "it is nested more than 64 levels deep")

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isEnd(_ byte: UInt8) -> Bool {
    isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: "}")
  }
}
