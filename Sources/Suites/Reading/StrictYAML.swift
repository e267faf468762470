internal import Foundation
internal import Yams

/// A place in a file, both counted from 1.
public struct Position: Hashable, Sendable {
  /// Line.
  public var line: Int
  /// Column.
  public var column: Int

  /// A place in a file.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A value read strictly, and where in its file each part stands.
public struct Strict<Value: Sendable>: Sendable {
  /// What was read.
  public var value: Value
  /// Places by path: `claims.3.margin`. Keys stand for their values.
  public var positions: [String: Position]

  /// The place of a path, or of the nearest part around it that has one.
  public func position(of path: String) -> Position? { positions.place(of: path) }
}

extension [String: Position] {
  /// The place of a path, or of the nearest part around it that has one.
  fileprivate func place(of path: String) -> Position? {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false)
    while !parts.isEmpty {
      if let found = self[parts.joined(separator: ".")] { return found }
      parts.removeLast()
    }
    return self[""]
  }
}

/// Reads YAML as a type and refuses whatever the type does not say: keys that nothing reads,
/// duplicates, wrong types, NaN and infinities, numbers in quotes and words without them that YAML
/// takes for something else, anchors and aliases.
///
/// - Throws: `SuiteError` with file, line and column.
public func decodeStrictly<T: Codable & Sendable>(
  _ type: T.Type, from yaml: String, file: String
) throws(SuiteError) -> Strict<T> {
  try decodeStrictly(type, from: yaml, file: file) { (root) throws(SuiteError) in root }
}

/// The same of a file of at most a mebibyte.
///
/// - Returns: nil where there is no such file.
func strictFile<T: Codable & Sendable>(
  _ type: T.Type, at path: String
) throws(SuiteError) -> Strict<T>? {
  let data: Data?
  do throws(RecordError) {
    data = try regularFile(path, limit: 1 << 20)
  } catch {
    throw SuiteError(file: path, problem: error.reason)
  }
  guard let data else { return nil }
  guard let yaml = String(data: data, encoding: .utf8) else {
    throw SuiteError(file: path, problem: "the file is not UTF-8 text")
  }
  return try decodeStrictly(type, from: yaml, file: path)
}

/// The same for a tree that is resolved before it is decoded; nodes keep their places.
func decodeStrictly<T: Codable & Sendable>(
  _ type: T.Type, from yaml: String, file: String,
  resolving resolve: (Node) throws(SuiteError) -> Node
) throws(SuiteError) -> Strict<T> {
  do {
    let parser = try Parser(yaml: yaml)
    // Nodes hold their anchors weakly; the parser owns them.
    return try withExtendedLifetime(parser) {
      guard let written = try parser.singleRoot() else {
        throw SuiteError(file: file, line: 1, column: 1, problem: "the file is empty")
      }
      var reader = StrictReader(file: file)
      try reader.inspect(written, path: "")
      let root = try resolve(written)
      // Places are those of the tree that is decoded.
      reader = StrictReader(file: file)
      try reader.inspect(root, path: "")
      let value: T
      do {
        value = try YAMLDecoder().decode(
          Noted<T>.self, from: root, userInfo: [KeyBook.key: reader.keys]
        ).value
      } catch let error as DecodingError {
        throw reader.located(error, in: root)
      }
      let understood = try CanonicalJSON.tree(value)
      try reader.compare(root, understood, path: "")
      return Strict(value: value, positions: reader.positions)
    }
  } catch let error as SuiteError {
    throw error
  } catch let error as YamlError {
    throw SuiteError(error, file: file)
  } catch {
    throw SuiteError(file: file, problem: "\(error)")
  }
}

private struct StrictReader {
  let file: String
  /// The keys that were asked for, by place.
  let keys = KeyBook()
  var positions: [String: Position] = [:]
  /// Ids of entries of lists by their paths.
  private var ids: [String: String] = [:]

  init(file: String) { self.file = file }

