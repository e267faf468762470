import Determinism
import Foundation
import Models
import Suites
import Tensors

/// Training steps of a click model on made rows, timed:
/// `ClickSteps dnn|xcrossnet dense|lazy ROWS_OF_THE_TABLE STEPS` prints rows trained on a second.
///
/// Batch 4,096, 13 numbers, 26 fields, 20 features, two hidden layers of 400: the configuration of
/// XCrossNet's section 4.1. Ids are drawn uniformly in each field, the worst case for look-ups.
@main
struct ClickSteps {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard words.count == 4, let model = Self.model(words[1]),
      let tables = ClickTrainingSpec.Tables(rawValue: words[2]), let height = Int(words[3]),
      let steps = Int(words[4]), height >= 26, steps > 0
    else {
      FileHandle.standardError.write(
        Data("ClickSteps dnn|xcrossnet dense|lazy ROWS_OF_THE_TABLE STEPS\n".utf8))
      exit(64)
    }
    let training = ClickTrainingSpec(
      rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, tables: tables, tablePenalty: 0,
      penalty: 0, tableDeviation: 0.01, rows: 4096, shards: 4, epochs: 1, monitor: .auc,
      patience: 1, rateDrop: 1)
    let field = height / 26
    let columns = ClickColumns(dense: 13, fields: 26, vocabulary: field * 26)
    var trainer = ClickTrainer(model, training, columns, key: RandomKey(seed: 1))
    let batches = (0..<4).map { Self.batch($0, field: field) }
    for step in 0..<8 { _ = trainer.step(batches[step % 4], key: RandomKey(seed: UInt64(step))) }
    let clock = ContinuousClock()
    let time = clock.measure {
      for step in 0..<steps {
        _ = trainer.step(batches[step % 4], key: RandomKey(seed: UInt64(step)))
      }
    }
    print(Int(Double(steps * 4096) / (time / .seconds(1))))
  }

  private static func model(_ name: String) -> ClickModelSpec? {
    switch name {
    case "dnn":
      .dnn(ClickNetworkSpec(width: 20, numbers: .beside, hidden: [400, 400], dropout: 0))
    case "xcrossnet":
      .xcrossnet(
        XCrossNetSpec(
          variant: .paper, width: 20, depth: 4, products: 20, secondCross: true,
          hidden: [400, 400], dropout: 0))
    default: nil
    }
  }

  private static func batch(_ number: Int, field: Int) -> [ClickBatch] {
    let key = RandomKey(seed: 3)[number]
    return (0..<4).map { shard in
      let key = key[shard]
      let numbers = (0..<1024 * 13).map { Real(key["numbers"].uniform($0)) }
      let ids = (0..<1024 * 26).map {
        Int32($0 % 26 * field + key["ids"].integer(below: field, $0))
      }
      let labels = (0..<1024).map { Real(key["labels"].uniform($0) < 0.25 ? 1 : 0) }
      return ClickBatch(numbers: Tensor([1024, 13], numbers), ids: ids, labels: labels)
    }
  }
}
