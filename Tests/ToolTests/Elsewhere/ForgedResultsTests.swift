import Foundation
import Suites
import Testing

/// Results that are broken or forged: one sentence with file and line, and nothing is lost.
@Suite struct ForgedResultsTests {
  /// What is wrong with a table of ranks, and what is said of it.
  static let ranks: [(name: String, edit: @Sendable ([String]) -> [String], sentence: String)] = [
    ("a missing user", { Array($0.dropLast()) }, "ranks.csv: no row has the user"),
    ("a doubled user", { $0 + [$0[1]] }, "occur together twice"),
    (
      "a rank below 1", { [$0[0], field($0[1], 2, "0")] + $0.dropFirst(2) },
      "ranks.csv:2: the rank 0 is outside 1 to"
    ),
    (
      "a rank beyond the candidates", { [$0[0], field($0[1], 2, "121")] + $0.dropFirst(2) },
      "ranks.csv:2: the rank 121 is outside 1 to"
    ),
    (
      "a negative rank", { [$0[0], field($0[1], 2, "-1")] + $0.dropFirst(2) },
      "ranks.csv:2: the rank '-1' is not a whole number"
    ),
    (
      "a foreign user", { [$0[0], field($0[1], 0, "99999")] + $0.dropFirst(2) },
      "ranks.csv:2: 99999 is not one of the"
    ),
    (
      "another item", { [$0[0], field($0[1], 1, "99999")] + $0.dropFirst(2) },
      "ranks.csv:2: the item 99999 is not a test item of user"
    ),
    (
      "a name for a number", { [$0[0], field($0[1], 0, "u1")] + $0.dropFirst(2) },
      "ranks.csv:2: the user 'u1' is not a whole number"
    ),
    (
      "another header", { ["user,rank,item"] + $0.dropFirst() },
      "ranks.csv:1: the header is 'user,rank,item', but 'user,item,rank' is needed"
    ),
    (
      "a field too few", { [$0[0], "1,2"] + $0.dropFirst(2) },
      "ranks.csv:2: it has 2 fields, but the header has 3"
    ),
    ("nothing", { _ in [] }, "ranks.csv: it is empty"),
    (
      "a file of absurd size",
      { $0 + Array(repeating: String(repeating: "1", count: 1000), count: 100) },
      "allowed for"
    ),
  ]

  private static func field(_ line: String, _ place: Int, _ value: String) -> String {
    var fields = line.split(separator: ",").map(String.init)
    fields[place] = value
    return fields.joined(separator: ",")
  }

