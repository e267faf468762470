import Foundation
import Metrics
import Suites
import TestSupport
import Testing

@testable import Verdicts

extension RunRecord {
  fileprivate func with(_ edit: (inout RunResult) -> Void) -> RunRecord {
    var record = self
    guard var result = record.result else { return record }
    edit(&result)
    record.outcome = .finished(result)
    return record
  }
}

/// Records as they are committed: `reports/` and `suites/` of the package.
private enum Committed {
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let checks: RecordChecks = {
    let folder = package + "/suites/datasets"
    var known: [String: DatasetSource] = [:]
    for id in DatasetSource.ids(in: folder) { known[id] = try? DatasetSource(id: id, in: folder) }
    return RecordChecks { [known] in known[$0] }
  }()

  static func folder(_ suite: String) -> RecordFolder {
    RecordFolder(reports: package + "/reports", suite: suite)
  }

  static func record(_ suite: String, _ cell: String) throws -> RunRecord {
    try #require(try folder(suite).record(of: cell))
  }
}

@Suite struct RecordCheckTests {
  @Test("every committed record is in keeping with itself and with its other seeds")
  func committed() throws {
    var count = 0
    let names = try FileManager.default.contentsOfDirectory(atPath: Committed.package + "/reports")
    for suite in names.sorted() {
      let folder = Committed.folder(suite)
      var reading = folder.reading()
      Committed.checks.hold(&reading) { folder.file(of: $0) }
      #expect(reading.refusals == [])
      count += reading.records.count
    }
    #expect(count >= 300)
  }

  private static let little = LittleSuite.records()
  private static func little(_ cell: String) throws -> RunRecord {
    try #require(little.first { $0.run.cell == cell })
  }

  /// What a forged record of a ranking is refused for.
  static let rankings: [(String, @Sendable (inout RunResult) -> Void, String)] = [
    ("no ranks", { $0.ranks = [] }, "it has 0 ranks of 400 users"),
    (
      "no ranks and no users",
      {
        $0.ranks = []
        $0.users = 0
      }, "it was measured on 0 users"
    ),
    ("a rank above the floor", { $0.ranks[3] = 102 }, "ranks go from 1 to 101"),
    ("a rank of 0", { $0.ranks[3] = 0 }, "it holds the rank 0"),
    (
      "an invented metric",
      {
        $0.metrics["ndcg@10"] = 0.9
        for index in $0.curve.indices { $0.curve[index].metrics["ndcg@10"] = 0.9 }
      }, "its ndcg@10 is 0.9, and its ranks give 0."
    ),
    ("a metric that cannot be", { $0.metrics["mrr"] = 1.5 }, "its mrr is 1.5, which cannot be"),
    ("a metric too many", { $0.metrics["hr@5"] = 0.5 }, "its task does not measure 'hr@5'"),
    ("a metric too few", { $0.metrics["mrr"] = nil }, "it lacks 'mrr'"),
    ("an epoch beyond the run", { $0.epochRead = 9 }, "it reads epoch 9 of 3"),
    ("an epoch before it", { $0.epochRead = 0 }, "it reads epoch 0 of 3"),
    ("not the last epoch", { $0.epochRead = 2 }, "it reads epoch 2, and its task reads epoch 3"),
    ("a curve too short", { $0.curve.removeLast() }, "its curve has 2 of 3 epochs"),
    (
      "a curve too long", { $0.curve.append($0.curve[2]) }, "its curve has 4 of 3 epochs"
    ),
    ("a curve with a gap", { $0.curve[1].epoch = 3 }, "its curve leaves out epoch 2"),
    (
      "a curve that contradicts", { $0.curve[2].metrics["hr@10"] = 0.9 },
      "its hr@10 is not that of its curve at epoch 3"
    ),
    (
      "a curve without its metrics", { $0.curve[0].metrics = [:] },
      "epoch 1 of its curve has other metrics"
    ),
    ("no weights", { $0.weightsDigest = nil }, "it has no 'weightsDigest'"),
    ("weights that are none", { $0.weightsDigest = "zz" }, "its 'weightsDigest' is no SHA-256"),
    (
      "weights in capitals", { $0.weightsDigest = $0.weightsDigest?.uppercased() },
      "its 'weightsDigest' is no SHA-256"
    ),
    ("data that are none", { $0.dataDigest = "d" }, "its 'dataDigest' is no SHA-256"),
    ("no source", { $0.source = nil }, "which bytes it was read from"),
    ("another source", { $0.source?.id = "ml-1m" }, "and its task names 'little-source'"),
    ("a digest that is none", { $0.source?.digest = "s" }, "source is no SHA-256"),
    ("no numerics", { $0.numerics = "" }, "which numerics"),
    ("no parameters", { $0.parameters = 0 }, "it has 0 trained parameters"),
    ("units", { $0.units = ["mrr": [1, 2, 3]] }, "and its units give 2.0"),
    ("units of nothing", { $0.units = ["auc": [1]] }, "units of 'auc', which it does not measure"),
  ]

