import Determinism
import Experiments
import Foundation
import Metrics
import Models
import Suites
import Yardstick

/// One model of given sizes on rows of one length.
struct Cell: Codable {
  var model: String
  var blocks = 2
  var width = 64
  var length = 200
  var items = 4_000
  var rows = 64
  var workers = Workers.available
  var shards = PaperModels.training.shards

  init(model: String) { self.model = model }

  /// What one process found.
  struct Result: Codable {
    var tokensPerSecond: Double
    /// Of the middle one of some steps.
    var seconds: Double
    /// Largest resident size of the process, bytes.
    var peak: Int
    /// Operations per second over those of the matrix product, measured after the steps.
    var share: Double
    /// Users whose candidates were all scored and ranked, histories encoded, after the steps.
    var usersPerSecond: Double
  }

  private var spec: ModelSpec {
    switch model {
    case "sasrec": PaperModels.sasrec(blocks: blocks, width: width, positions: length + 11)
    case "hstu":
      PaperModels.hstu(blocks: blocks, heads: 1, width: width, positions: length + 11)
    default: PaperModels.fuxiAlpha(blocks: blocks, heads: 1, width: width, positions: length + 11)
    }
  }

  /// Steps for about two seconds, at least three.
  func measured() throws -> Result {
    Workers.count = workers
    let interactions = Rows.uniform(users: rows, items: items, length: length + 2)
    let batches = Batches(interactions, rows: rows, maximalLength: length, most: 1)
    var training = PaperModels.training
    training.shards = shards
    guard var stepped = try SteppedModel(spec, training, batches) else {
      throw Problem("there is no model '\(model)'")
    }
    let batch = batches.all[0]
    var times: [Double] = []
    _ = stepped.step(batch)
    while times.count < 3 || (times.reduce(0, +) < 2 && times.count < 20) {
      times.append(seconds { _ = stepped.step(batch) })
    }
    let evaluator = try RankingEvaluator(interactions, Self.published, maximalLength: length)
    let ranking = seconds {
      _ = evaluator.ranks(stepped.scorer(over: evaluator.candidates))
    }
    let peak = Machine.peakMemory
    let cost = StepCost(
      training: spec, lengths: Batches.lengths(batch), itemRows: items + 1,
      negatives: PaperModels.negatives)
    let time = median(times)
    return Result(
      tokensPerSecond: Double(batch.tokens) / time, seconds: time, peak: peak,
      share: cost.operations / time / MachineRates.measured().gemm,
      usersPerSecond: Double(evaluator.rows.count) / ranking)
  }

  private static let published = EvaluationSpec(
    candidates: .catalogue, seen: .keptHistory, ties: .against, queryTime: .target, floor: 2501,
    metrics: ["ndcg@10"], every: 1, read: .last)

  /// In a process of its own, so that its memory is its own.
  func measuredApart() throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
    process.arguments = ["cell", String(decoding: try JSONEncoder().encode(self), as: UTF8.self)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Problem("\(self) failed") }
    return try JSONDecoder().decode(Result.self, from: data)
  }
}
