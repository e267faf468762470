import Foundation
import Suites
import Testing

/// HSTU's MRR is about 0.04 ± 0.01 on the tiny suite: claims that are decided by 3 seeds, by 5, and by
/// more than there may be, from the margin alone.
@Suite struct UntilDecidedTests {
  private static func claim(_ id: String, margin: String, headline: Bool = true) -> String {
    """
      - {kind: value, id: \(id), headline: \(headline), run: hstu, metric: mrr,
         reference: {place: Table 1, printed: "0.0420", runs: 1000, selection: mean,
         grade: primary}, margin: {relative: 0, absolute: \(margin), because: a test}}
    """
  }
  static let wide = claim("wide", margin: "0.5")
  static let middling = claim("middling", margin: "0.025")
  static let narrow = claim("narrow", margin: "0.0105")
  static let detail = claim("detail", margin: "0.025", headline: false)

  static func suite(_ claims: [String]) -> String {
    tinySuite().replacing(
      "claims: []", with: "claims:\n" + claims.joined(separator: "\n"))
  }

  /// The suite with three declared seeds of HSTU, one of all others.
  static func tool(_ claims: [String]) throws -> Tool {
    let text = suite(claims)
    guard let hstu = text.range(of: "- id: hstu"),
      let seeds = text.range(of: "seeds: [1]", range: hstu.upperBound..<text.endIndex)
    else { return try Tool(suite: text) }
    return try Tool(suite: text.replacingCharacters(in: seeds, with: "seeds: [1, 2, 3]"))
  }

  private func looks(_ tool: Tool) throws -> String {
    try String(contentsOfFile: tool.folder + "/reports/tiny/looks.json", encoding: .utf8)
      .filter { !$0.isWhitespace }
  }

  private func report(_ tool: Tool) throws -> String {
    try String(contentsOfFile: tool.folder + "/reports/tiny/report.json", encoding: .utf8)
  }

