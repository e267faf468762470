/// The keys that a type asks for in each place of a file, noted while it is read: what else is
/// written there is unknown.
final class KeyBook {
  /// Where decoders carry the book.
  static var key: CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "keys") else {
      preconditionFailure("A key without a name.")
    }
    return key
  }

  private struct Place {
    /// Keys that were asked for, in order.
    var asked: [String] = []
    /// Whether a type that reads here has a key of this name, asked for or not.
    var knows: [(String) -> Bool] = []
  }
  private var places: [String: Place] = [:]

  /// Notes keys by name.
  func expect(_ names: [String], at place: String) {
    for name in names where places[place]?.asked.contains(name) != true {
      places[place, default: Place()].asked.append(name)
    }
  }

  /// Notes a type of keys, all of whose members are known.
  func expect<Key: CodingKey>(_ type: Key.Type, at place: String) {
    // Keys of any name say nothing.
    guard type != EntryKey.self, Key(stringValue: "\u{0}") == nil else { return }
    places[place, default: Place()].knows.append { Key(stringValue: $0) != nil }
  }

  /// The keys that were asked for in a place, in order.
  func known(at place: String) -> [String] { places[place]?.asked ?? [] }

  /// Whether anything reads a key in a place.
  func knows(_ name: String, at place: String) -> Bool {
    guard let found = places[place] else { return false }
    return found.asked.contains(name) || found.knows.contains { $0(name) }
  }

  /// A path as text: `runs.3.task`.
  static func place(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
