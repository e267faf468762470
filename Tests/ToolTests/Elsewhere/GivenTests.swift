import Foundation
import Suites
import Testing

/// Data that their publishers divided into files, with lists of candidates: RecBole's benchmark files.
@Suite struct GivenTests {
  private static let source = """
    schema: 1
    id: rows
    title: Benchmark files
    layout: {kind: preset, of: recbole-inter}
    file:
      urls: []
      packing: archive
      members:
        - path: x.train.inter
        - path: x.valid.inter
        - path: x.test.inter
        - path: x.candidates
          lists: {kind: columns, form: lists, user: "1", item: "2", ids: texts}
      unpackedLimit: 1000000

    """
  private static let files = [
    "train": "u1 a 10,u1 b 20,u2 a 5,u2 c 6,u3 b 1,u4 a 1,u4 b 2",
    "valid": "u1 c 30,u2 b 2",
    "test": "u1 d 40,u2 d 9,u3 c 3,u4 e 4",
  ]

  /// A tool with these data, two baselines and a run that was made elsewhere.
  private func made(
    lists: String = "u1 d a e\nu2 e d\nu3 a c d\nu4 e b\n", target: String = "listed"
  ) throws -> ElsewhereTool {
    let candidates = "candidates: {kind: given, file: x.candidates, target: \(target)}"
    let made = try ElsewhereTool { suite in
      let rows = suite.replacing("source: planted-time", with: "source: rows")
        .replacing(
          "split: leave-last-out",
          with: "split: {kind: given-files, validation: x.valid.inter, test: x.test.inter}"
        )
        .replacing("candidates: catalogue, seen: kept-history", with: candidates + ", seen: ranked")
      guard let begin = rows.range(of: "    generator:"), let end = rows.range(of: "runs:") else {
        return rows
      }
      return rows.replacingCharacters(in: begin.lowerBound..<end.lowerBound, with: "")
    }
    let folder = made.tool.folder
    try FileManager.default.createDirectory(
      atPath: folder + "/own", withIntermediateDirectories: true)
    try Self.source.write(
      toFile: folder + "/suites/datasets/rows.yaml", atomically: false, encoding: .utf8)
    for (part, rows) in Self.files {
      let text =
        "user_id:token\titem_id:token\ttimestamp:float\n"
        + rows.split(separator: ",").map { $0.replacing(" ", with: "\t") + "\n" }.joined()
      try text.write(
        toFile: "\(folder)/own/x.\(part).inter", atomically: false, encoding: .utf8)
    }
    try lists.write(toFile: folder + "/own/x.candidates", atomically: false, encoding: .utf8)
    return made
  }

  @Test("benchmark files are read, ranked among their lists, exported, and results on them judged")
  func whole() throws {
    var made = try made()
    let check = try made.tool.run("check", "tiny")
    #expect(check.code == 0, "\(check.output)\(check.complaints)")
    let run = try made.tool.run("run", "tiny/popularity", "--data", "rows=own")
    #expect([0, 14].contains(run.code), "\(run.complaints)")
    // Events in training: a 3, b 3, c 1, d 0, e 0. Of u1 d stands with a and e: behind a, and behind e by
    // the tie. Of u2 with e alone. Of u3 c stands behind a alone. Of u4 e behind b.
    #expect(try made.result("popularity.1").ranks == [3, 2, 2, 2])
    let split = try made.tool.run("export-split", "tiny/theirs", "split", "--data", "rows=own")
    #expect(split.code == 0, "\(split.complaints)")
    // a to e are 1 to 5.
    #expect(
      try made.rows("train").map { Array($0.prefix(2)) } == [
        [1, 1], [1, 2], [2, 1], [2, 3], [3, 2], [4, 1], [4, 2],
      ])
    #expect(try made.rows("validation").map { Array($0.prefix(2)) } == [[1, 3], [2, 2]])
    #expect(
      try made.rows("test").map { Array($0.prefix(3)) }
        == [[1, 1, 4], [2, 2, 4], [3, 3, 3], [4, 4, 5]])
    #expect(
      try made.rows("drawn") == [
        [1, 1], [1, 4], [1, 5], [2, 4], [2, 5], [3, 1], [3, 3], [3, 4], [4, 2], [4, 5],
      ])
    try made.exportedSplit()
    func read(_ ranks: [Int32]) throws -> Tool.Outcome {
      try made.write("ranks.csv", Data(made.table(ranks).utf8), kind: "ranks")
      return try made.tool.run("run", "tiny/theirs", "--data", "rows=own")
    }
    let tooDeep = try read([1, 3, 1, 1])
    #expect(tooDeep.code == 65 && tooDeep.complaints.contains("the rank 3 is outside 1 to 2"))
    #expect([0, 14].contains(try read([1, 2, 3, 1]).code))
    #expect(try made.result("theirs.1").ranks == [1, 2, 3, 1])
  }

  @Test(
    "lists that do not fit the test are refused in a sentence",
    arguments: [
      ("u1 d a\nu2 d\nu3 c\n", "listed", "the lists in x.candidates: the test user 4 has no list"),
      (
        "u1 a\nu2 d\nu3 c\nu4 e\n", "listed",
        "the lists in x.candidates: the list of user 1 lacks the target 4; `target: beside` is for lists"
      ),
      (
        "u1 a d\nu2 a\nu3 a\nu4 a\n", "beside",
        "the lists in x.candidates: the list of user 1 has the target 4; `target: listed` is for lists"
      ),
      ("u9 a\n", "listed", "x.candidates: the user 'u9' is not among those of the prepared rows"),
      ("u1 d d\n", "listed", "x.candidates: the list of user 1 has the item 4 twice"),
    ])
  func refused(lists: String, target: String, sentence: String) throws {
    let made = try made(lists: lists, target: target)
    let run = try made.tool.run("run", "tiny/popularity", "--data", "rows=own")
    #expect(
      ![0, 14, 70].contains(run.code) && run.complaints.contains(sentence), "\(run.complaints)")
  }

  @Test("a suite that names a file which is not there is refused where it names it")
  func unknown() throws {
    let made = try made()
    let file = made.tool.folder + "/suites/tiny.yaml"
    let suite = try String(contentsOfFile: file, encoding: .utf8)
    for (old, new, sentence) in [
      ("test: x.test.inter", "test: y", "the data set 'rows': it has no member 'y'"),
      (
        "file: x.candidates", "file: y",
        "it has no member 'y' with 'lists'; those with 'lists' are x.candidates"
      ),
    ] {
      try suite.replacing(old, with: new).write(toFile: file, atomically: false, encoding: .utf8)
      let check = try made.tool.run("check", "tiny")
      #expect(check.code == 78 && (check.output + check.complaints).contains(sentence))
    }
  }
}
