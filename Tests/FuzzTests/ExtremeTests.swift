import Datasets
import Foundation
import Metrics
import Reports
import Suites
import TestSupport
import Testing
import Verdicts

@testable import repro

/// Suites and records with one field at an extreme, through all that reads them: nothing ends the
/// process, and whatever is understood has a plan, a cost, a report and a difference.
@Suite struct ExtremeTests {
  /// A run of each kind of model, on data that are known by their published counts only.
  static let models: Suite = {
    var suite = LittleSuite.suite()
    suite.datasets[0].source = "ml-1m"
    guard let plain = suite.runs[1].task.ranking, let training = plain.training else {
      return suite
    }
    let backbones: [ModelSpec] = [
      .sasrec(
        SASRecSpec(
          width: 8, blocks: 1, heads: 1, hidden: 8, positions: 31, embeddingDropout: 0,
          dropout: 0)),
      .fuxiAlpha(
        FuXiAlphaSpec(
          width: 8, blocks: 1, heads: 1, keyWidth: 8, valueWidth: 8, feedForwardMultiple: 2,
          positions: 31, embeddingDropout: 0, dropout: 0, variant: .full)),
      .gru4rec(
        GRU4RecSpec(width: 8, hidden: 8, layers: 1, embeddingDropout: 0, dropout: 0)),
      .bprMF(BPRMFSpec(width: 8)),
    ]
    for (index, model) in backbones.enumerated() {
      var run = suite.runs[1]
      run.id = "model-\(index)"
      run.seeds = [1]
      var task = plain
      task.model = model
      run.task = .ranking(task)
      suite.runs.append(run)
    }
    let rated = RatingTrainingSpec {
      ($0.optimizer, $0.negativeShare) = (training.optimizer, 0.5)
      ($0.rows, $0.epochs, $0.shards) = (8, 2, 2)
    }
    let interest = DINSpec { ($0.width, $0.attention, $0.hidden) = (8, [8], [8, 4]) }
    let sequence = SequenceRaterSpec {
      ($0.backbone, $0.layout, $0.scorer) = (plain.model, .summed, .mlp(hidden: 8))
    }
    let raters: [RatingModelSpec] = [
      .din(interest), .sequence(sequence), .popularity(RatePopularitySpec(smoothing: 1)),
    ]
    for (index, model) in raters.enumerated() {
      var run = suite.runs[1]
      run.id = "rater-\(index)"
      run.seeds = [1]
      run.task = .rating(
        RatingTask(
          dataset: "little", threshold: 3.5, held: 2, model: model,
          training: model.isTrained ? rated : nil,
          evaluation: RatingEvaluationSpec { ($0.metrics, $0.every) = (["auc", "logloss"], 1) }))
      suite.runs.append(run)
    }
    return suite
  }()

  private static let store = DatasetStore(
    cache: FileManager.default.temporaryDirectory.appendingPathComponent("repro-no-such-cache"),
    overrides: [:], offline: true, acceptedLicences: [], askLicence: nil, progress: { _ in })

  private static let sane: [RunRecord] = {
    let suite = LittleSuite.suite()
    return ((try? Plan(suite).runs) ?? []).filter { $0.cell == "plain.1" }.map {
      LittleSuite.record($0, suite, quality: 1, users: 8)
    }
  }()

  /// Hands every 211th variant of each document to `body`, then, for as long as the environment
  /// gives a fuzzer time, the next in each: any part of the walk is spread over all of them, because
  /// 211 and the thirteen extremes of a number have no divisor in common.
  private func walk<Document>(
    _ documents: [Document], as tree: (Document) throws -> JSONValue,
    _ body: (Document, _ what: String, JSONValue) async throws -> Void
  ) async throws {
    let end = Date.now.addingTimeInterval(Mutations.seconds)
    let all = try documents.map { ($0, Extremes.variants(of: try tree($0))) }
    for pass in 0..<211 {
      for (document, variants) in all {
        for place in stride(from: pass, to: variants.count, by: 211) {
          guard pass == 0 || Date.now < end else { return }
          try await body(document, variants[place].what, variants[place].document)
        }
      }
    }
    print("extremes: every one of \(all.reduce(0) { $0 + $1.1.count }) was tried")
  }

