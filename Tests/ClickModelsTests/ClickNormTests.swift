import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

#if DoublePrecision
  private let (step, allowed) = (1e-6 as Real, 1e-6 as Real)
  // What is read back from a trainer was kept in 32 bits: half a unit of the last place is 6e-8.
  private let close = 1e-7
#else
  private let (step, allowed) = (4e-3 as Real, 2e-2 as Real)
  private let close = 1e-5
#endif

private let columns = ClickColumns(dense: 2, fields: 3, vocabulary: 9)
private let normed = ClickModelSpec.dnn(
  ClickNetworkSpec(width: 2, numbers: .embedded, hidden: [4], dropout: 0, batchNorm: true))

func littleTraining(
  shards: Int = 1, penalty: Double = 0, tablePenalty: Double = 0, numberPenalty: Double? = nil,
  clipNorm: Double? = nil, start: ClickStart? = nil
) -> ClickTrainingSpec {
  ClickTrainingSpec(
    rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, tables: .dense,
    tablePenalty: tablePenalty, penalty: penalty, tableDeviation: 0.5, rows: 8, shards: shards,
    epochs: 1, monitor: .auc, patience: 1, rateDrop: 0.1, numberPenalty: numberPenalty,
    clipNorm: clipNorm, start: start)
}

/// Some rows of two numbers and three fields of three categories.
func littleBatch(_ rows: Int, _ purpose: String = "batch") -> ClickBatch {
  let key = RandomKey(seed: 3)[purpose]
  return ClickBatch(
    numbers: numbers([rows, 2], purpose),
    ids: (0..<rows * 3).map { Int32($0 % 3 * 3 + key.integer(below: 3, $0)) },
    labels: (0..<rows).map { key.uniform(1000 + $0) < 0.4 ? 1 : 0 })
}

@Suite("Batch norm of click models")
struct ClickNormTests {
  @Test("norming columns has the derivatives of finite differences")
  func derivatives() {
    let (x, weights) = (numbers([6, 3], "x"), numbers([6, 3], "c"))
    func value(_ x: Tensor) -> Real {
      (Variable.apply(NormalizeColumns(epsilon: 1e-5), Variable(x)) * Variable(weights))
        .total().value.scalar
    }
    let tape = Tape()
    let leaf = tape.variable(x)
    let sum = (Variable.apply(NormalizeColumns(epsilon: 1e-5), leaf) * Variable(weights)).total()
    let gradient = tape.gradients(of: sum, to: [leaf])[0].value.elements
    for place in 0..<x.count {
      func moved(_ by: Real) -> Real {
        var elements = x.elements
        elements[place] += by
        return value(Tensor(x.shape, elements))
      }
      let slope = (moved(step) - moved(-step)) / (2 * step)
      #expect(abs(slope - gradient[place]) < allowed * max(1, abs(slope)), "place \(place)")
    }
  }

  @Test("a normed step's loss and running moments are the formulas', rows of the whole batch")
  func plain() throws {
    var trainer = ClickTrainer(normed, littleTraining(), columns, key: RandomKey(seed: 4))
    let batch = littleBatch(11)
    let before = trainer.state
    func named(_ name: String) throws -> [Double] {
      try #require(before[name]).elements.map { Double($0) }
    }
    let (table, vectors) = (try named("embeddings"), try named("fields.numbers"))
    let (w, b) = (try named("network.0.weight"), try named("network.0.bias"))
    let (v, c) = (try named("output.weight"), try named("output.bias"))
    let numbers = try #require(batch.numbers).elements.map { Double($0) }
    // Sums of the hidden layer: `[rows, 4]`.
    let sums = (0..<11).map { row -> [Double] in
      var x: [Double] = (0..<4).map { numbers[row * 2 + $0 / 2] * vectors[$0] }
      for place in 0..<6 {
        let id = Int(batch.ids[row * 3 + place / 2])
        x.append(table[id * 2 + place % 2])
      }
      var sums = b
      for unit in 0..<4 {
        for (place, value) in x.enumerated() { sums[unit] += value * w[place * 4 + unit] }
      }
      return sums
    }
    var means = [0.0, 0, 0, 0]
    for row in sums { for unit in 0..<4 { means[unit] += row[unit] / 11 } }
    var variances = [0.0, 0, 0, 0]
    for row in sums {
      for unit in 0..<4 {
        let distance = row[unit] - means[unit]
        variances[unit] += distance * distance / 11
      }
    }
    var loss = 0.0
    for row in 0..<11 {
      var logit = c[0]
      for unit in 0..<4 {
        let y = (sums[row][unit] - means[unit]) / (variances[unit] + 1e-5).squareRoot()
        logit += max(0, y) * v[unit]
      }
      let odds = exponential(Tensor(Real(logit))).scalar
      let logarithm = naturalLogarithm(Tensor(1 + odds)).scalar
      loss += (Double(logarithm) - Double(batch.labels[row]) * logit) / 11
    }
    let found = trainer.step([batch], key: RandomKey(seed: 1))
    #expect(abs(found - loss) < close)
    let after = trainer.state
    for unit in 0..<4 {
      let mean = Double(try #require(after["network.0.norm.running.mean"]).elements[unit])
      let variance = Double(try #require(after["network.0.norm.running.variance"]).elements[unit])
      #expect(abs(mean - 0.1 * means[unit]) < close)
      // torch.nn.BatchNorm1d: the running variance follows the one over rows − 1.
      #expect(abs(variance - (0.9 + 0.1 * variances[unit] * 11 / 10)) < close)
    }
  }

  @Test("a penalty moves no running moment, and none of them is counted")
  func moments() throws {
    var plain = ClickTrainer(normed, littleTraining(), columns, key: RandomKey(seed: 4))
    var penalised = ClickTrainer(
      normed, littleTraining(penalty: 0.5), columns, key: RandomKey(seed: 4))
    _ = plain.step([littleBatch(11)], key: RandomKey(seed: 1))
    _ = penalised.step([littleBatch(11)], key: RandomKey(seed: 1))
    for name in ["network.0.norm.running.mean", "network.0.norm.running.variance"] {
      #expect(plain.state[name] != nil && plain.state[name] == penalised.state[name])
    }
    // 9 rows of 2; 2 vectors of 2; 10·4 + 4; scale and shift of 4; 4 + 1.
    #expect(plain.count == 18 + 4 + 44 + 8 + 5)
  }

  @Test("a normed, clipped training has the same bytes on any number of workers, and goes on")
  func workersAndResume() throws {
    let before = Workers.count
    defer { Workers.count = before }
    func trained(_ steps: Range<Int>, _ trainer: inout ClickTrainer) {
      for index in steps {
        _ = trainer.step([littleBatch(40, "step \(index)")], key: RandomKey(seed: 1)[index])
      }
    }
    let spec = littleTraining(penalty: 1e-3, tablePenalty: 1e-2, clipNorm: 0.05, start: .fuxictr)
    func begun() -> ClickTrainer {
      ClickTrainer(normed, spec, columns, key: RandomKey(seed: 4))
    }
    var one = begun()
    Workers.count = 1
    trained(0..<6, &one)
    var three = begun()
    Workers.count = 3
    trained(0..<6, &three)
    #expect(one.memory == three.memory)
    var half = begun()
    trained(0..<3, &half)
    var resumed = begun()
    try resumed.restore(half.memory, file: "m")
    trained(3..<6, &resumed)
    // What is kept in 32 bits goes on to the bit only where it was computed in them.
    if MemoryLayout<Real>.size == 4 { #expect(resumed.memory == one.memory) }
  }
}