  /// Notes where everything stands; refuses anchors, numbers that are none, and keys that are no
  /// words.
  mutating func inspect(_ node: Node, path: String) throws(SuiteError) {
    if let mark = node.mark, positions[path] == nil {
      positions[path] = Position(line: mark.line, column: mark.column)
    }
    if let anchor = node.anchor {
      throw error(node, "the anchor '&\(anchor.rawValue)' is refused: repeat the lines instead")
    }
    switch node {
    case .scalar(let scalar):
      let word = scalar.string.lowercased()
      let bare = word.hasPrefix("+") || word.hasPrefix("-") ? String(word.dropFirst()) : word
      if scalar.style == .plain, [".nan", ".inf"].contains(bare) {
        throw error(node, "'\(shown(path))' is \(scalar.string), but every number must be finite")
      }
      // `nan`, `infinity`, `1e999` and `0x1p9999` are none of YAML's words, but read as numbers.
      if scalar.style == .plain,
        Double(scalar.string.replacing("_", with: ""))?.isFinite == false
      {
        throw error(
          node,
          "'\(shown(path))' is \(scalar.string), which is "
            + (isPlainNumber(scalar.string)
              ? "outside the range of numbers" : "not a finite number"))
      }
    case .sequence(let sequence):
      for (index, element) in sequence.enumerated() {
        if let id = element.mapping?["id"]?.string, isIdentifier(id) {
          ids[joined(path, String(index))] = id
        }
        try inspect(element, path: joined(path, String(index)))
      }
    case .mapping(let mapping):
      for (key, value) in mapping {
        guard let name = key.string else { throw error(key, "a key must be a word") }
        if let mark = key.mark {
          positions[joined(path, name)] = Position(line: mark.line, column: mark.column)
        }
        try inspect(value, path: joined(path, name))
      }
    case .alias:
      throw error(node, "an alias is refused: repeat the lines instead")
    }
  }

  /// Refuses what is written but was not understood, or was understood as something else.
  func compare(_ written: Node, _ understood: JSONValue, path: String) throws(SuiteError) {
    switch (written, understood) {
    case (.mapping(let mapping), .object(let members)):
      for (key, value) in mapping {
        let name = key.string ?? ""
        guard let match = members[name] else {
          if value.string == "null" || value.string == "~" { continue }
          throw error(key, unknown(name, at: path, among: keys.known(at: path)))
        }
        try compare(value, match, path: joined(path, name))
      }
    case (.sequence(let sequence), .array(let elements)):
      for (index, pair) in zip(sequence, elements).enumerated() {
        try compare(pair.0, pair.1, path: joined(path, String(index)))
      }
    case (.scalar(let scalar), .string):
      if scalar.style == .plain, readsAsSomethingElse(scalar.string) {
        throw error(written, "'\(shown(path))' must be text: write \"\(scalar.string)\" in quotes")
      }
    case (.scalar(let scalar), .integer), (.scalar(let scalar), .number):
      if scalar.style != .plain || !isPlainNumber(scalar.string) {
        throw error(
          written,
          "'\(shown(path))' must be a number: write plain decimal digits, not '\(scalar.string)'")
      }
      // Written to a record it would come back as another one.
      if case .number = understood, scalar.string.allSatisfy({ $0.isNumber || $0 == "-" }) {
        throw error(
          written, "'\(shown(path))' is a whole number beyond \(Int.max): \(scalar.string)")
      }
    case (.scalar(let scalar), .boolean):
      if scalar.style != .plain || !["true", "false"].contains(scalar.string) {
        throw error(written, "'\(shown(path))' must be true or false, not '\(scalar.string)'")
      }
    default: break
    }
  }