  @Test("a forged record of a ranking is refused in a sentence", arguments: rankings.indices)
  func ranking(index: Int) throws {
    let (name, forge, reason) = Self.rankings[index]
    let checks = RecordChecks { _ in nil }
    let whole = try Self.little("plain.1")
    #expect(checks.fault(in: whole) == nil)
    let fault = checks.fault(in: whole.with(forge))
    #expect(fault?.contains(reason) == true, "\(name): \(fault ?? "not refused")")
  }

  @Test(
    "where two events of a user are asked for, a record holds the rank of each and is judged by user"
  )
  func severalTargets() throws {
    var suite = LittleSuite.suite()
    for index in suite.runs.indices {
      guard var task = suite.runs[index].task.ranking else { continue }
      task.evaluation.held = 2
      suite.runs[index].task = .ranking(task)
    }
    let checks = RecordChecks { _ in nil }
    let ofOne = LittleSuite.records(suite)
    let fault = try #require(ofOne.first.flatMap { checks.fault(in: $0) })
    #expect(fault == "it has 400 ranks of 400 users with 2 targets each")
    // A second target that is not found leaves HR and MRR, and divides NDCG by 1 + 1/log2 3.
    let records = ofOne.map { record in
      record.with { result in
        result.ranks = result.ranks.flatMap { [$0, 101] }
        result.metrics["ndcg@10"]? /= 1.6309297535714574
        for index in result.curve.indices { result.curve[index].metrics = result.metrics }
      }
    }
    #expect(records.compactMap { checks.fault(in: $0) } == [])
    let assessment = judge(suite, by: records)
    #expect(assessment.comparisons.first?.evidence?.userInterval != nil)
    #expect(!assessment.judgements.contains { $0.verdict.reason.text.contains("ranks") })
  }

  /// What a forged record of the committed ones is refused for, by suite and cell.
  static let others: [(String, String, @Sendable (inout RunResult) -> Void, String)] = [
    (
      "hstu-ranking", "rating", { $0.units?["logloss"]?[3] += 1 }, "and its units give"
    ),
    ("hstu-ranking", "rating", { $0.units = nil }, "it lacks the units that its logloss"),
    (
      "hstu-ranking", "rating", { $0.metrics["user-auc"] = 1.5 }, "user-auc is 1.5, which cannot be"
    ),
    ("hstu-ranking", "rating", { $0.ranks = [1] }, "its task gives no ranks, and it holds 1"),
    ("hstu-ranking", "rating", { $0.epochRead += 1 }, "it reads epoch"),
    ("xcrossnet", "click", { $0.units?["auc"]?[0] += 0.1 }, "its auc is"),
    ("xcrossnet", "click", { $0.epochRead = 99 }, "it reads epoch 99 of"),
    ("xcrossnet", "click", { $0.epochRead -= 1 }, "it reads epoch"),
    ("xcrossnet", "click", { $0.metrics["auc-day-8"] = 0.5 }, "does not measure 'auc-day-8'"),
    ("xcrossnet", "click", { $0.weightsDigest = "" }, "its 'weightsDigest' is no SHA-256"),
    ("performance-law", "law-fit", { $0.fit = nil }, "it holds none"),
    ("performance-law", "law-fit", { $0.users += 1 }, "points of"),
    (
      "performance-law", "law-fit", { $0.fit?.fits[0].predictions[0] += 1 }, ", and its predictions"
    ),
    ("performance-law", "law-fit", { $0.fit?.fits[0].predictions = [] }, "predicts 0 of"),
    ("performance-law", "line-fit", { $0.metrics["line.r2"] = nil }, "it lacks 'line.r2'"),
    ("performance-law", "data-term", { $0.epochRead = 1 }, "trains nothing, and it has a curve"),
    (
      "performance-law", "data-term", { $0.weightsDigest = $0.dataDigest },
      "trains nothing, and it has a 'weightsDigest'"
    ),
    (
      "performance-law", "data-term", { $0.metrics["tokens@51"] = 1 },
      "does not measure 'tokens@51'"
    ),
  ]

