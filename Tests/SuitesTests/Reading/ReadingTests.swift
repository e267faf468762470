import Foundation
import Metrics
import Suites
import TestSupport
import Testing

/// A suite in its short form, and what is said of its faults.
@Suite struct ReadingTests {
  private static let text = """
    schema: 2
    name: f
    paper: {title: T, authors: A, year: 2025, url: u}
    policy: {alpha: 0.05, fails: [ERROR], profiles: [p]}
    defaults:
      run: {profile: p, seeds: [1], task: {kind: ranking, dataset: d}}
      task:
        ranking:
          training:
            loss: {kind: sampled-softmax, negatives: 4, temperature: 0.05}
            optimizer:
              {kind: adamw, rate: 0.002, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0}
            rows: 4
            epochs: 1
            shards: 2
          evaluation:
            {candidates: catalogue, seen: kept-history, ties: against, queryTime: target, floor: 11,
             metrics: [ndcg@10, hr@10], every: 1, read: last}
      model:
        sasrec: {width: 8, heads: 2, hidden: 8, positions: 20, embeddingDropout: 0.1, dropout: 0}
    datasets:
      - {id: d, source: x, ties: file, filters: [], maximalLength: 9, split: leave-last-out}
    runs:
      - id: popularity
        task: {model: {kind: popularity}, training: none}
      - id: "s-{blocks}-{rate}"
        matrix:
          blocks: [1, 2]
          rate:
            low: {task: {training: {optimizer: {rate: 0.001}}}}
            high: {seeds: [1, 2], task: {training: {loss: {kind: bpr, negatives: 8, temperature: 1}}}}
        except:
          - {blocks: 2, rate: high}
        task: {model: {kind: sasrec, blocks: "{blocks}"}}
    claims:
      - kind: table
        id: "{row}-{metric}"
        place: "Table 1, row {name}, column {column}"
        selection: unknown
        grade: primary
        margin: {relative: 0.05, absolute: 0, because: seeds}
        columns: {HR@10: hr@10, NDCG@10: ndcg@10}
        rows:
          s-1-low: {name: Small, printed: [0.250, 0.10], headline: [HR@10]}
          s-2-low: {name: Large, printed: [0.5500, none]}
        orders:
          - {id: "o-{metric}", rows: [s-2-low, s-1-low], place: "Table 1, {best} over {last}"}
        gains:
          - id: g
            row: s-2-low
            over: s-1-low
            column: HR@10
            printed: +120 %
            place: "Table 1"
            margin: {relative: 0, absolute: 0.1, because: two values}
    """

  private static func line(_ part: String) throws -> Int {
    let place = try #require(text.range(of: part), "\(part)")
    return text[..<place.lowerBound].count { $0 == "\n" } + 1
  }

  private func suite() throws -> SuiteFile { try SuiteFile(yaml: Self.text, file: "f.yaml") }

  private func adamW(_ task: RankingTask<String>) -> AdamNumbers? {
    (task.training?.optimizer.entry as? AdamWSpec)?.numbers
  }

