import Datasets
import Experiments
import Foundation
import Suites
import TestSupport
import Testing

@testable import repro

/// What `repro plan` says that cells take, against what committed records took.
@Suite struct CostTests {
  private static let sources = Tool.package + "/suites/datasets"

  private static let committed: [RunRecord] = {
    let suites =
      (try? FileManager.default.contentsOfDirectory(atPath: Tool.package + "/suites")) ?? []
    return suites.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { name in
      RecordFolder(reports: Tool.package + "/reports", suite: String(name.dropLast(5)))
        .reading().records
    }
  }()

  /// A store that has nothing but a file with as many lines as the committed records of clicks were
  /// computed on: 5 parts training, 1 validation, 1 test of 19,592 rows.
  private static func store(in folder: TemporaryFolder, lines: Int = 7 * 19_592) throws
    -> DatasetStore
  {
    let file = folder.url.appendingPathComponent("train.txt")
    try Data(repeating: UInt8(ascii: "\n"), count: lines).write(to: file)
    return DatasetStore(
      cache: folder.url.appendingPathComponent("cache"), overrides: ["criteo-kaggle": file],
      offline: true)
  }

  private static func estimator(
    _ records: [RunRecord], for record: RunRecord, _ store: DatasetStore
  ) -> CostEstimator {
    CostEstimator(
      records, machine: MachineName(record.circumstances), workers: record.circumstances.workers,
      store: store, sources: sources)
  }

