import Determinism
import Models
import Suites
import Tensors
import Testing

/// What a penalty does to the first step of a click model.
@Suite("Weight decay of click models")
struct ClickDecayTests {
  private static let columns = ClickColumns(dense: 3, fields: 2, vocabulary: 12)
  private static let model = ClickModelSpec.dnn(
    ClickNetworkSpec(width: 4, numbers: .embedded, hidden: [8], dropout: 0))

  private static func training(
    _ tables: ClickTrainingSpec.Tables, _ decay: ClickTrainingSpec.Decay?, penalties: Bool = true,
    clip: Double? = nil
  ) -> ClickTrainingSpec {
    ClickTrainingSpec(
      rate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, tables: tables,
      tablePenalty: penalties ? 0.5 : 0, penalty: penalties ? 0.25 : 0, tableDeviation: 0.3,
      rows: 8, shards: 2, epochs: 1, monitor: .auc, patience: 1, rateDrop: 1,
      numberPenalty: penalties ? 0.75 : 0, decay: decay, clipNorm: clip)
  }

  /// Two parts of a batch; rows 4, 5, 10 and 11 of the table are not looked up.
  private static let parts = (0..<2).map { part in
    let key = RandomKey(seed: 3)["rows"][part]
    return ClickBatch(
      numbers: Tensor([4, 3], (0..<12).map { Real(key["numbers"].uniform($0)) }),
      ids: (0..<8).map { Int32(key["ids"].integer(below: 4, $0) + ($0 & 1) * 6) },
      labels: [1, 0, 1, 0])
  }

  private static func begun(_ spec: ClickTrainingSpec) -> ClickTrainer {
    ClickTrainer(model, spec, columns, key: RandomKey(seed: 7))
  }

  private static func stepped(_ spec: ClickTrainingSpec) -> ClickTrainer {
    var trainer = begun(spec)
    _ = trainer.step(parts, key: RandomKey(seed: 1))
    return trainer
  }

  private static func penalty(of name: String) -> Double {
    switch name {
    case "embeddings", "weights": 0.5
    case "fields.numbers": 0.75
    default: 0.25
    }
  }

  @Test(
    "decoupled, each number loses the rate times λ of itself and its moments see the gradient alone",
    arguments: [
      training(.dense, .decoupled), training(.lazy, .decoupled),
      training(.dense, .decoupled, clip: 0.01),
    ])
  func decoupled(spec: ClickTrainingSpec) throws {
    var none = spec
    (none.tablePenalty, none.penalty, none.numberPenalty) = (0, 0, 0)
    let (start, plain, decayed) = (Self.begun(spec), Self.stepped(none), Self.stepped(spec))
    var names: Set<String> = []
    for entry in start.state.tensors {
      let name = entry.name
      names.insert(name)
      let before = try #require(start.state[name]).elements
      let without = try #require(plain.state[name]).elements
      let with = try #require(decayed.state[name]).elements
      let width = before.count / (name == "embeddings" ? 12 : before.count)
      let asked = Set(Self.parts.flatMap(\.ids))
      for index in before.indices {
        let isLeft =
          name == "embeddings" && spec.tables == .lazy && !asked.contains(Int32(index / width))
        let loss = isLeft ? 0 : 0.02 * Self.penalty(of: name) * Double(before[index])
        #expect(
          abs(Double(with[index]) - (Double(without[index]) - loss)) < 1e-6, "\(name) \(index)")
      }
    }
    #expect(names.isSuperset(of: ["embeddings", "fields.numbers"]), "\(names)")
    for entry in plain.memory.tensors where entry.name.contains(":") {
      #expect(decayed.memory[entry.name] == plain.memory[entry.name], "\(entry.name)")
    }
  }

  @Test("in the gradient, which is the default, λ reaches the moments", arguments: [nil, 0.01])
  func inGradient(clip: Double?) {
    let absent = Self.stepped(Self.training(.dense, nil, clip: clip))
    #expect(Self.stepped(Self.training(.dense, .gradient, clip: clip)).memory == absent.memory)
    let none = Self.stepped(Self.training(.dense, nil, penalties: false, clip: clip))
    for name in ["mean:embeddings", "mean:fields.numbers"] {
      #expect(absent.memory[name] != nil && absent.memory[name] != none.memory[name])
    }
  }
}