  private func cells(_ tool: Tool) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: tool.folder + "/reports/tiny/records")
      .map { String($0.dropLast(5)) }.sorted()
  }

  private func judgements(_ tool: Tool) throws -> [String: JSONValue] {
    let document = try JSONDecoder().decode(JSONValue.self, from: Data(try report(tool).utf8))
    var found: [String: JSONValue] = [:]
    for entry in document["assessment"]?["judgements"]?.elements ?? [] {
      found[entry["claim"]?.text ?? ""] = entry
    }
    return found
  }

  private func word(_ judgement: JSONValue?) -> String {
    judgement?["verdict"]?["word"]?.text ?? ""
  }

  @Test("it stops at the first look where all is decided, and adds nothing")
  func first() throws {
    let tool = try Self.tool([Self.wide])
    let run = try tool.run("run", "tiny", "--until-decided")
    #expect(run.code == 0, "\(run.complaints)")
    #expect(
      run.complaints.contains("tiny: look 1 of 4, 3 seeds: 1 of 1 headline claims decided\n"))
    #expect(
      run.complaints.contains(
        "tiny: stopped at look 1 of 4, 3 seeds: no headline claim waits for more\n"))
    #expect(try cells(tool).filter { $0.hasPrefix("hstu") } == ["hstu.1", "hstu.2", "hstu.3"])
    #expect(try looks(tool) == #"{"schema":1,"seeds":[3,5,8,12],"suite":"tiny","taken":1}"#)
    #expect(run.output.contains("it stopped at look 1 of 4, 3 seeds. Decided at look 1: `wide`."))
  }

  @Test("it goes on where a claim waits, and report, run and audit hold to the look it stopped at")
  func second() throws {
    let tool = try Self.tool([Self.wide, Self.middling, Self.detail])
    let plain = try tool.run("run", "tiny")
    #expect(try word(judgements(tool)["middling"]) == "REPLICATED", "\(plain.complaints)")
    let single = try judgements(tool)["detail"]
    let run = try tool.run("run", "tiny", "--until-decided", "--at-most", "5")
    #expect(run.code == 0, "\(run.complaints)")
    #expect(run.complaints.contains("tiny: look 1 of 2, 3 seeds: 1 of 2 headline claims decided\n"))
    #expect(run.complaints.contains("tiny: 'middling' waits: INCONCLUSIVE ("))
    #expect(run.complaints.contains("tiny: look 2, 5 seeds, adds 2 cells (hstu.4, hstu.5)"))
    #expect(
      run.complaints.contains(
        "tiny: stopped at look 2 of 2, 5 seeds: no headline claim waits for more\n"))
    #expect(
      try cells(tool) == [
        "fuxi.1", "hstu.1", "hstu.2", "hstu.3", "hstu.4", "hstu.5", "popularity.1", "random.1",
        "sasrec.1",
      ])
    #expect(try looks(tool) == #"{"schema":1,"seeds":[3,5],"suite":"tiny","taken":2}"#)
    let found = try judgements(tool)
    #expect(found["wide"]?["look"] == .integer(1) && word(found["wide"]) == "REPLICATED")
    #expect(found["middling"]?["look"] == .integer(2) && word(found["middling"]) == "REPLICATED")
    // The declared seeds alone, as before.
    #expect(found["detail"] == single && single?["look"] == nil)

    let before = try report(tool)
    for command in [["report", "tiny"], ["run", "tiny"], ["run", "tiny", "--until-decided"]] {
      let again = try tool.run(command)
      #expect(again.code == 0 && again.output == run.output, "\(again.complaints)")
      #expect(!again.complaints.contains("hr@10") && !again.complaints.contains("cannot be used"))
      #expect(try report(tool) == before)
    }
    // No command says another verdict than the report.
    let listing = try tool.run("list", "tiny", "--json")
    let listed = try JSONDecoder().decode(JSONValue.self, from: Data(listing.output.utf8))
    #expect(
      listed["claims"]?.elements?.first { $0["id"] == .string("middling") }?["verdict"]
        == .string("REPLICATED"))
    #expect(try tool.run("list").output.contains("● 2 REPLICATED"))
    #expect(try tool.run("report").output.contains("| ● REPLICATED |"))
    let audit = try tool.run("audit", "tiny", "--cells", "20")
    #expect(audit.code == 0 && audit.output.contains("same  hstu.5"), "\(audit.output)")
  }

  @Test("it stops at --at-most, says what it would take, and does not go further afterwards")
  func atMost() throws {
    let tool = try Self.tool([Self.narrow])
    let run = try tool.run("run", "tiny", "--until-decided", "--at-most", "7")
    #expect(run.code == 0, "\(run.complaints)")
    #expect(run.complaints.contains("tiny: stopped at look 2 of 2, 5 seeds: the last look\n"))
    let line = try #require(
      run.complaints.split(separator: "\n").last { $0.contains("would take") })
    let match = try #require(
      line.firstMatch(of: /^tiny: 'narrow' would take (\d+) seeds: (\d+) cells/))
    let (seeds, more) = (Int(match.1) ?? 0, Int(match.2) ?? 0)
    #expect(seeds > 5 && more == seeds - 5, "\(line)")
    #expect(run.output.contains("Still waiting: `narrow`."))
    #expect(try word(judgements(tool)["narrow"]) == "INCONCLUSIVE")

    let further = try tool.run("run", "tiny", "--until-decided", "--at-most", "12")
    #expect(further.code == 64)
    #expect(
      further.complaints
        == "repro: reports/tiny/looks.json ends the looks at 5 seeds, where all of "
        + "alpha is spent: '--at-most 12' comes too late.\n")
    // Fewer than were looked at take nothing back.
    let fewer = try tool.run("run", "tiny", "--until-decided", "--at-most", "3")
    #expect(fewer.output == run.output, "\(fewer.complaints)")
  }

  @Test("where fewer are asked for at first, a later run goes on to the end that was declared")
  func later() throws {
    let tool = try Self.tool([Self.narrow])
    _ = try tool.run("run", "tiny", "--until-decided")
    let whole = try (report(tool), looks(tool))
    #expect(whole.1 == #"{"schema":1,"seeds":[3,5,8,12],"suite":"tiny","taken":4}"#)
    // As it was after the first look of four.
    for cell in try cells(tool) where ["hstu.4", "hstu.5", "hstu.9"].contains(cell) {
      try FileManager.default.removeItem(
        atPath: tool.folder + "/reports/tiny/records/\(cell).json")
    }
    try #"{"schema": 1, "seeds": [3, 5, 8, 12], "suite": "tiny", "taken": 1}"#.write(
      toFile: tool.folder + "/reports/tiny/looks.json", atomically: true, encoding: .utf8)
    let stopped = try tool.run("run", "tiny", "--until-decided", "--at-most", "3")
    #expect(
      stopped.complaints.contains("tiny: stopped at look 1 of 4, 3 seeds: no more looks were asked")
    )
    // Cells of looks that were not taken count for nothing.
    #expect(stopped.output.contains("it stopped at look 1 of 4, 3 seeds."))
    #expect(!stopped.output.contains("| 12 |"))
    _ = try tool.run("run", "tiny", "--until-decided")
    #expect(try looks(tool) == whole.1)
    // All but the seconds, which the report's JSON does not hold.
    #expect(try report(tool) == whole.0)
  }

  @Test("killed at six places, and by two processes at once, it comes to the same end")
  func interrupted() throws {
    let tool = try Self.tool([Self.narrow])
    let arguments = ["run", "tiny", "--until-decided", "--checkpoint-every", "0"]
    let whole = try tool.run(arguments + ["--reports", "whole", "--cache", "other"])
    #expect(whole.code == 0, "\(whole.complaints)")
    for strike in 0..<6 {
      let process = tool.process(arguments)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      // Struck when there are so many records: in the middle of each look.
      let begin = Date()
      while process.isRunning, ((try? cells(tool).count) ?? 0) < 6 + 2 * strike,
        Date().timeIntervalSince(begin) < 60
      { usleep(500) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let processes = (0..<2).map { _ in tool.process(arguments) }
    for process in processes {
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    for name in ["looks.json", "report.json"] {
      let ends = try ["reports", "whole"].map {
        try String(contentsOfFile: "\(tool.folder)/\($0)/tiny/\(name)", encoding: .utf8)
      }
      #expect(ends[0] == ends[1], "\(name)")
    }
  }

  @Test("looks without their records are refused with 65, and a run puts them right")
  func notBorneOut() throws {
    let tool = try Self.tool([Self.middling])
    _ = try tool.run("run", "tiny", "--until-decided", "--at-most", "5")
    let before = try report(tool)
    try FileManager.default.removeItem(atPath: tool.folder + "/reports/tiny/records/hstu.5.json")
    let refused = try tool.run("report", "tiny")
    #expect(refused.code == 65)
    #expect(
      refused.complaints.hasPrefix(
        "repro: reports/tiny/looks.json cannot be used: it says that look 2 was taken, and hstu.5 "
          + "has no record. It is ignored.\n"))
    #expect(refused.output.contains("looks.json cannot be used: it says that look 2 was taken"))
    let again = try tool.run("run", "tiny", "--until-decided")
    #expect(again.code == 0, "\(again.complaints)")
    #expect(try report(tool) == before)

    try "{}".write(
      toFile: tool.folder + "/reports/tiny/looks.json", atomically: true, encoding: .utf8)
    let garbage = try tool.run("run", "tiny", "--until-decided")
    #expect(garbage.code == 65 && garbage.output == "")
    #expect(
      garbage.complaints
        == "repro: reports/tiny/looks.json cannot be used: it is not a file of looks: '' lacks 'schema'.\n"
    )
  }

  @Test("a diff shows the looks as what changed, and the same looks as nothing")
  func diff() throws {
    let history = try History()
    let text = Self.suite([Self.wide, Self.middling])
      .replacing("seeds: [1]", with: "seeds: [1, 2, 3]")
    try text.write(
      toFile: history.tool.folder + "/suites/tiny.yaml", atomically: true, encoding: .utf8)
    _ = try history.tool.run("run", "tiny", "--again")
    try FileManager.default.removeItem(atPath: history.tool.folder + "/reports/tiny/records")
    _ = try history.tool.run("run", "tiny")
    try history.commit()
    _ = try history.tool.run("run", "tiny", "--until-decided", "--at-most", "5")
    let found = try history.diff()
    // Three seeds of either side for the one, five against three for the other.
    #expect(found.marks == ["wide": " ", "middling": "~"] && found.code == 0, "\(found.text)")
    #expect(found.text.contains("looks (the declared seeds → look 2 of 2)"), "\(found.text)")
    try history.commit()
    #expect(try history.diff().marks == ["wide": " ", "middling": " "])
    let back = try history.diff("HEAD", "HEAD~1")
    #expect(back.marks == ["wide": " ", "middling": "~"])
    #expect(back.text.contains("looks (look 2 of 2 → the declared seeds)"))
  }

  @Test(
    "what makes no sense beside it is refused in a sentence",
    arguments: [
      (
        ["--seeds", "1,2"], 64,
        "--until-decided chooses the cells itself and cannot be combined with --seeds"
      ),
      (
        ["--cell", "hstu.1"], 64,
        "--until-decided chooses the cells itself and cannot be combined with --cell"
      ),
      (
        ["--again"], 64,
        "--until-decided chooses the cells itself and cannot be combined with --again"
      ),
      (["--profile", "smoke"], 64, "and cannot be combined with --profile."),
      (["--at-most", "2"], 64, "--at-most must be at least 3, the first look, not 2."),
      (["--at-most", "-1"], 64, "--at-most"),
    ] as [([String], Int32, String)])
  func refusals(options: [String], code: Int32, sentence: String) throws {
    let outcome = try Self.tool([Self.wide]).run(["run", "tiny", "--until-decided"] + options)
    #expect(outcome.code == code && outcome.output == "")
    #expect(outcome.complaints.contains(sentence), "\(outcome.complaints)")
  }

  @Test("one run or claim, no headline claim, and --at-most alone are refused")
  func others() throws {
    let tool = try Self.tool([Self.wide, Self.detail])
    let one = try tool.run("run", "tiny/wide", "--until-decided")
    #expect(one.code == 64)
    #expect(
      one.complaints
        == "repro: --until-decided is about all headline claims of a suite: name 'tiny' "
        + "without '/wide'.\n")
    #expect(try tool.run("run", "tiny", "--at-most", "5").code == 64)
    let none = try Self.tool([Self.detail]).run("run", "tiny", "--until-decided")
    #expect(none.code == 64 && none.complaints.contains("has nothing to wait for"))
  }

  @Test("plan says what each look adds")
  func plan() throws {
    let tool = try Self.tool([Self.wide])
    _ = try tool.run("run", "tiny/hstu")
    let plan = try tool.run("plan", "tiny", "--until-decided", "--json")
    let looks = try JSONDecoder().decode(JSONValue.self, from: Data(plan.output.utf8)).elements
    #expect(looks?.map { $0["cells"] } == [.integer(7), .integer(2), .integer(3), .integer(4)])
    #expect(
      looks?[0]["toRun"]?.elements?.compactMap(\.text)
        == ["popularity.1", "random.1", "sasrec.1", "fuxi.1"])
    #expect(looks?[1]["toRun"]?.elements?.compactMap(\.text) == ["hstu.4", "hstu.5"])
    #expect(try tool.run("plan", "tiny/hstu", "--until-decided").code == 64)
  }
}