  /// A decoding error with its place and in words.
  func located(_ error: DecodingError, in root: Node) -> SuiteError {
    let context: DecodingError.Context
    var problem: String
    switch error {
    case .keyNotFound(let key, let found):
      context = found
      let path = KeyBook.place(found.codingPath)
      // Where an unknown key looks like the one that is missing, it was meant.
      let meant = written(at: found.codingPath, in: root).first { written in
        !keys.knows(written, at: path) && closest(to: written, among: [key.stringValue]) != nil
      }
      if let meant {
        return SuiteError(
          file: file, at: positions.place(of: joined(path, meant)),
          problem: unknown(meant, at: path, among: [key.stringValue]))
      }
      problem = "'\(shown(path))' lacks '\(key.stringValue)'"
    case .typeMismatch(let type, let found), .valueNotFound(let type, let found):
      context = found
      problem = "'\(shown(KeyBook.place(found.codingPath)))' must be \(words(for: type))"
    case .dataCorrupted(let found):
      context = found
      problem = found.debugDescription
    @unknown default:
      return SuiteError(file: file, problem: "\(error)")
    }
    if problem.hasSuffix(".") { problem.removeLast() }
    let place = positions.place(of: KeyBook.place(context.codingPath))
    return SuiteError(file: file, at: place, problem: problem)
  }

  /// What is said of a key that nothing reads.
  private func unknown(_ name: String, at path: String, among known: [String]) -> String {
    "the key '\(shown(joined(path, name)))' is unknown"
      + (closest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? "")
  }

  /// The keys of the mapping in a place of the file.
  private func written(at path: [any CodingKey], in root: Node) -> [String] {
    var node = root
    for key in path {
      let next =
        key.intValue.map { index in
          node.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        } ?? node.mapping?[key.stringValue]
      guard let next else { return [] }
      node = next
    }
    return node.mapping?.keys.compactMap(\.string) ?? []
  }

  /// A path for people: an entry of a list by its id where it has one, since the file may not have the
  /// entries one by one.
  private func shown(_ path: String) -> String {
    var place = ""
    var words: [String] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      place = joined(place, String(part))
      words.append(ids[place] ?? String(part))
    }
    return path.isEmpty ? "the file" : words.joined(separator: ".")
  }

  private func error(_ node: Node, _ problem: String) -> SuiteError {
    SuiteError(file: file, line: node.mark?.line, column: node.mark?.column, problem: problem)
  }
}

private func joined(_ path: String, _ name: String) -> String {
  path.isEmpty ? name : "\(path).\(name)"
}

private func words(for type: Any.Type) -> String {
  if type == String.self { return "text" }
  if type == Bool.self { return "true or false" }
  if type == Int.self || type == UInt64.self { return "a whole number" }
  if type == Double.self { return "a number" }
  let name = "\(type)"
  if name.hasPrefix("Array") || name == "Sequence" { return "a list" }
  if name.hasPrefix("Dictionary") || name == "Mapping" { return "a mapping" }
  if name == "Scalar" { return "one word or number" }
  return "a \(name)"
}

/// Digits with an optional sign, fraction and exponent; no leading zeros, no underscores, no hex.
private func isPlainNumber(_ text: String) -> Bool {
  let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
  guard let first = unsigned.first, first.isASCII, first.isNumber else { return false }
  let whole = unsigned.prefix { $0.isNumber }
  if whole.count > 1, whole.hasPrefix("0") { return false }
  return unsigned.allSatisfy { $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }
    && Double(text) != nil
}

private func readsAsSomethingElse(_ text: String) -> Bool {
  ["true", "false", "null", "~", ""].contains(text.lowercased()) || isPlainNumber(text)
}

/// The known word within two edits, if any.
package func closest(to word: String, among known: [String]) -> String? {
  let found = known.map { (word: $0, distance: editDistance(Array(word), Array($0))) }
    .filter { $0.distance <= (word.count < 4 ? 1 : 2) }
  return found.min { $0.distance < $1.distance }?.word
}

/// Levenshtein's distance.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (left == right ? 0 : 1))
      diagonal = row[j + 1]
      row[j + 1] = next
    }
  }
  return row[b.count]
}

extension SuiteError {
  fileprivate init(_ error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(file: file, line: mark.line, column: mark.column, problem: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
      self.init(
        file: file, line: context.mark.line, column: context.mark.column,
        problem: "a mapping has the key \(keys) more than once")
    case .reader(let problem, _, _, _):
      self.init(file: file, problem: "not readable as UTF-8 text: \(problem)")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      self.init(file: file, problem: "not readable as YAML: \(error)")
    }
  }
}
