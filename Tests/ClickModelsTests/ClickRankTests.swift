import Determinism
import Models
import Suites
import Tensors
import TestSupport
import Testing

/// Click models trained by several ranks, which are threads here, against one process.
@Suite struct ClickRankTests {
  private static let columns = ClickColumns(dense: 3, fields: 2, vocabulary: 40)

  private static func training(
    _ tables: ClickTrainingSpec.Tables, clip: Double? = nil, penalty: Double = 0
  ) -> ClickTrainingSpec {
    var spec = ClickTrainingSpec(
      rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, tables: tables, tablePenalty: penalty,
      penalty: penalty, tableDeviation: 0.01, rows: 64, shards: 4, epochs: 1, monitor: .auc,
      patience: 1, rateDrop: 1)
    spec.clipNorm = clip
    return spec
  }

  /// A batch in so many parts of other lengths.
  private static func batch(_ parts: Int, step: Int) -> [ClickBatch] {
    (0..<parts).map { part in
      let key = RandomKey(seed: 5)["rows"][step * parts + part]
      let rows = 9 + 4 * part
      let ids = (0..<rows * 2).map { Int32($0 % 2 * 20 + key["ids"].integer(below: 20, $0)) }
      let numbers = (0..<rows * 3).map { Real(key["numbers"].uniform($0)) }
      return ClickBatch(
        numbers: Tensor([rows, 3], numbers), ids: ids,
        labels: (0..<rows).map { key["labels"].uniform($0) < 0.3 ? 1 : 0 })
    }
  }

  private static func trained(
    _ model: ClickModelSpec, _ training: ClickTrainingSpec, parts: Int, over ranks: any Ranks
  ) -> (losses: [Double], memory: Safetensors) {
    var trainer = ClickTrainer(model, training, columns, key: RandomKey(seed: 1), over: ranks)
    let losses = (0..<5).map { step in
      trainer.step(batch(parts, step: step), key: RandomKey(seed: 2)[step])
    }
    return (losses, trainer.memory)
  }

  private static let crossing = ClickModelSpec.xcrossnet(
    XCrossNetSpec(
      variant: .paper, width: 4, depth: 2, products: 3, secondCross: true, hidden: [8],
      dropout: 0.1))
  private static let deep = ClickModelSpec.deepFM(
    ClickNetworkSpec(width: 3, numbers: .embedded, hidden: [5], dropout: 0))
  private static let normed = ClickModelSpec.deepFM(
    ClickNetworkSpec(
      width: 3, numbers: .embedded, hidden: [5, 4], dropout: 0, batchNorm: true,
      firstOrderBias: false))

  private static let trainings: [(ClickModelSpec, ClickTrainingSpec, parts: Int)] = [
    (crossing, training(.dense), 4), (deep, training(.dense, penalty: 0.001), 4),
    (crossing, training(.lazy), 3), (deep, training(.lazy, penalty: 0.001), 4),
    (deep, training(.dense, clip: 0.01, penalty: 0.001), 4), (.logistic, training(.lazy), 4),
    (normed, training(.dense), 1),
  ]

  @Test(
    "ranks that train a click model together come to one process's bits, memory included",
    arguments: trainings.indices)
  func sameBits(index: Int) {
    let (model, training, parts) = Self.trainings[index]
    let alone = Self.trained(model, training, parts: parts, over: SingleRank())
    let isFinite = alone.losses.allSatisfy { $0.isFinite }
    #expect(isFinite)
    for count in [2, 3, 5] {
      let all = ThreadRanks.run(count) { Self.trained(model, training, parts: parts, over: $0) }
      for rank in all {
        #expect(rank.losses == alone.losses)
        #expect(rank.memory == alone.memory)
      }
    }
  }
}