  @Test("a matrix makes its members in order, without its holes, and a run's own fields win")
  func runs() throws {
    let file = try suite()
    #expect(file.problems() == [])
    let runs = file.suite.runs
    #expect(runs.map(\.id) == ["popularity", "s-1-low", "s-1-high", "s-2-low"])
    #expect(runs.map(\.seeds) == [[1], [1], [1, 2], [1]])
    let tasks = runs.compactMap(\.task.ranking)
    #expect(tasks.map(\.dataset) == ["d", "d", "d", "d"])
    #expect(tasks[0].training == nil)
    #expect(adamW(tasks[1])?.rate == 0.001 && adamW(tasks[1])?.beta2 == 0.98)
    #expect(tasks[1].training?.loss.negatives == 4 && tasks[1].training?.rows == 4)
    // A part of another kind takes nothing of the default's.
    #expect(tasks[2].training?.loss == LossSpec.bpr(negatives: 8, temperature: 1))
    #expect(adamW(tasks[2])?.rate == 0.002)
    #expect(
      tasks[3].model
        == .sasrec(
          SASRecSpec(
            width: 8, blocks: 2, heads: 2, hidden: 8, positions: 20, embeddingDropout: 0.1,
            dropout: 0)))
  }

  @Test(
    "each cell of a table is a claim with its digits as printed, and lines are orders and gains")
  func claims() throws {
    let margin = Margin { ($0.relative, $0.because) = (0.05, "seeds") }
    func cell(_ id: String, _ run: String, _ metric: Metric, _ place: String, _ digits: String)
      -> ValueClaim
    {
      ValueClaim {
        ($0.id, $0.run, $0.metric, $0.margin) = (id, run, metric, margin)
        $0.reference = Reference { ($0.place, $0.printed) = (place, digits) }
      }
    }
    var first = cell(
      "s-1-low-hr-10", "s-1-low", "hr@10", "Table 1, row Small, column HR@10", "0.250")
    first.headline = true
    let expected: [Claim] = [
      .value(first),
      .value(
        cell("s-1-low-ndcg-10", "s-1-low", "ndcg@10", "Table 1, row Small, column NDCG@10", "0.10")),
      .value(
        cell("s-2-low-hr-10", "s-2-low", "hr@10", "Table 1, row Large, column HR@10", "0.5500")),
      .order(
        OrderClaim {
          ($0.id, $0.runs, $0.metric) = ("o-hr-10", ["s-2-low", "s-1-low"], "hr@10")
          $0.statement.place = "Table 1, Large over Small"
          $0.printed = ["0.5500", "0.250"]
        }),
      .gain(
        GainClaim {
          ($0.id, $0.run, $0.over, $0.metric) = ("g", "s-2-low", "s-1-low", "hr@10")
          $0.reference = Reference { ($0.place, $0.printed) = ("Table 1", "+120 %") }
          $0.margin = Margin { ($0.absolute, $0.because) = (0.1, "two values") }
        }),
    ]
    #expect(try suite().suite.claims == expected)
  }

  @Test(
    "what stands for many stands at its own line: a cell at its row's, a member at its matrix's")
  func places() throws {
    let file = try suite()
    #expect(file.position(of: "claims.2")?.line == (try Self.line("s-2-low: {name")))
    #expect(file.position(of: "claims.1.metric")?.line == (try Self.line("columns:")))
    #expect(file.position(of: "claims.3")?.line == (try Self.line("o-{metric}")))
    #expect(file.position(of: "claims.2.margin.relative")?.line == (try Self.line("margin:")))
    #expect(file.position(of: "runs.3.id")?.line == (try Self.line("s-{blocks}")))
    #expect(file.position(of: "runs.3.task.training.rows")?.line == (try Self.line("rows: 4")))
    #expect(
      file.position(of: "runs.1.task.training.optimizer.rate")?.line
        == (try Self.line("low: {task")))
  }

  @Test("sections without entries, and an order's missing digits, may be left out")
  func sections() throws {
    let suite = try suite().suite
    #expect(suite.guards.isEmpty && suite.blocked.isEmpty && suite.comparisons.isEmpty)
    #expect(suite.deviations.isEmpty && suite.contradictions.isEmpty)
    let table = try #require(Self.text.range(of: "  - kind: table"))
    let order = """
        - {kind: order, id: o, runs: [s-2-low, s-1-low], metric: hr@10,
           statement: {place: T, grade: primary}}
      """
    let changed = String(Self.text[..<table.lowerBound]) + order
    guard case .order(let claim) = try SuiteFile(yaml: changed, file: "f.yaml").suite.claims.first
    else {
      Issue.record("no order")
      return
    }
    #expect(claim.printed.isEmpty)
  }

  @Test("a suite written out is the same suite")
  func writtenOut() throws {
    let suite = try suite().suite
    let text = try CanonicalJSON.pretty(suite)
    #expect(try SuiteFile(yaml: text, file: "f.yaml").suite == suite)
  }

  private static func text(runs: String) -> String {
    let words = "id: v, subject: s, paper: p, here: h, material: true, because: b"
    return text + "\ndeviations:\n  - {\(words), runs: \(runs)}\n"
  }

  @Test(
    "a * in the runs of a deviation stands for any characters, in the order of the suite",
    arguments: [
      (#"["*"]"#, ["popularity", "s-1-low", "s-1-high", "s-2-low"]),
      ("[s-1-*]", ["s-1-low", "s-1-high"]),
      (#"["*-low", s-1-high]"#, ["s-1-low", "s-2-low", "s-1-high"]),
      ("[s-2-low, s-*]", ["s-2-low", "s-1-low", "s-1-high"]),
      (#"["s*1*h*"]"#, ["s-1-high"]),
      ("[popularity*]", ["popularity"]),
      (#"["s-*", s-1-low]"#, ["s-1-low", "s-1-high", "s-2-low"]),
      ("[s-1-low]", ["s-1-low"]),
    ])
  func wildcards(_ runs: String, _ named: [String]) throws {
    let file = try SuiteFile(yaml: Self.text(runs: runs), file: "f.yaml")
    #expect(file.problems() == [])
    #expect(file.suite.deviations.map(\.runs) == [named])
  }

  @Test("a * beside a word of a matrix, and a deviation that names no runs")
  func wildcardsOfMembers() throws {
    let words = "subject: s, paper: p, here: h, material: true, because: b"
    let entries = """
      deviations:
        - {id: "v-{n}", matrix: {n: [1, 2]}, \(words), runs: ["s-{n}-*"]}
        - {id: w, \(words)}
      """
    let file = try SuiteFile(yaml: Self.text + "\n" + entries, file: "f.yaml")
    #expect(file.problems() == [])
    #expect(file.suite.deviations.map(\.runs) == [["s-1-low", "s-1-high"], ["s-2-low"], nil])
    let scalar = Self.text(runs: "s-*")
    #expect(throws: SuiteError.self) { try SuiteFile(yaml: scalar, file: "f.yaml") }
  }

  @Test(
    "a * that stands for no run is refused",
    arguments: ["s-3-*", "*-low-*", "low*s-1", "s-1-lo*ow", "S-*"])
  func wildcardOfNone(_ name: String) throws {
    let error = #expect(throws: SuiteError.self) {
      try SuiteFile(yaml: Self.text(runs: #"["\#(name)"]"#), file: "f.yaml")
    }
    #expect(error?.rule == "SUITE-REF-010" && error?.problem == "'\(name)' stands for no run")
    #expect(
      error?.line == Self.text.split(separator: "\n", omittingEmptySubsequences: false).count + 2)
  }

  /// What is wrong, where it stands, and its sentence.
  private static let faults: [(old: String, new: String, rule: String?, problem: String)] = [
    (
      "s-{blocks}-{rate}", "s-{blocks}-{width}", "SUITE-MATRIX-002",
      "the pattern 's-{blocks}-{width}' names '{width}', which means nothing here; there are "
        + "{blocks}, {rate}"
    ),
    (
      "s-{blocks}-{rate}", "s-{blocks}", "SUITE-MATRIX-004",
      "the pattern 's-{blocks}' gives two members of the matrix the id 's-1'"
    ),
    (
      "- {blocks: 2, rate: high}", "- {blocks: 3, rate: high}", "SUITE-MATRIX-003",
      "'except' matches no member of the matrix here"
    ),
    (
      "- {blocks: 2, rate: high}", "- {block: 2}", "SUITE-MATRIX-003",
      "the key 'block' in 'except' of a matrix is unknown; did you mean 'blocks'?"
    ),
    (
      "high: {seeds", "high: {with: {idle: 1}, seeds", "SUITE-MATRIX-005",
      "no pattern names '{idle}', which 'with' defines"
    ),
    (
      "{name: Small,", "{with: {idle: 1}, name: Small,", "SUITE-MATRIX-005",
      "no pattern names '{idle}', which 'with' defines"
    ),
    (
      "- {blocks: 2, rate: high}", "- {blocks: [1, 2]}", "SUITE-MATRIX-003",
      "no member of the matrix is left"
    ),
    (
      "blocks: [1, 2]", "blocks: []", "SUITE-MATRIX-001",
      "the axis 'blocks' must be a list of at least one value"
    ),
    (
      "blocks: [1, 2]", "blocks: [[1], 2]", "SUITE-MATRIX-001",
      "the axis 'blocks' may list only words and numbers; a value that sets fields is written "
        + "'word: {fields}'"
    ),
    (
      "  run: {profile: p,", "  runs: {profile: p,", "SUITE-DEFAULTS-001",
      "the key 'runs' in defaults is unknown; did you mean 'run'?"
    ),
    (
      "  run: {profile: p,", "  run: {profil: p, profile: p,", nil,
      "the key 'runs.popularity.profil' is unknown; did you mean 'profile'?"
    ),
    (
      "    sasrec: {width", "    hstu: {width: 8}\n    sasrec: {width", "SUITE-DEFAULTS-002",
      "'defaults.model' has fields for the kind 'hstu', but no run has a model of that kind"
    ),
    (
      "s-2-low: {name: Large, printed: [0.5500, none]}", "s-3-low: {printed: [0.5500, none]}",
      "SUITE-TABLE-005", "the table has no row 's-2-low'; did you mean 's-1-low'?"
    ),
    (
      "printed: [0.250, 0.10]", "printed: [0.250]", "SUITE-TABLE-003",
      "the row 's-1-low' has 1 cell, but the table has 2 columns"
    ),
    (
      "    selection: unknown\n", "    selektion: unknown\n", "SUITE-TABLE-002",
      "the key 'selektion' in a table is unknown; did you mean 'selection'?"
    ),
    (
      "    selection: unknown\n", "", "SUITE-TABLE-001",
      "'selection' is missing: the table, its part, the column or the row must give it"
    ),
    (
      "column: HR@10", "column: HR@11", "SUITE-TABLE-005",
      "the table has no column 'HR@11'; there are HR@10, NDCG@10"
    ),
    (
      "hidden: 8,", "hiden: 8,", nil,
      "the key 'runs.s-1-low.task.model.hiden' is unknown; did you mean 'hidden'?"
    ),
    (
      "read: last", "read: lats", nil,
      "'runs.0.task.evaluation.read' must be one of best-on-test, best-on-validation, last, not 'lats'"
    ),
  ]

  @Test("what cannot be resolved is refused in one sentence at its line", arguments: faults.indices)
  func refused(index: Int) throws {
    let (old, new, rule, problem) = Self.faults[index]
    let place = try #require(Self.text.range(of: old), "\(old)")
    let changed = Self.text.replacingCharacters(in: place, with: new)
    let error = #expect(throws: SuiteError.self) { try SuiteFile(yaml: changed, file: "f.yaml") }
    #expect(error?.problem == problem && error?.rule == rule)
    let begin = Self.text[..<place.lowerBound].count { $0 == "\n" } + 1
    // What is missing is said where the whole stands; a row that a line names, at that line.
    let line = try #require(error?.line)
    if new.isEmpty || new.hasPrefix("s-3-low") {
      #expect(line > 1)
    } else {
      #expect(
        line >= begin - 1 && line <= begin + new.count { $0 == "\n" }, "\(line), not \(begin)")
    }
  }

  @Test("a row of an unknown run and a column of no metric are named at their lines")
  func unknown() throws {
    func problems(_ old: String, _ new: String) throws -> [SuiteError] {
      #expect(Self.text.contains(old))
      return try SuiteFile(yaml: Self.text.replacing(old, with: new), file: "f.yaml").problems()
    }
    let row = try problems("s-2-low", "s-9-low").filter { $0.rule == "SUITE-REF-002" }
    #expect(row.contains { $0.problem.contains("names the run 's-9-low'") })
    #expect(row.first?.line == (try Self.line("s-2-low: {name")))
    let column = try problems("HR@10: hr@10", "HR@10: hr@11")
    let metric = column.filter { $0.rule == "SUITE-REF-003" }
    #expect(metric.first?.problem == "the run 's-1-low' does not measure 'hr@11'")
    #expect(metric.first?.line == (try Self.line("columns:")))
  }

  @Test("a file that multiplies itself is refused at once")
  func bounds() throws {
    func text(_ axes: Int) -> String {
      let names = (0..<axes).map { "a\($0)" }
      let matrix = names.map { "\($0): [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" }.joined(separator: ", ")
      let pattern = names.map { "{\($0)}" }.joined(separator: "-")
      return Self.text.replacing(
        "  - id: popularity\n", with: "  - id: \"\(pattern)\"\n    matrix: {\(matrix)}\n")
    }
    #expect(try SuiteFile(yaml: text(2), file: "f.yaml").suite.runs.count == 103)
    let error = #expect(throws: SuiteError.self) { try SuiteFile(yaml: text(9), file: "f.yaml") }
    #expect(error?.problem == "a matrix may have at most 10000 members, not 100000")
    // Ten thousand runs, named by each of ten thousand deviations.
    let axes = (0..<4).map { "a\($0): [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" }.joined(separator: ", ")
    let named =
      text(4) + "\ndeviations:\n  - {id: \"d-{a0}{a1}{a2}{a3}\", matrix: {\(axes)}, "
      + "subject: s, paper: p, here: h, material: true, because: b, runs: [\"*\"]}\n"
    let many = #expect(throws: SuiteError.self) { try SuiteFile(yaml: named, file: "f.yaml") }
    #expect(many?.problem == "written out, the suite is larger than can be read")
  }
}