  /// Seconds of every run of a plan, as `repro plan` reckons them.
  private func costs(_ runs: [Run], _ records: [RunRecord]) async throws {
    // A known speed beside them: without any, every estimate would measure one.
    var estimator = CostEstimator(
      records + Self.sane, workers: 2, store: Self.store,
      sources: SharedData.package.path + "/suites/datasets")
    for run in runs {
      guard let cost = await estimator.estimate(run).value else { continue }
      #expect(cost.seconds.isFinite && cost.seconds >= 0 && cost.events >= 0)
      _ = try CanonicalJSON.pretty(cost)
      #expect(!durationWords(cost.seconds).isEmpty)
    }
  }

  /// A report and what changed since another state of the suite, in every form.
  private func report(_ suite: Suite, _ records: [RunRecord], since old: Snapshot) throws {
    let report = Report(suite, records, judge(suite, by: records))
    #expect(!report.markdown.isEmpty && !report.html(drawings: [:]).isEmpty)
    let json = try CanonicalJSON.pretty(report.json)
    // What is written can be read.
    _ = try CanonicalJSON.read(ReportJSON.self, from: Data(json.utf8))
    #expect(report.plots.allSatisfy { !$0.script.isEmpty })
    let new = Snapshot(label: "new", suites: [suite.name: (suite, records)])
    let difference = ReportDiff(from: old, to: new)
    #expect(!difference.markdown.isEmpty)
    _ = try CanonicalJSON.pretty(difference)
  }

  private func records(_ suite: Suite) -> [RunRecord] {
    ((try? Plan(suite).runs) ?? []).prefix(40).map {
      LittleSuite.record($0, suite, quality: LittleSuite.quality[$0.name] ?? 0, users: 8)
    }
  }

  private static func suites() throws -> [Suite] {
    let others = try Form.suites.map {
      try SuiteFile(yaml: String(decoding: $0, as: UTF8.self), file: "s.yaml").suite
    }
    return [models] + others
  }

  @Test("a suite with one field at an extreme is refused in a sentence, or planned and reported")
  func suites() async throws {
    var understood = 0
    var refused = 0
    try await walk(Self.suites(), as: CanonicalJSON.tree) { suite, what, variant in
      do throws(SuiteError) {
        let file = try SuiteFile(yaml: CanonicalJSON.pretty(variant), file: "s.yaml")
        if let first = file.problems().first { throw first }
        understood += 1
        let made = records(file.suite)
        let sound = Snapshot(label: "old", suites: [suite.name: (suite, records(suite))])
        do {
          try report(file.suite, made, since: sound)
          try await costs(Plan(suite).runs, made)
        } catch {
          Issue.record("\(what): \(error)")
        }
      } catch {
        refused += 1
        #expect(!error.description.contains("\n"), "\(what): \(error)")
      }
    }
    print("extremes: suites: \(understood) understood, \(refused) refused")
    #expect(understood > 5 && refused > 5)
  }

  /// A record, its place among those of its suite, and its run.
  private struct Recorded {
    var suite: Suite
    var run: Run
    var all: [RunRecord]
    var place: Int
  }

  /// The first record of each run.
  private func recorded() throws -> [Recorded] {
    try Self.suites().flatMap { suite in
      let runs = try Plan(suite).runs
      let all = records(suite)
      var seen: Set<String> = []
      return all.indices.filter { seen.insert(all[$0].run.name).inserted }.map {
        Recorded(suite: suite, run: runs[$0], all: all, place: $0)
      }
    }
  }

  @Test(
    "a record with one field at an extreme is refused in a sentence, or reported and planned by")
  func records() async throws {
    var understood = 0
    var refused = 0
    try await walk(recorded(), as: { try CanonicalJSON.tree($0.all[$0.place]) }) {
      sound, what, variant in
      do throws(RecordError) {
        let text = CanonicalJSON.pretty(variant)
        let read = try RecordFolder.record(in: Data(text.utf8), file: "r.json")
        understood += 1
        var changed = sound.all
        changed[sound.place] = read
        let old = Snapshot(label: "old", suites: [sound.suite.name: (sound.suite, sound.all)])
        do {
          try report(sound.suite, changed, since: old)
          try await costs([sound.run], [read])
        } catch {
          Issue.record("\(read.run.cell)\(what): \(error)")
        }
      } catch {
        refused += 1
        #expect(!error.description.contains("\n"), "\(what): \(error)")
      }
    }
    print("extremes: records: \(understood) understood, \(refused) refused")
    #expect(understood > 20 && refused > 10)
  }
}
