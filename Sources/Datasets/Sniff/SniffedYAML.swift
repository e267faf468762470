internal import Foundation
internal import Suites

/// Settings as they are pasted into a file of data sets.
enum SniffedYAML {
  /// `{kind: columns, separator: tab, …}`, or a word.
  static func layout(_ layout: LayoutSpec) -> String {
    guard let json = try? CanonicalJSON.compact(layout),
      let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    else { return layout.kind }
    let order = ["kind"] + type(of: layout.entry).descriptions.map(\.name)
    return flow(value, order)
  }

  private static func flow(_ value: JSONValue, _ order: [String] = []) -> String {
    switch value {
    case .null: return "null"
    case .boolean(let flag): return flag ? "true" : "false"
    case .integer(let number): return "\(number)"
    case .number(let number): return "\(number)"
    case .string(let text): return scalar(text)
    case .array(let elements): return "[" + elements.map { flow($0) }.joined(separator: ", ") + "]"
    case .object(let members):
      let names =
        order.filter { members[$0] != nil } + members.keys.sorted().filter { !order.contains($0) }
      return "{"
        + names.map { "\(scalar($0)): \(flow(members[$0] ?? .null))" }.joined(separator: ", ") + "}"
    }
  }

  /// Text as YAML takes it for text.
  static func scalar(_ text: String) -> String {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    let isPlain =
      !words.contains(text.lowercased())
      && text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.\-\/ ]*[A-Za-z0-9_.\-]|[A-Za-z_]/) != nil
    guard !isPlain else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      default:
        if scalar == "\"" || scalar == "\\" { quoted += "\\" }
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A file of `suites/datasets` for a file of one's own.
  static func source(_ layout: LayoutSpec, _ head: FileHead) -> String {
    let name = head.name.split(separator: "/").last.map { String($0) } ?? head.name
    var id = String(
      name.lowercased().unicodeScalars.map { scalar in
        let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
        return isPlain ? Character(scalar) : "-"
      }.prefix(60))
    for ending in [
      "-gz", "-zst", "-zip", "-bz2", "-xz", "-csv", "-tsv", "-txt", "-dat", "-json", "-jsonl",
    ]
    where id.hasSuffix(ending) && id.count > ending.count {
      id.removeLast(ending.count)
    }
    while id.first == "-" { id.removeFirst() }
    if id.isEmpty { id = "my-data" }
    // What is packed unpacks to ten times its size, more or less.
    let limit = max(1_000_000, head.packedSize * (head.isPacked ? 100 : 1))
    return """
      schema: 1
      id: \(scalar(id))
      title: \(scalar("Rows of \(name)"))
      layout: \(self.layout(layout))
      file:
        urls: []
        packing: single
        members:
          - path: \(scalar(name))
        unpackedLimit: \(limit)
      """
  }
}
