import Foundation
import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// What a page says of a distilled summary, from made-up records.
@Suite struct DistillationReportTests {
  private static let yaml = """
    schema: 2
    name: tiny
    paper: {title: A paper, authors: A. Author, year: 2025, url: "https://example.org/paper"}
    policy: {alpha: 0.05, fails: [NOT-REPLICATED, ERROR], profiles: [local]}
    datasets:
      - {id: d, source: ml-100k, ties: file, filters: [], maximalLength: 10, split: leave-two-out}
    defaults:
      run: {profile: local, seeds: [1, 2], task: {kind: distillation, dataset: d}}
      task:
        distillation:
          learner:
            {width: 8, blocks: 1, heads: 1, hidden: 8, positions: 10, dropout: 0, attentionDropout: 0}
          pretraining:
            {optimizer: {kind: sgd, rate: 0.1, weightDecay: 0}, rows: 10, epochs: 3, patience: 2,
             shards: 1, kept: 2}
          learning:
            {optimizer: {kind: sgd, rate: 0.1, weightDecay: 0}, steps: 5, rows: 2, shards: 1,
             augmented: false, tables: frozen}
          evaluation:
            {metrics: [hr@10, sampled-hr@10], negatives: 20, monitor: sampled-hr@10, floor: 20}
    runs:
      - {id: all-data, title: All data, task: {material: all-data, learning: none}}
      - {id: zero-step, title: Nothing, task: {material: nothing, learning: none}}
      - {id: histories, title: Real ones, task: {material: {kind: histories, sequences: 4, length: 5}}}
      - id: distilled
        title: Distilled
        task:
          material:
            kind: summary
            sequences: 4
            length: 5
            form: {kind: tucker, sequenceRank: 2, positionRank: 2}
            distilling:
              {optimizer: {kind: sgd, rate: 0.1, weightDecay: 0}, rows: 10, epochs: 2, shards: 1,
               firstStart: 1, lastStart: 2, unrolled: 2, leastPlain: 0, longestGradient: 1,
               aligned: false}
    """

  /// HR@10 and the sampled one of each run, with both seeds.
  private static let values: [String: [(Double, Double)]] = [
    "all-data": [(0.2, 0.7), (0.2, 0.7)], "zero-step": [(0.1, 0.5), (0.12, 0.5)],
    "histories": [(0.15, 0.65), (0.15, 0.55)], "distilled": [(0.1, 0.6), (0.1, 0.6)],
  ]

  private func suite() throws -> Suite {
    let folder = try TemporaryFolder()
    let path = folder.url.path + "/tiny.yaml"
    try Self.yaml.write(toFile: path, atomically: true, encoding: .utf8)
    return try SuiteFile.sound(path: path).suite
  }

  private func records(_ suite: Suite) throws -> [RunRecord] {
    try Plan(suite).runs.map { run in
      let (full, sampled) = try #require(Self.values[run.name])[Int(run.seed) - 1]
      var circumstances = Circumstances(
        processor: "p", cores: 2, workers: 2, blas: "b", compiler: "c", commit: "abc",
        seconds: 10, tokensPerSecond: 1, peakMemory: 1 << 20)
      circumstances.phases = [PhaseTime(name: "pre-training", seconds: 100)]
      if run.name == "distilled" {
        circumstances.phases = [
          PhaseTime(name: "pre-training", seconds: 100),
          PhaseTime(name: "distilling", seconds: 200), PhaseTime(name: "learning", seconds: 2),
        ]
      }
      let shape =
        run.name == "histories" || run.name == "distilled"
        ? MaterialShape(
          classes: [10, 90, 900],
          mass: [
            [0.5, 0.4, 0.3, 0.2, 0.1], [0.3, 0.3, 0.3, 0.3, 0.3], [0.2, 0.3, 0.4, 0.5, 0.6],
          ],
          items: [4, 3, 2, 2, 1]) : nil
      return RunRecord(
        run: run, rules: suite.rulesDigest,
        outcome: .finished(
          RunResult(
            dataDigest: "d", numerics: "n", parameters: 5, epochRead: 3,
            metrics: ["hr@10": full, "sampled-hr@10": sampled], users: 100, material: shape)),
        circumstances: circumstances)
    }
  }

