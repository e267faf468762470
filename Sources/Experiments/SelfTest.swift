internal import Datasets
internal import Determinism
internal import Foundation
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

  /// A training of 20 steps on generated data, as an outcome whose bytes can be compared.
  ///
  /// - Parameter scratch: a folder for checkpoints and weights, which the caller removes.
  /// - Throws: what the runner and the data store throw.
  public static func training(workers: Int, scratch: String) async throws -> Outcome {
    let before = Workers.count
    Workers.count = workers
    defer { Workers.count = before }
    let generator = GeneratorSpec.plantedTime(
      PlantedTimeSpec(
        seed: 1, users: 80, items: 100, groups: 10, fewestEvents: 20, mostEvents: 40, noise: 0.1))
    let dataset = DatasetSpec(
      id: "self-test", source: "planted-time", ties: .file, filters: [], maximalLength: 32,
      split: .leaveLastOut, generator: generator)
    let task = RankingTask(
      dataset: dataset,
      model: .hstu(
        HSTUSpec(
          width: 32, blocks: 2, heads: 1, keyWidth: 32, valueWidth: 32, positions: 43,
          embeddingDropout: 0.1, dropout: 0.1)),
      training: TrainingSpec(
        loss: LossSpec(kind: .sampledSoftmax, negatives: 16, temperature: 0.05),
        optimizer: OptimizerSpec(
          kind: .adamW, rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
        rows: 16, epochs: 4, shards: 4),
      evaluation: EvaluationSpec(
        candidates: .catalogue, seen: .keptHistory, ties: .against, queryTime: .target,
        floor: 101, metrics: ["ndcg@10"], every: 4, read: .last))
    let run = Run(suite: "self-test", name: "hstu", task: .ranking(task), seed: 1)
    let source = DatasetSource(
      schema: 1, id: "planted-time", title: "Self-test", layout: .generated, licence: nil,
      file: nil)
    let store = DatasetStore(
      cache: URL(fileURLWithPath: scratch + "/cache"), overrides: [:], offline: true,
      acceptedLicences: [])
    let runner = Runner(
      checkpoints: scratch + "/checkpoints", weights: scratch + "/weights", commit: "self-test")
    let prepared = PreparedTask.ranking(task, try await store.prepare(dataset, source: source))
    return try runner.record(of: run, prepared, rules: "", observe: { _ in }).outcome
  }
}