  @Test("a forged record of any other task is refused in a sentence", arguments: others.indices)
  func other(index: Int) throws {
    let (suite, kind, forge, reason) = Self.others[index]
    let record = try #require(
      Committed.folder(suite).reading().records.first {
        $0.run.task.kind == kind && ($0.result?.epochRead ?? 0 > 1 || $0.result?.curve == [])
          && (kind != "rating" || $0.run.task.metrics.contains("user-auc"))
      })
    let fault = Committed.checks.fault(in: record.with(forge))
    #expect(fault?.contains(reason) == true, "\(kind): \(fault ?? "not refused")")
  }

  /// What a record of a distillation is refused for whose sequences cannot be.
  static let shapes: [(@Sendable (inout MaterialShape) -> Void, String)] = [
    ({ $0.classes.removeLast() }, "have 3 classes of items, and the mass of 4"),
    ({ $0.mass.append($0.items) }, "have 4 classes of items, and the mass of 5"),
    ({ ($0.classes, $0.mass) = ([], []) }, "have 0 classes of items, and the mass of 0"),
    ({ $0.mass[1].removeLast() }, "have 50 positions, and it holds numbers of 49"),
    ({ $0.items.append(1) }, "have 50 positions, and it holds numbers of 51"),
    ({ $0.mass[3][7] = .infinity }, "consist of are no numbers"),
    ({ $0.items[7] = .nan }, "consist of are no numbers"),
  ]

  @Test("sequences that cannot be are refused in a sentence", arguments: shapes.indices)
  func shape(index: Int) throws {
    let (forge, reason) = Self.shapes[index]
    let record = try Committed.record("td3", "histories.1")
    var shape = try #require(record.result?.material)
    forge(&shape)
    let fault = Committed.checks.fault(in: record.with { $0.material = shape })
    #expect(fault?.contains(reason) == true, "\(fault ?? "not refused")")
    // Where a learner sees all data or nothing, there are none at all.
    let whole = try Committed.record("td3", "all-data.1").with { $0.material = shape }
    #expect(Committed.checks.fault(in: whole)?.contains("has no few sequences") == true)
  }

  @Test(
    "a phase that took no number of seconds, or fewer than none, is refused",
    arguments: [-1, .infinity, .nan] as [Double])
  func phases(seconds: Double) throws {
    var record = try Committed.record("td3", "histories.1")
    record.circumstances.phases?[0].seconds = seconds
    #expect(
      Committed.checks.fault(in: record)
        == "its phase 'pre-training' took \(seconds) seconds, which cannot be")
  }

  @Test("a source is published exactly where its digest is the published one")
  func published() throws {
    let record = try #require(
      Committed.folder("fuxi-alpha").reading().records.first {
        $0.result?.source?.id == "ml-1m"
      })
    let zip = "a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20"
    func fault(_ digest: String?, _ published: Bool) -> String? {
      Committed.checks.fault(
        in: record.with {
          if let digest { $0.source?.digest = digest }
          $0.source?.published = published
        })
    }
    #expect(fault(nil, false) == nil)
    #expect(fault(zip, true) == nil)
    #expect(
      fault(nil, true)
        == "it calls its source published, whose digest is not that of 'ml-1m'")
    #expect(
      fault(zip, false) == "its source has the published digest, and it calls it unpublished")
  }

  @Test("generated data are published, and their digest is the data's own")
  func generated() throws {
    let source = try DatasetSource(
      id: "planted-time", in: Committed.package + "/suites/datasets")
    let checks = RecordChecks { _ in source }
    let whole = try Self.little("plain.1")
    #expect(checks.fault(in: whole) == nil)
    #expect(
      checks.fault(in: whole.with { $0.source?.published = false })
        == "its data are generated, and it calls them unpublished")
    #expect(
      checks.fault(in: whole.with { $0.source?.digest = Digest(of: "x").hex })
        == "its source's digest is not that of its data")
  }

  @Test("one record under three seeds: all three are refused, since none can be told from a copy")
  func copies() throws {
    let first = try Self.little("plain.1")
    var reading = RecordReading()
    for record in Self.little {
      var record = record
      if record.run.name == "plain" { record.outcome = first.outcome }
      let data = try Data(CanonicalJSON.pretty(record).utf8)
      reading.take("\(record.run.cell).json", file: record.run.cell) { data }
    }
    RecordChecks { _ in nil }.hold(&reading) { $0 }
    #expect(
      reading.refusals.map(\.error.description) == [
        "plain.1 cannot be used: it has the weights of plain.2, which another seed cannot give",
        "plain.2 cannot be used: it has the weights of plain.1, which another seed cannot give",
        "plain.3 cannot be used: it has the weights of plain.1, which another seed cannot give",
      ])
    #expect(reading.records.count == Self.little.count - 3)
  }

  @Test("ranks and units copied under other weights are noticed; a baseline may share its ranks")
  func copiedNumbers() throws {
    let checks = RecordChecks { _ in nil }
    let first = try Self.little("plain.1")
    let ranks = try Self.little("plain.2").with { $0.ranks = first.result?.ranks ?? [] }
    #expect(Set(checks.sharing([first, ranks]).keys) == ["plain.1", "plain.2"])
    #expect(checks.sharing([first, ranks])["plain.2"]?.hasPrefix("it has the ranks of") == true)
    let popularity = try Self.little("popularity.1")
    var twin = popularity
    twin.run.seed = 2
    #expect(checks.sharing([popularity, twin]) == [:])
    let rating = try #require(
      Committed.folder("hstu-ranking").reading().records.first {
        guard let task = $0.run.task.rating, task.model.kind == "sequence" else {
          return false
        }
        return true
      })
    var copy = rating.with { $0.weightsDigest = Digest(of: "other").hex }
    copy.run.seed = 77
    #expect(
      checks.sharing([rating, copy])[copy.run.cell]
        == "it has the numbers of \(rating.run.cell), which another seed cannot give")
  }

  @Test("diverged, failed and rules that are none are held to themselves too")
  func unfinished() throws {
    let checks = RecordChecks { _ in nil }
    var record = try Self.little("plain.1")
    record.outcome = .diverged(step: 4)
    #expect(checks.fault(in: record) == nil)
    record.outcome = .diverged(step: 0)
    #expect(checks.fault(in: record) == "it diverged at step 0, and steps count from 1")
    record.outcome = .failed(reason: "")
    #expect(checks.fault(in: record) == "it failed for no reason")
    record.rules = "mine"
    #expect(checks.fault(in: record) == "its 'rules' is no SHA-256 digest")
    var baseline = try Self.little("popularity.1")
    baseline.outcome = .diverged(step: 4)
    #expect(checks.fault(in: baseline) == "it diverged, and its task trains nothing")
  }

  @Test("evidence of a kind that is not known is refused, and each known one survives its file")
  func evidence() throws {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Evidence.self, from: Data("{\"kind\": \"oracle\"}".utf8))
    }
    let suite = LittleSuite.suite()
    for judgement in judge(suite, by: LittleSuite.records(suite)).judgements {
      let text = try CanonicalJSON.pretty(judgement.evidence)
      #expect(
        try CanonicalJSON.read(Evidence.self, from: Data(text.utf8)) == judgement.evidence)
    }
  }

  @Test("records of every kind of task, and of every protocol, are checked") func kinds() {
    for kind in ResolvedTask.registry.kinds {
      #expect(kind.init() is any RecordedTask, "\(kind.kind)")
    }
    for kind in RunProtocol<DatasetSpec>.registry.kinds {
      #expect(kind.init() is any RecordedProtocol, "\(kind.kind)")
    }
  }
}
