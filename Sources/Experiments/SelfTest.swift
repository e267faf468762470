internal import Datasets
internal import Determinism
internal import Foundation
internal import Metrics
public import Suites
internal import Tensors

/// What the machine is asked to prove before its numbers are believed.
public enum SelfTest {
  /// SHA-256 of a few fixed products of several shapes: equal on machines of equal numerics.
  public static func productFingerprint() -> String {
    let key = RandomKey(seed: 0)["self-test"]
    var digest = IncrementalDigest()
    for (index, shape) in [(64, 64, 64), (2600, 50, 50), (50, 2600, 50), (7, 211, 13)].enumerated()
    {
      let a = tensor([shape.0, shape.1], key["a"][index])
      let b = tensor([shape.1, shape.2], key["b"][index])
      digest.update(matmul(a, b).withElements { Array(UnsafeRawBufferPointer($0)) })
    }
    return digest.finished().hex
  }

  /// Seconds that a fixed set of products takes with some workers, the best of three.
  public static func productSeconds(workers: Int) -> Double {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    let key = RandomKey(seed: 0)["self-test"]
    let a = tensor([16_384, 256], key["a"])
    let b = tensor([256, 256], key["b"])
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<4 {
      let taken = clock.measure { _ = matmul(a, b) }
      best = min(best, taken / .seconds(1))
    }
    return best
  }

  /// Floating-point operations a second that a large product reaches on all workers.
  public static func productOperationsPerSecond() -> Double {
    2 * 16_384 * 256 * 256 / productSeconds(workers: Workers.count)
  }

  private static func tensor(_ shape: Shape, _ key: RandomKey) -> Tensor {
    Tensor(shape, (0..<shape.count).map { Real(key.uniform($0) - 0.5) })
  }

  /// The models that trainings are compared of.
  public static let models: [(name: String, model: ModelSpec)] = [
    (
      "sasrec",
      .sasrec(
        SASRecSpec(
          width: 32, blocks: 2, heads: 1, hidden: 32, positions: 43, embeddingDropout: 0.1,
          dropout: 0.1))
    ),
    (
      "hstu",
      .hstu(
        HSTUSpec(
          width: 32, blocks: 2, heads: 1, keyWidth: 32, valueWidth: 32, positions: 43,
          embeddingDropout: 0.1, dropout: 0.1))
    ),
    (
      "fuxi-alpha",
      .fuxiAlpha(
        FuXiAlphaSpec(
          width: 32, blocks: 2, heads: 1, keyWidth: 32, valueWidth: 32, feedForwardMultiple: 1,
          positions: 43, embeddingDropout: 0.1, dropout: 0.1, variant: .full))
    ),
  ]

  /// A training of 20 steps on generated data of each model, as one text: a line for each outcome,
  /// in canonical JSON, digest of the weights included.
  ///
  /// - Parameters:
  ///   - workers: how many share the work.
  ///   - seed: seed of every random number.
  ///   - scratch: a folder for checkpoints and weights, which the caller removes.
  /// - Throws: what the runner and the data store throw.
  public static func outcomes(
    workers: Int, seed: UInt64 = 1, scratch: String
  ) async throws -> String {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    let runner = Runner(
      checkpoints: scratch + "/checkpoints", weights: scratch + "/weights", commit: "self-test")
    let data = try await prepared(scratch)
    var text = ""
    for (name, model) in models {
      let task = task(model)
      let run = Run(suite: "self-test", name: name, task: .ranking(task), seed: seed)
      let record = try runner.record(
        of: run, PreparedRanking(task: task, data: data), rules: "", observe: { _ in })
      text += "\(name) \(try CanonicalJSON.compact(record.outcome))\n"
    }
    return text
  }

  /// Ranks of each model's first values, a number of rows ranked at once: `[models, users]`.
  ///
  /// - Throws: what the data store and the learner throw.
  public static func ranks(tileRows: Int, scratch: String) async throws -> [[Int32]] {
    let data = try await prepared(scratch)
    return try models.map { _, model in
      let task = task(model)
      var evaluator = try RankingEvaluator(
        data.interactions, task.evaluation, maximalLength: task.dataset.maximalLength)
      evaluator.tileRows = tileRows
      let learner = try RankingLearner(task, data.interactions, evaluator, seed: 1)
      return learner.evaluate { false }?.ranks ?? []
    }
  }

  private static func task(_ model: ModelSpec) -> RankingTask<DatasetSpec> {
    RankingTask(
      dataset: dataset, model: model,
      training: TrainingSpec(
        loss: LossSpec.sampledSoftmax(negatives: 16, temperature: 0.05),
        optimizer: OptimizerSpec.adamW(
          rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
        rows: 16, epochs: 4, shards: 4),
      evaluation: EvaluationSpec(
        candidates: .catalogue, seen: .keptHistory, ties: .against, queryTime: .target,
        floor: 101, metrics: ["ndcg@10"], every: 4, read: .last))
  }

  private static let dataset = DatasetSpec(
    id: "self-test", source: "planted-time", ties: .file, filters: [], maximalLength: 32,
    split: .leaveLastOut,
    generator: .plantedTime(
      PlantedTimeSpec {
        ($0.seed, $0.users, $0.items, $0.groups) = (1, 80, 100, 10)
        ($0.fewestEvents, $0.mostEvents, $0.noise) = (20, 40, 0.1)
      }))

  private static func prepared(_ scratch: String) async throws -> PreparedData {
    let source = DatasetSource {
      ($0.schema, $0.id, $0.title) = (1, "planted-time", "Self-test")
    }
    let store = DatasetStore(cache: URL(fileURLWithPath: scratch + "/cache"), offline: true)
    return try await store.prepare(dataset, source: source)
  }
}
