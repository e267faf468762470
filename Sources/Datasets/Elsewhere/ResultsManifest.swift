package import Foundation
package import Suites

/// What `result.json` says, read strictly: unknown and doubled keys are refused, texts are short.
package struct ResultsManifest: Hashable, Sendable {
  /// Version of the form.
  package static let format = 1

  /// The form of results.
  package let kind: String
  /// The seed that they came from.
  package let seed: UInt64
  /// Checksum of the split they were made on.
  package let split: String
  /// Who made them, in its own words.
  package let maker: Maker
  /// The file of results.
  package let file: String
  /// Ids of the rows of a block.
  package let users: String
  /// Ids of the columns of a block.
  package let items: String

  /// Reads a file's bytes.
  package init(_ data: Data) throws(BoundedFile.Objection) {
    let members = try Self.members(of: data)
    try Self.requireKnown(
      members, ["format", "kind", "seed", "split", "made_by", "file", "users", "items"], in: "")
    guard case .integer(let format)? = members["format"] else {
      throw Self.lacking("format", "a whole number")
    }
    guard format == Self.format else {
      throw BoundedFile.Objection(
        reason: "its format \(format) is not known; this version reads \(Self.format)")
    }
    guard case .integer(let number)? = members["seed"], let seed = UInt64(exactly: number) else {
      throw Self.lacking("seed", "a whole number from 0")
    }
    guard case .object(let maker)? = members["made_by"] else {
      throw Self.lacking("made_by", "an object")
    }
    try Self.requireKnown(maker, ["program", "version", "commit", "packages"], in: "made_by.")
    func text(_ name: String, upTo most: Int) throws(BoundedFile.Objection) -> String? {
      try Self.text(maker, name, in: "made_by.", upTo: most)
    }
    guard let program = try text("program", upTo: 100) else {
      throw Self.lacking("made_by.program", "a text")
    }
    self.maker = Maker(
      program: program, version: try text("version", upTo: 200),
      commit: try text("commit", upTo: 200), packages: try text("packages", upTo: 20_000))
    guard let kind = try Self.text(members, "kind", upTo: 100) else {
      throw Self.lacking("kind", "a text")
    }
    guard let split = try Self.text(members, "split", upTo: 100) else {
      throw Self.lacking("split", "a text")
    }
    guard let file = try Self.name(members, "file") else { throw Self.lacking("file", "a text") }
    (self.kind, self.seed, self.split, self.file) = (kind, seed, split, file)
    users = try Self.name(members, "users") ?? "users.csv"
    items = try Self.name(members, "items") ?? "items.csv"
  }

  private static func members(
    of data: Data
  ) throws(BoundedFile.Objection) -> [String: JSONValue] {
    do {
      guard case .object(let members) = try CanonicalJSON.read(JSONValue.self, from: data) else {
        throw BoundedFile.Objection(reason: "it is not a JSON object")
      }
      _ = try JSONKeys(data)
      return members
    } catch let objection as BoundedFile.Objection {
      throw objection
    } catch let complaint as JSONKeys.Complaint {
      throw BoundedFile.Objection(reason: complaint.reason)
    } catch {
      throw BoundedFile.Objection(reason: "it is not JSON")
    }
  }

  private static func requireKnown(
    _ members: [String: JSONValue], _ known: [String], in part: String
  ) throws(BoundedFile.Objection) {
    guard let odd = members.keys.sorted().first(where: { !known.contains($0) }) else { return }
    let shown = String(odd.prefix(40))
    throw BoundedFile.Objection(
      reason: "the key '\(part)\(shown)' is unknown; "
        + (closest(to: shown, among: known).map { "did you mean '\($0)'?" }
          ?? "there are \(known.joined(separator: ", "))"))
  }

  private static func text(
    _ members: [String: JSONValue], _ name: String, in part: String = "", upTo most: Int
  ) throws(BoundedFile.Objection) -> String? {
    guard let value = members[name] else { return nil }
    guard case .string(let text) = value else { throw lacking(part + name, "a text") }
    guard (1...most).contains(text.utf8.count) else {
      throw BoundedFile.Objection(
        reason: "'\(part)\(name)' has \(text.utf8.count) bytes, but 1 to \(most) are allowed")
    }
    return text
  }

  /// The name of a file in the same folder.
  private static func name(
    _ members: [String: JSONValue], _ name: String
  ) throws(BoundedFile.Objection) -> String? {
    guard let text = try text(members, name, upTo: 200) else { return nil }
    guard text != ".", text != "..", !text.contains("/"), text.utf8.allSatisfy({ $0 >= 32 }) else {
      throw BoundedFile.Objection(reason: "'\(name)' is not the name of a file in its folder")
    }
    return text
  }

  private static func lacking(_ name: String, _ form: String) -> BoundedFile.Objection {
    BoundedFile.Objection(reason: "it lacks '\(name)', \(form)")
  }
}
