import Foundation
import Metrics
import Suites
import Testing

/// Results that another program made: read, measured and judged like those that were trained here.
@Suite struct ElsewhereTests {
  /// A tool with a record of our popularity baseline, whose rankings stand for another program's.
  private func popular(_ made: ElsewhereTool) throws -> ElsewhereTool {
    var made = made
    let outcome = try made.tool.run("run", "tiny/popularity")
    try #require([0, 14].contains(outcome.code), "\(outcome.complaints)")
    try made.exportSplit()
    return made
  }

  private func read(_ made: ElsewhereTool) throws -> RunResult {
    let outcome = try made.tool.run("run", "tiny/theirs")
    try #require([0, 14].contains(outcome.code), "\(outcome.complaints)")
    return try made.result("theirs.1")
  }

  @Test("ranks come back as the same ranks and metrics, and the record says who made them")
  func ranks() throws {
    let made = try popular(try ElsewhereTool())
    let ours = try made.result("popularity.1")
    // Rows may stand in any order, fields between tabs and in quotes.
    let lines = made.table(ours.ranks).split(separator: "\n").map(String.init)
    let mixed = lines[0] + "\n" + lines.dropFirst().reversed().joined(separator: "\r\n")
    try made.write(
      "ranks.tsv", Data(mixed.replacing(",", with: "\t").replacing("user", with: "\"user\"").utf8),
      kind: "ranks")
    let theirs = try read(made)
    #expect(theirs.ranks == ours.ranks && theirs.metrics == ours.metrics)
    #expect(theirs.users == ours.users && theirs.dataDigest == ours.dataDigest)
    #expect(theirs.elsewhere?.kind == "ranks" && theirs.elsewhere?.split == made.checksum)
    let maker = Maker(program: "othertrain", version: "1.2", commit: "abc123")
    #expect(try made.record("theirs.1").circumstances.madeBy == maker)
    // What was made elsewhere is marked on the page.
    _ = try made.tool.run("report", "tiny")
    let page = try made.tool.page("report.md")
    #expect(page.contains("| made elsewhere |"))
    #expect(page.contains("`theirs`: ranks by othertrain 1.2, commit abc123"))
    // It is audited by nobody, and the audit says so.
    let audit = try made.tool.run("audit", "tiny/theirs")
    #expect(audit.code == 14, "\(audit.complaints)")
    #expect(
      audit.output.contains("not-auditable  theirs.1: it was made elsewhere, by othertrain 1.2"))
  }

  @Test("a record stands until the results that it was read from are replaced")
  func replaced() throws {
    let made = try popular(try ElsewhereTool())
    let ours = try made.result("popularity.1")
    try made.write("ranks.csv", Data(made.table(ours.ranks).utf8), kind: "ranks")
    _ = try read(made)
    let record = try made.text("reports/tiny/records/theirs.1.json")
    _ = try read(made)
    #expect(try made.text("reports/tiny/records/theirs.1.json") == record)
    var better = ours.ranks
    better[0] = 1
    try made.write("ranks.csv", Data(made.table(better).utf8), kind: "ranks")
    #expect(try read(made).ranks == better)
    // Without the results the record is what there is.
    try FileManager.default.removeItem(atPath: made.tool.folder + "/suites/theirs")
    #expect(try read(made).ranks == better)
  }

  @Test("scores are ranked as ours are", arguments: ["f4", "f8", "safetensors"])
  func scores(_ form: String) throws {
    let made = try popular(
      try ElsewhereTool(results: #"{kind: scores, folder: "theirs/{seed}"}"#))
    let counts = try made.counts()
    // Users and items stand in other orders than here.
    let users = made.asked.map(\.user).reversed()
    let items = made.candidates.reversed()
    let row = items.map { Double(counts[$0] ?? 0) - 3 }
    let all = users.flatMap { _ in row }
    let shape = [users.count, items.count]
    let block =
      switch form {
      case "f4": npy("<f4", shape, bytes(all.map { Float($0).bitPattern }))
      case "f8": npy("<f8", shape, bytes(all.map(\.bitPattern)))
      default: safetensors(shape, bytes(all.map { Float($0).bitPattern }))
      }
    try made.write("scores.bin", block, kind: "scores")
    try made.write("user\n" + users.map { "\($0)\n" }.joined(), to: "users.csv")
    try made.write("item\n" + items.map { "\($0)\n" }.joined(), to: "items.csv")
    #expect(try read(made).ranks == made.result("popularity.1").ranks)
  }

  private func safetensors(_ shape: [Int], _ bytes: Data) -> Data {
    let header =
      #"{"scores":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,\#(bytes.count)]}}"#
    return ToolTests.bytes([UInt64(header.utf8.count)]) + Data(header.utf8) + bytes
  }

  @Test("lists give the metrics that look no deeper", arguments: ["csv", "trec", "npy"])
  func lists(_ form: String) throws {
    let made = try popular(
      try ElsewhereTool(
        results: #"{kind: lists, depth: 10, folder: "theirs/{seed}"}"#, metrics: "ndcg@10, hr@10"))
    let lists = try made.lists().map { ($0.user, $0.items.prefix(10)) }
    let places = lists.flatMap { user, items in
      items.enumerated().map { (user: user, rank: $0.offset, item: $0.element) }
    }
    let data =
      switch form {
      case "csv":
        Data(
          ("user,rank,item\n" + places.map { "\($0.user),\($0.rank + 1),\($0.item)\n" }.joined())
            .utf8)
      case "trec":
        Data(
          places.map { "\($0.user) Q0 \($0.item) \($0.rank) \(-$0.rank).5 theirs\n" }.joined().utf8)
      default:
        npy("<i8", [lists.count, 10], bytes(lists.flatMap { $0.1.map { Int64($0) } }))
      }
    try made.write("lists.\(form)", data, kind: "lists")
    try made.write("user\n" + lists.map { "\($0.0)\n" }.joined(), to: "users.csv")
    let (ours, theirs) = (try made.result("popularity.1"), try read(made))
    for metric in ["ndcg@10", "hr@10"] as [Metric] {
      #expect(theirs.metrics[metric] == ours.metrics[metric], "\(metric)")
    }
    #expect(theirs.ranks == ours.ranks.map { $0 <= 10 ? $0 : 2501 })
  }

  @Test("a group of targets is measured from another program's ranks as well")
  func groups() throws {
    let made = try popular(
      try ElsewhereTool(metrics: "mrr, mrr-trained-0-5, hr@10-trained-6-up"))
    let ranks = try made.result("popularity.1").ranks
    try made.write("ranks.csv", Data(made.table(ranks).utf8), kind: "ranks")
    let theirs = try read(made)
    let counts = try made.counts()
    let pairs = zip(made.asked, ranks).map { (counts[$0.item] ?? 0, Double($1)) }
    let rare = pairs.filter { $0.0 <= 5 }
    let frequent = pairs.filter { $0.0 > 5 }
    let expected = rare.reduce(0) { $0 + 1 / $1.1 } / Double(rare.count)
    #expect(abs((theirs.metrics["mrr-trained-0-5"] ?? 0) - expected) < 1e-12)
    #expect(
      theirs.metrics["hr@10-trained-6-up"]
        == Double(frequent.count { $0.1 <= 10 }) / Double(frequent.count))
  }

  @Test("metrics alone are accepted, and every verdict on them says that they are")
  func metrics() throws {
    let order = """
      claims:
        - id: theirs-above-chance
          kind: order
          metric: hr@10
          runs: [theirs, random]
          statement: {place: a table, grade: primary}
      """
    let made = try popular(
      try ElsewhereTool(
        results: #"{kind: metrics, folder: "theirs/{seed}"}"#, seeds: "1, 2",
        edit: {
          $0.replacing("claims: []", with: order).replacing("seeds: [1]\n", with: "seeds: [1, 2]\n")
        }))
    for seed in [1, 2] {
      try made.write(
        "metrics.csv", Data("metric,value\nmrr,0.3\nndcg@10,0.4\nhr@10,0.\(seed)5\n".utf8),
        kind: "metrics", seed: seed)
    }
    let outcome = try made.tool.run("run", "tiny/theirs-above-chance", "--json")
    #expect([0, 10].contains(outcome.code), "\(outcome.complaints)")
    #expect(try made.result("theirs.2").metrics["hr@10"] == 0.25)
    #expect(
      outcome.output.contains("'theirs' gave metrics alone: nothing is known over users"),
      "\(outcome.output)")
  }

  @Test(
    "what could not be judged is refused in the suite",
    arguments: [
      (
        #"{kind: lists, depth: 5, folder: "theirs/{seed}"}"#, "",
        "'ndcg@10' looks deeper than lists of 5 items"
      ),
      (
        #"{kind: lists, depth: 10, folder: "theirs/{seed}"}"#, "",
        "'mrr' looks deeper than lists of 10 items"
      ),
      (
        #"{kind: predictions, folder: "theirs/{seed}"}"#, "",
        "belong to the protocol rating or click, not to 'ranking'"
      ),
      (#"{kind: ranks, folder: "../{seed}"}"#, "", "does not stay inside the folder of suites"),
      (
        #"{kind: ranks, folder: theirs}"#, "", "has no '{seed}', so all seeds would have one folder"
      ),
      ("{kind: ranks}", "", "without a 'command', a 'folder' is needed"),
      ("{kind: ranks}", #"command: [python, "{output}"]"#, "'{output}' means nothing here"),
      ("{kind: ranks}", "command: [python, train.py]", "no word has '{out}'"),
      (
        "{kind: ranks}", #"command: [./train, "{out}"]"#,
        "a program must be a name on the search path"
      ),
      (
        #"{kind: ranks, folder: "theirs/{seed}"}"#, "limit: 5",
        "it can be used only with a 'command'"
      ),
    ])
  func suites(_ results: String, _ more: String, _ sentence: String) throws {
    let made = try ElsewhereTool(
      results: results, more: more.isEmpty ? "" : "      " + more)
    let outcome = try made.tool.run("check", "tiny")
    #expect(outcome.code == 78)
    #expect((outcome.output + outcome.complaints).contains(sentence), "\(outcome)")
  }

  @Test("claims hold what was made elsewhere against ours on the same data and protocol alone")
  func mixed() throws {
    let order = """
      claims:
        - id: mixed
          kind: order
          metric: hr@10
          runs: [theirs, hstu]
          statement: {place: a table, grade: primary}
      """
    func problem(_ edit: @escaping (String) -> String) throws -> String {
      let made = try ElsewhereTool(edit: { edit($0.replacing("claims: []", with: order)) })
      let outcome = try made.tool.run("check", "tiny")
      #expect(outcome.code == 78 || outcome.code == 0)
      return outcome.code == 0 ? "sound" : outcome.output + outcome.complaints
    }
    #expect(try problem { $0 } == "sound")
    // The run's own protocol has no epochs and stands on lines of its own.
    let other = try problem {
      $0.replacing(
        "seen: kept-history, ties: against, queryTime: target,\n",
        with: "seen: ranked, ties: against, queryTime: target,\n")
    }
    #expect(
      other.contains("SUITE-REF-009") && other.contains("another 'evaluation.seen'"), "\(other)")
  }
}
