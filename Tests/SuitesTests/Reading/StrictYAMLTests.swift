import Suites
import Testing

private struct Model: Codable, Sendable, Hashable {
  var name: String
  var width: Int
  var rate: Double
  var flag: Bool
  var list: [Int]
  var note: String?
  var side: Side?
  enum Side: String, Word { case right, left }
}

private let sound = """
  name: one
  width: 8
  rate: 1e-3
  flag: true
  list: [1, 2]
  """

private func complaint(_ yaml: String) -> String {
  do {
    _ = try decodeStrictly(Model.self, from: yaml, file: "f.yaml")
    return "nothing"
  } catch {
    return error.description
  }
}

@Test("a sound file is read, with the place of each part")
func reads() throws {
  let read = try decodeStrictly(Model.self, from: sound, file: "f.yaml")
  #expect(read.value.rate == 0.001 && read.value.list == [1, 2] && read.value.note == nil)
  #expect(read.position(of: "list.1") == Position(line: 5, column: 11))
  #expect(read.position(of: "flag.deeper") == Position(line: 4, column: 1))
}

@Test(
  "what the type does not say is refused with its place",
  arguments: [
    (
      "width: 8", "width: 8\nwidht: 9",
      "f.yaml:3:1: the key 'widht' is unknown; did you mean 'width'?"
    ),
    ("width: 8", "witdh: 8", "f.yaml:2:1: the key 'witdh' is unknown; did you mean 'width'?"),
    ("width: 8", "depth: 8", "f.yaml:1:1: 'the file' lacks 'width'"),
    (
      "flag: true", "flag: true\nnoet: a",
      "f.yaml:5:1: the key 'noet' is unknown; did you mean 'note'?"
    ),
    (
      "list: [1, 2]", "list: [1, 2]\nside: east",
      "f.yaml:6:1: 'side' must be one of left, right, not 'east'"
    ),
    (
      "list: [1, 2]", "list: [1, 2]\nside: 5",
      "f.yaml:6:1: 'side' must be one of left, right, not '5'"
    ),
    ("list: [1, 2]", "list: [1, 2]\nside: [left]", "f.yaml:6:1: 'side' must be one word or number"),
    ("width: 8", "width: eight", "f.yaml:2:1: 'width' must be a whole number"),
    ("width: 8", "width: 8.5", "f.yaml:2:1: 'width' must be a whole number"),
    (
      "width: 8", "width: \"8\"",
      "f.yaml:2:1: 'width' must be a whole number"
    ),
    (
      "width: 8", "width: 010",
      "f.yaml:2:8: 'width' must be a number: write plain decimal digits, not '010'"
    ),
    ("width: 8\n", "", "f.yaml:1:1: 'the file' lacks 'width'"),
    ("rate: 1e-3", "rate: .nan", "f.yaml:3:7: 'rate' is .nan, but every number must be finite"),
    ("rate: 1e-3", "rate: -.inf", "f.yaml:3:7: 'rate' is -.inf, but every number must be finite"),
    ("flag: true", "flag: 1", "f.yaml:4:1: 'flag' must be true or false"),
    ("flag: true", "flag: yes", "f.yaml:4:7: 'flag' must be true or false, not 'yes'"),
    ("name: one", "name: true", "f.yaml:1:7: 'name' must be text: write \"true\" in quotes"),
    ("name: one", "name: 0.17", "f.yaml:1:7: 'name' must be text: write \"0.17\" in quotes"),
    ("list: [1, 2]", "list: 1", "f.yaml:5:1: 'list' must be a list"),
    ("list: [1, 2]", "list: [1, two]", "f.yaml:5:11: 'list.1' must be a whole number"),
    (
      "list: [1, 2]", "list: &a [1, 2]",
      "f.yaml:5:7: the anchor '&a' is refused: repeat the lines instead"
    ),
    ("list: [1, 2]", "list: *a", "f.yaml:5:7: found undefined alias"),
    (
      "flag: true", "flag: true\nflag: true",
      "f.yaml:4:1: a mapping has the key 'flag' more than once"
    ),
    ("list: [1, 2]", "list: [1, 2", "f.yaml:6:1: did not find expected ',' or ']'"),
    (
      "rate: 1e-3", "rate: 1e999",
      "f.yaml:3:7: 'rate' is 1e999, which is outside the range of numbers"
    ),
    ("rate: 1e-3", "rate: nan", "f.yaml:3:7: 'rate' is nan, which is not a finite number"),
    (
      "rate: 1e-3", "rate: -Infinity",
      "f.yaml:3:7: 'rate' is -Infinity, which is not a finite number"
    ),
    (
      "rate: 1e-3", "rate: -1e999",
      "f.yaml:3:7: 'rate' is -1e999, which is outside the range of numbers"
    ),
    ("width: 8", "width: 9223372036854775808", "f.yaml:2:1: 'width' must be a whole number"),
    ("width: 8", "width: 1e3", "f.yaml:2:1: 'width' must be a whole number"),
    ("rate: 1e-3", "rate: \"0.1\"", "f.yaml:3:1: 'rate' must be a number"),
    (
      "rate: 1e-3", "rate: 18446744073709551615",
      "f.yaml:3:7: 'rate' is a whole number beyond 9223372036854775807: 18446744073709551615"
    ),
  ])
func refuses(_ old: String, _ new: String, _ expected: String) {
  #expect(complaint(sound.replacing(old, with: new)) == expected)
}

@Test("nothing, and no mapping, are refused in words")
func emptiness() {
  #expect(complaint("") == "f.yaml:1:1: the file is empty")
  #expect(complaint("[]").hasPrefix("f.yaml:1:1: "))
}

@Test(
  "10 MB of nesting is refused, not followed to the end of the stack",
  arguments: ["[", "{a: ", "- ", "? ", "[{a: ", "!!seq [", "&a ["])
func tower(brick: String) {
  let count = 10_000_000 / brick.utf8.count
  #expect(complaint(String(repeating: brick, count: count)).hasPrefix("f.yaml:1:"))
  #expect(complaint("list: " + String(repeating: brick, count: count)).hasPrefix("f.yaml:1:"))
}

@Test("a billion laughs are refused at the first")
func laughs() {
  var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
  for level in 1...9 {
    let before = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
    text += "a\(level): &a\(level) [\(before)]\n"
  }
  #expect(complaint(text) == "f.yaml:1:5: the anchor '&a0' is refused: repeat the lines instead")
}