  @Test("every committed cell takes what it took, on its machine and rows of as many")
  func committed() async throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    // As many threads as the record had.
    var estimators: [String: CostEstimator] = [:]
    for record in Self.committed where record.result != nil {
      let machine = "\(MachineName(record.circumstances)) \(record.circumstances.workers)"
      var estimator = estimators[machine] ?? Self.estimator(Self.committed, for: record, store)
      let cost = try #require(await estimator.estimate(record.run).value, "\(record.run.cell)")
      estimators[machine] = estimator
      let ratio = cost.seconds / record.circumstances.seconds
      #expect(cost.speedFrom == .cell && ratio > 1 / 1.5 && ratio < 1.5, "\(record.run.cell)")
    }
    #expect(Self.committed.count > 300)
  }

  @Test(
    "without a record of its own, a cell takes what its other seeds took, by how many rows there are"
  )
  func otherSeeds() async throws {
    let folder = try TemporaryFolder()
    // Twice the rows of the records.
    let store = try Self.store(in: folder, lines: 14 * 19_592)
    let seeds = Self.committed.filter { $0.run.suite == "xcrossnet" && $0.run.name == "depth-1" }
    let record = try #require(seeds.first)
    let others = seeds.dropFirst().map(\.circumstances.seconds).sorted()
    var estimator = Self.estimator(Array(seeds.dropFirst()), for: record, store)
    let cost = try #require(await estimator.estimate(record.run).value)
    #expect(cost.speedFrom == .run && cost.epochsFrom == .records && !cost.isBound)
    // The upper of two.
    #expect(others.count == 2 && abs(cost.seconds - 2 * others[1]) < 1e-3 * cost.seconds)
    #expect(abs(Double(cost.events) - cost.epochs * 2 * 5 * 19_592) < 2)
  }

  @Test("of another machine is told, and threads that are asked for are reckoned with")
  func machines() async throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    let record = try #require(Self.committed.first { $0.run.cell == "hstu-8.1" })
    var estimator = CostEstimator(
      [record], machine: MachineName(processor: "another", cores: 1), workers: 1, store: store,
      sources: Self.sources)
    let cost = try #require(await estimator.estimate(record.run).value)
    let threads = Double(record.circumstances.workers)
    #expect(cost.speedFrom == .elsewhere)
    #expect(abs(cost.seconds - threads * record.circumstances.seconds) < 1e-9 * cost.seconds)
  }

  @Test("a training that may end early is taken to last as its like did, another to its last epoch")
  func endsEarly() async throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    let record = try #require(
      Self.committed.first { record in
        guard let task = record.run.task.ranking, let training = task.training else { return false }
        return task.evaluation.patience != nil
          && record.result.map { $0.curve.count < training.epochs } ?? false
      })
    let epochs = try #require(record.result?.curve.count)
    var run = record.run
    var task = try #require(run.task.ranking)
    task.training?.epochs *= 10
    let limit = try #require(task.training?.epochs)
    run.task = .ranking(task)
    var estimator = Self.estimator([record], for: record, store)
    let early = try #require(await estimator.estimate(run).value)
    #expect(early.speedFrom == .like && early.epochsFrom == .records)
    #expect(early.epochs == Double(epochs))
    #expect(abs(early.seconds / record.circumstances.seconds - 1) < 1e-9)
    // One that waits for three epochs more is told of no better one three epochs later.
    task.evaluation.patience? += 3
    run.task = .ranking(task)
    let patient = try #require(await estimator.estimate(run).value)
    #expect(task.evaluation.every == 1 && patient.epochs == Double(epochs + 3))
    task.evaluation.patience = nil
    run.task = .ranking(task)
    let whole = try #require(await estimator.estimate(run).value)
    #expect(whole.epochsFrom == .suite && whole.epochs == Double(limit))
    let ratio = whole.seconds / record.circumstances.seconds
    #expect(abs(ratio * Double(epochs) / Double(limit) - 1) < 1e-9)
  }

  @Test("a click training that waits longer than its like takes as much longer")
  func patientClicks() async throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    let record = try #require(
      Self.committed.first { $0.run.suite == "xcrossnet" && $0.run.cell == "depth-1.1" })
    let epochs = try #require(record.result?.curve.count)
    var run = record.run
    var task = try #require(run.task.click)
    task.training.patience += 2
    run.task = .click(task)
    var estimator = Self.estimator([record], for: record, store)
    let cost = try #require(await estimator.estimate(run).value)
    #expect(cost.epochs == Double(epochs + 2) && cost.epochsFrom == .records)
    let ratio = cost.seconds / record.circumstances.seconds
    #expect(abs(ratio * Double(epochs) / cost.epochs - 1) < 1e-9, "\(ratio)")
  }

  @Test("an adapter's maps count for each item read, and the epochs on ids before an alignment")
  func adapters() throws {
    let suite = try SuiteFile(path: Tool.package + "/suites/llmemb.yaml").suite
    let runs = try Plan(suite).runs
    let operations = try ["ids", "plain", "aligned"].map { items in
      let run = try #require(runs.first { $0.name == "\(items)-released" })
      return try #require(Workload(run.task).operations)
    }
    // From 384 numbers by 192 to 64, joined: forward, and back to the product; of the event's item, the next
    // one and a negative.
    let maps = 3 * 4.0 * 384 * 64
    #expect(abs(operations[1] - operations[0] - maps) < 1e-6 * maps)
    let narrow = AdapterSpec(hidden: 16, bias: true, table: false)
    #expect(narrow.operations(from: 384, to: 64) == 4 * 384 * 16 + 6 * 16 * 64)
    #expect(abs(operations[2] - 2 * operations[0] - maps) < 1e-6 * maps)
  }

  @Test("like runs count by how much more there is to do, and what is not known has its reason")
  func like() async throws {
    let folder = try TemporaryFolder()
    let store = try Self.store(in: folder)
    let records = Self.committed.filter { $0.run.suite == "hstu-backbones" }
    let two = try #require(records.first { $0.run.cell == "llama-4.1" })
    let eight = try #require(records.first { $0.run.cell == "llama-8.1" })
    var estimator = Self.estimator([two], for: two, store)
    let cost = try #require(await estimator.estimate(eight.run).value)
    // Twice the blocks, and what does not grow with them: between once and twice as long.
    #expect(cost.speedFrom == .like)
    #expect(
      cost.seconds > two.circumstances.seconds && cost.seconds < 2 * two.circumstances.seconds)
    let fit = try #require(Self.committed.first { $0.run.task.kind == "data-term" })
    #expect(
      await estimator.estimate(fit.run).reason
        == "nothing is trained, and no record of a similar run says how long it took")
  }
}