  private func section() throws -> DistillationSection {
    let suite = try suite()
    let records = try records(suite)
    return DistillationSection(
      material: ReportMaterial(suite, records, judge(suite, by: records)))
  }

  @Test("each arm stands beside all data, with its share of them")
  func shares() throws {
    let body = try section().body
    guard case .table(let titles, _, let rows)? = body.first(where: \.isTable) else {
      Issue.record("no table")
      return
    }
    #expect(
      titles == [
        "Trained on", "sampled HR@10 ↑", "of all data", "HR@10 ↑", "of all data",
        "Tables of items and positions", "Seeds",
      ])
    // 0.5 of 0.7 is 71.4 %; the mean of 0.10 and 0.12 is 55.0 % of 0.20.
    #expect(
      rows == [
        ["All data", "0.7000", "100.0 %", "0.2000", "100.0 %", "of all data", "2"],
        ["Nothing", "0.5000", "71.4 %", "0.1100", "55.0 %", "of all data", "2"],
        ["Real ones", "0.6000", "85.7 %", "0.1500", "75.0 %", "of all data, frozen", "2"],
        ["Distilled", "0.6000", "85.7 %", "0.1000", "50.0 %", "of all data, frozen", "2"],
      ])
  }

  @Test(
    "the finding says what the summary adds to nothing and to real histories, and with how many seeds"
  )
  func findings() throws {
    let lines = try section().body.compactMap { block -> [String]? in
      if case .list(let lines) = block { lines } else { nil }
    }.flatMap { $0 }
    #expect(
      lines == [
        "Among 20 drawn negatives, a learner trained on the distilled summary reaches 0.6000 in "
          + "sampled HR@10, and one with the same tables and no step 0.5000: the summary adds 0.1000, "
          + "50 % of the way to all data (0.7000), and is better with each of 2 seeds. Real histories in "
          + "its place give 0.6000; the summary is better with 1 of 2 seeds.",
        "Among all items, a learner trained on the distilled summary reaches 0.1000 in HR@10, and one "
          + "with the same tables and no step 0.1100: the summary loses 0.0100, and is better with none "
          + "of 2 seeds. Real histories in its place give 0.1500; the summary is better with none of 2 "
          + "seeds.",
      ])
  }

  @Test("a summary pays off once learners have saved what it took")
  func costs() throws {
    let tables = try section().body.filter(\.isTable)
    guard case .table(let titles, _, let rows)? = tables.last, tables.count == 2 else {
      Issue.record("no second table")
      return
    }
    #expect(titles.first == "Summary" && titles.last == "Pays off after")
    // 300 s are saved at 98 s a learner: after 3.06, so with the fourth.
    #expect(
      rows == [
        [
          "Distilled", durationWords(100), durationWords(200), "2.00 s", durationWords(100),
          "4 learners",
        ]
      ])
  }

  @Test("a phase of however many seconds is counted without an end of the process")
  func endless() throws {
    let suite = try suite()
    let records = try records(suite).map { record in
      var record = record
      for index in (record.circumstances.phases ?? []).indices
      where record.circumstances.phases?[index].name == "distilling" {
        record.circumstances.phases?[index].seconds = 1e300
      }
      return record
    }
    let body = DistillationSection(
      material: ReportMaterial(suite, records, judge(suite, by: records))
    ).body
    guard case .table(_, _, let rows)? = body.last(where: \.isTable) else {
      Issue.record("no table")
      return
    }
    #expect(rows.first?.last == counted(.max, "learner"))
  }

  /// The records again, of another learner.
  private func others(_ records: [RunRecord], _ learner: LearnerSpec) -> [RunRecord] {
    records.compactMap { record in
      guard var task = record.run.task.distillation else { return nil }
      task.learner = learner
      var record = record
      record.run.task = .distillation(task)
      record.run.name += "-other"
      return record
    }
  }

  @Test("learners of one data set have tables and drawings of their own, and one sentence of costs")
  func learners() throws {
    let suite = try suite()
    let one = try records(suite)
    let both = one + others(one, LearnerSpec(GRU4RecLearnerSpec()))
    #expect(DistillationFigures.all(one).map(\.title) == ["MovieLens-100K"])
    let figures = DistillationFigures.all(both)
    #expect(figures.map(\.title) == ["MovieLens-100K, SASRec", "MovieLens-100K, GRU4Rec"])
    #expect(figures.map(\.plotName) == ["material-d", "material-d-2"])
    #expect(figures.map(\.arms.count) == [4, 4])
    var larger = suite
    for run in suite.runs {
      var other = run
      other.id += "-other"
      larger.runs.append(other)
    }
    let body = DistillationSection(
      material: ReportMaterial(larger, both, judge(suite, by: one))
    ).body
    #expect(body.filter(\.isTable).count == 4)
    let headings = body.compactMap { if case .heading(3, let text) = $0 { text } else { nil } }
    #expect(headings == ["MovieLens-100K, SASRec", "MovieLens-100K, GRU4Rec"])
    let sentences = body.filter {
      if case .paragraph(let text) = $0 { text.hasPrefix("A summary pays off") } else { false }
    }
    #expect(sentences.count == 1)
  }

  @Test("all pictures of a drawing are of the lowest seed that each of them has")
  func seedOfDrawing() throws {
    let suite = try suite()
    let records = try records(suite).filter { $0.run.cell != "histories.1" }
    let plots = Report(suite, records, judge(suite, by: records)).plots
    let plot = try #require(plots.first { $0.name == "material-d" })
    #expect(plot.caption.hasSuffix("Means over the sequences of seed 2."))
  }

  @Test("a drawing shows which items the sequences consist of")
  func drawing() throws {
    let suite = try suite()
    let records = try records(suite)
    let plots = Report(suite, records, judge(suite, by: records)).plots
    let plot = try #require(plots.first { $0.name == "material-d" })
    #expect(plot.script.contains("\"10 most popular\""))
    #expect(plot.script.contains("\"next 90\"") && plot.script.contains("\"900 others\""))
    #expect(plot.script.contains("set title \"Real ones\"\n"))
    #expect(plot.script.contains("set title \"Distilled\"\n"))
    // The highest share is 0.6; both pictures have the same axis.
    #expect(plot.script.split(separator: "set yrange [0.0:0.6]\n").count == 3)
  }

  @Test("a row says where its tables of items and positions are from, and what becomes of them")
  func tables() throws {
    let arms = DistillationFigures.all(try records(try suite()))[0].arms
    #expect(
      arms.map(\.tables) == Array(repeating: "of all data", count: 2)
        + Array(repeating: "of all data, frozen", count: 2))
    func tables(_ change: (inout LearningSpec) -> Void) -> String? {
      guard var task = arms.last?.task, var learning = task.learning else { return nil }
      change(&learning)
      task.learning = learning
      return DistillationFigures.Arm(run: "r", task: task, records: []).tables
    }
    #expect(tables { $0.tables = .trained } == "of all data, trained on")
    #expect(tables { $0.fresh = true } == "its own")
    #expect(tables { $0.fresh = false } == "of all data, frozen")
  }

  @Test("a suite without a distillation says nothing of one")
  func absent() throws {
    let suite = try suite()
    let records = try records(suite).filter { $0.run.name == "distilled" }
    let material = ReportMaterial(suite, records, judge(suite, by: records))
    #expect(DistillationSection(material: material).body.isEmpty)
  }
}

extension Document.Block {
  fileprivate var isTable: Bool {
    if case .table = self { true } else { false }
  }
}