  /// Whatever is wrong is said in one line, with 65, and the record that was there stays.
  private func refused(_ made: ElsewhereTool, _ sentence: String, _ name: String) throws {
    let before = try? made.text("reports/tiny/records/theirs.1.json")
    let outcome = try made.tool.run("run", "tiny/theirs")
    let lines = outcome.complaints.split(separator: "\n").filter { $0.contains("Results of") }
    #expect(outcome.code == 65, "\(name): \(outcome.complaints)")
    #expect(lines.count == 1 && lines[0].contains(sentence), "\(name): \(outcome.complaints)")
    #expect(
      lines.first?.hasPrefix("repro: Results of 'tiny/theirs.1': theirs/1/") == true, "\(lines)")
    #expect((try? made.text("reports/tiny/records/theirs.1.json")) == before, "\(name)")
  }

  @Test("broken ranks are refused with file and line, and the record stays")
  func brokenRanks() throws {
    var made = try ElsewhereTool()
    try made.exportSplit()
    let sound = made.table(made.asked.map { Int32(1 + $0.row % 50) })
    try made.write("ranks.csv", Data(sound.utf8), kind: "ranks")
    #expect([0, 14].contains(try made.tool.run("run", "tiny/theirs").code))
    let lines = sound.split(separator: "\n").map(String.init)
    for (name, edit, sentence) in Self.ranks {
      let text = edit(lines).map { $0 + "\n" }.joined()
      try made.write("ranks.csv", Data(text.utf8), kind: "ranks")
      try refused(made, sentence, name)
    }
  }

  @Test("a result.json that is another's, unknown or broken is refused")
  func manifests() throws {
    var made = try ElsewhereTool()
    try made.exportSplit()
    let sound = made.table(made.asked.map { _ in 1 })
    func write(_ old: String, _ new: String) throws {
      try made.write("ranks.csv", Data(sound.utf8), kind: "ranks")
      let file = "\(made.tool.folder)/suites/theirs/1/result.json"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try #require(text.contains(old))
      try text.replacing(old, with: new).write(toFile: file, atomically: false, encoding: .utf8)
    }
    let other = String(repeating: "0", count: 64)
    let long = String(repeating: "x", count: 101)
    let cases = [
      (made.checksum, other, "it was made on the split 0000000000000000, but the suite's is"),
      (#""seed": 1"#, #""seed": 2"#, "it is for the seed 2, but its folder is for the seed 1"),
      (
        #""kind": "ranks""#, #""kind": "scores""#,
        "its kind is 'scores', but the suite asks for 'ranks'"
      ),
      (#""format": 1"#, #""format": 2"#, "its format 2 is not known; this version reads 1"),
      (#""made_by""#, #""madeby""#, "the key 'madeby' is unknown; did you mean 'made_by'?"),
      (
        #""version""#, #""verison""#,
        "the key 'made_by.verison' is unknown; did you mean 'version'?"
      ),
      (#""seed": 1"#, #""seed": 1, "seed": 1"#, "'seed' occurs in it more than once"),
      ("othertrain", long, "'made_by.program' has 101 bytes, but 1 to 100 are allowed"),
      (
        #""file": "ranks.csv""#, #""file": "../ranks.csv""#,
        "'file' is not the name of a file in its folder"
      ),
      (#""file": "ranks.csv""#, #""file": 7"#, "it lacks 'file', a text"),
      ("{", "[", "it is not JSON"),
    ]
    for (old, new, sentence) in cases {
      try write(old, new)
      try refused(made, sentence, new)
    }
    // What is no plain file is not waited for, and what is not there is said.
    try write("ranks.csv", "none.csv")
    try refused(made, "theirs/1/none.csv: it cannot be read", "no file")
    try FileManager.default.createSymbolicLink(
      atPath: made.tool.folder + "/suites/theirs/1/none.csv", withDestinationPath: "ranks.csv")
    try refused(made, "none.csv: it is a link, which is not followed", "a link")
    try FileManager.default.removeItem(atPath: made.tool.folder + "/suites/theirs")
    let missing = try made.tool.run("run", "tiny/theirs")
    #expect(missing.code == 69)
    #expect(missing.complaints.contains("theirs/1/result.json: there is no such file"))
  }

  @Test("blocks with hostile headers, foreign ids, NaN and infinities are refused")
  func blocks() throws {
    var made = try ElsewhereTool(results: #"{kind: scores, folder: "theirs/{seed}"}"#)
    try made.exportSplit()
    let (users, items) = (made.asked.map(\.user), made.candidates)
    let shape = [users.count, items.count]
    let zeros = Array(repeating: Float(0), count: users.count * items.count)
    func block(_ shape: [Int], first: Float = 0) -> Data {
      npy("<f4", shape, bytes(([first] + zeros.dropFirst()).map(\.bitPattern)))
    }
    let sound = block(shape)
    func replaced(_ old: String, _ new: String) -> Data {
      var data = sound
      if let range = data.range(of: Data(old.utf8)) {
        data.replaceSubrange(range, with: Data(new.utf8))
      }
      return data
    }
    let cases: [(String, Data)] = [
      ("is not a number", block(shape, first: .nan)),
      ("is infinite", block(shape, first: .infinity)),
      ("its shape is [1, 2], but [\(users.count), \(items.count)] is needed", block([1, 2])),
      ("its numbers are '<c8'", replaced("<f4", "<c8")),
      ("bytes of numbers, but its shape needs", sound.dropLast(4)),
      ("its numbers are in Fortran order", replaced("False", "True ")),
      ("unknown or repeated key 'shope'", replaced("shape", "shope")),
      ("unknown or repeated key 'descr'", replaced("'shape': (", "'descr': (")),
      ("for which it is too short", Data(sound.prefix(8)) + Data([255, 255, 255, 255])),
      (
        "its version of NPY is not supported",
        Data(sound.prefix(6)) + Data([9]) + sound.dropFirst(7)
      ),
      ("it is neither NPY nor safetensors", Data(repeating: 255, count: 100)),
      ("its header is not a safetensors header", bytes([UInt64(2)]) + Data("[]".utf8)),
      (
        "it holds 0 tensors, but one called 'scores' is needed",
        bytes([UInt64(2)]) + Data("{}".utf8)
      ),
    ]
    func write(_ data: Data, _ users: [Int], _ items: [Int]) throws {
      try made.write("scores.npy", data, kind: "scores")
      try made.write("user\n" + users.map { "\($0)\n" }.joined(), to: "users.csv")
      try made.write("item\n" + items.map { "\($0)\n" }.joined(), to: "items.csv")
    }
    for (sentence, data) in cases {
      try write(data, users, items)
      try refused(made, sentence, sentence)
    }
    try write(sound, [77777] + users.dropFirst(), items)
    try refused(made, "users.csv: 77777 is not one of the", "a foreign user")
    try write(sound, users, [77777] + items.dropFirst())
    try refused(made, "items.csv: 77777 is not one of the", "a foreign item")
    try write(sound, [users[1]] + users.dropFirst(), items)
    try refused(made, "users.csv:3: the user \(users[1]) occurs twice", "a doubled user")
    try write(sound, users, Array(items.dropLast()))
    try refused(made, "items.csv: it has \(items.count - 1) ids", "an item too few")
    // A file that no such block can fill is not read at all, whatever it holds.
    try write(sound, users, items)
    let file = "\(made.tool.folder)/suites/theirs/1/scores.npy"
    #expect(truncate(file, 10 << 30) == 0)
    try refused(made, "users × \(items.count) candidates", "10 GB")
  }

  @Test("lists with gaps, repeats, seen and foreign items are refused")
  func lists() throws {
    var made = try ElsewhereTool(
      results: #"{kind: lists, depth: 3, folder: "theirs/{seed}"}"#, metrics: "hr@3")
    try made.exportSplit()
    let seen = try made.rows("seen")
    let lines = try made.lists().flatMap { user, items in
      items.prefix(3).enumerated().map { "\(user),\($0.offset + 1),\($0.element)" }
    }
    let user = made.asked[0].user
    let taken = try #require(seen.first { $0[0] == user && $0[1] != made.asked[0].item })[1]
    let second = lines[1].split(separator: ",")[2]
    let cases = [
      ("\(user),4,1", "the rank 4 is outside 1 to 3"),
      ("\(user),2,\(second)", "the rank 2 of user \(user) occurs twice"),
      ("\(user),1,99999", "the item 99999 is not a candidate"),
      ("\(user),1,\(second)", "the item \(second) occurs twice in the list of user \(user)"),
      ("\(user),1,\(taken)", "which the protocol takes out ('seen: kept-history')"),
      ("", "the list of user \(user) lacks the rank 1 of 3"),
    ]
    for (line, sentence) in cases {
      let text = ([line] + lines.dropFirst()).filter { !$0.isEmpty }.joined(separator: "\n")
      try made.write("lists.csv", Data(("user,rank,item\n" + text).utf8), kind: "lists")
      try refused(made, sentence, line)
    }
    // A run whose scores tell another order than its ranks would be read otherwise elsewhere.
    let trec = "\(user) Q0 1 1 0.5 t\n\(user) Q0 2 2 0.9 t\n"
    try made.write("lists.run", Data(trec.utf8), kind: "lists")
    try refused(made, "lists.run:2: the scores of user \(user) order its list differently", "TREC")
  }
}
