import Autograd
import Determinism
import Foundation
import Models
import Suites
import Tensors
import Testing

/// Item tables that are made of vectors, and losses with numbers of their own.
@Suite struct AssemblyTests {
  /// Rows of 1, 4 and 3 events over items 1 to 9; two events have no target.
  private static let batch = SequenceBatch(
    offsets: [0, 1, 5, 8], items: [3, 1, 2, 2, 9, 4, 8, 5],
    times: [1, 1, 2, 3, 4, 1, 2, 3], nextTimes: [2, 2, 3, 4, 5, 2, 3, 4],
    targets: [7, 2, 0, 9, 6, 0, 5, 1])
  private static let key = RandomKey(seed: 5)
  private static let vectors = Tensor(
    [10, 5], (0..<50).map { $0 < 5 ? 0 : Real(RandomKey(seed: 3).normal($0)) })

  private static func model() throws -> any SequenceRecommender {
    try #require(
      try recommender(
        for: .llama(
          LLaMaSpec(
            width: 6, blocks: 1, heads: 2, hidden: 7, rotaryBase: 10_000, embeddingDropout: 0,
            dropout: 0)), itemRows: 10, key: key))
  }

  /// One whose rows are filled with row 0 of the item table.
  private static func filled() throws -> any SequenceRecommender {
    var spec = SASRecSpec(
      width: 6, blocks: 1, heads: 2, hidden: 5, positions: 6, embeddingDropout: 0, dropout: 0)
    spec.variant = .keras
    return try #require(try recommender(for: .sasrec(spec), itemRows: 10, key: key))
  }

  private static func training(_ loss: LossSpec, shards: Int) -> TrainingSpec {
    TrainingSpec(
      loss: loss,
      optimizer: .adamW(rate: 1e-2, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
      rows: 3, epochs: 1, shards: shards)
  }

  /// Numbers that differ from one another by more than the initial ones do.
  private static func shaken(_ parameters: Parameters) -> Parameters {
    var shaken = parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 17)[parameter.path]
      let first = parameters.values[index].elements
      shaken.values[index] = Tensor(
        parameter.shape, first.enumerated().map { $1 + Real(0.3 * draws.normal($0)) })
    }
    return shaken
  }

  /// Holds every derivative along a drawn direction to a central difference of the loss.
  private func checkDirections(_ trainer: SequenceTrainer, _ parameters: Parameters) {
    #if DoublePrecision
      let (step, closeness) = (Real(1e-5), 1e-7)
    #else
      let (step, closeness) = (Real(3e-3), 1e-2)
    #endif
    let (_, gradients) = trainer.gradients(parameters, Self.batch, key: Self.key)
    #expect(gradients.map(\.shape) == parameters.values.map(\.shape))
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 23)[parameter.path]
      let direction = (0..<parameter.shape.count).map { Real(draws.normal($0)) }
      func loss(_ sign: Real) -> Double {
        var moved = parameters
        moved.values[index] = Tensor(
          parameter.shape,
          zip(parameters.values[index].elements, direction).map { $0 + sign * step * $1 })
        return trainer.gradients(moved, Self.batch, key: Self.key).loss
      }
      let difference = (loss(1) - loss(-1)) / (2 * Double(step))
      let derivative = zip(gradients[index].elements, direction).reduce(0) {
        $0 + Double($1.0 * $1.1)
      }
      let size = max(
        abs(difference), gradients[index].elements.reduce(0) { max($0, abs(Double($1))) })
      #expect(
        abs(derivative - difference) <= closeness * size,
        "\(parameter.path): \(derivative), \(difference)")
    }
  }

  @Test(
    "derivatives by an adapter's maps, a table beside them and a loss's factor are those of the loss",
    arguments: [
      AdapterSpec(bias: false, table: false), AdapterSpec(hidden: 4, bias: true, table: false),
      AdapterSpec(hidden: 2, bias: true, table: false),
      AdapterSpec(hidden: 4, bias: false, table: false),
      AdapterSpec(bias: true, table: true),
    ], [1, 3])
  func derivatives(adapter: AdapterSpec, shards: Int) throws {
    let training = Self.training(
      .sharedSoftmax(negatives: 4, temperature: 0.3, alike: 0.99), shards: shards)
    let assembly = Assembly(
      try Self.model(), loss: training.loss, adapter: (adapter, Self.vectors), key: Self.key)
    let trainer = SequenceTrainer(assembly, training: training, candidates: Array(1...9))
    checkDirections(trainer, Self.shaken(assembly.parameters))
  }

  @Test(
    "a step that makes only what it reads loses what the model loses by the whole table",
    arguments: [
      LossSpec.sharedSoftmax(negatives: 4, temperature: 0.3, alike: 0.99),
      .binaryCrossEntropy(negatives: 1), .bpr(negatives: 2, temperature: 1),
      .sampledSoftmax(negatives: 2, temperature: 0.3), .softmax,
    ], [false, true])
  func partlyMade(loss: LossSpec, readsPadding: Bool) throws {
    let training = Self.training(loss, shards: 2)
    let model = try readsPadding ? Self.filled() : Self.model()
    let assembly = Assembly(
      model, loss: loss,
      adapter: (AdapterSpec(hidden: 4, bias: true, table: false), Self.vectors), key: Self.key)
    let trained = Self.shaken(assembly.parameters)
    let whole = Assembly(model, loss: loss, key: Self.key)
    let made = assembly.made(of: trained).values
    let own = trained.values.suffix(whole.parameters.values.count - made.count)
    var parameters = whole.parameters
    parameters.values = made + own
    // Every event asks for an item: nothing in the batch names row 0.
    var batch = Self.batch
    batch.targets = [7, 2, 3, 9, 6, 4, 5, 1]
    func lost(_ assembly: Assembly, _ parameters: Parameters) -> Double {
      SequenceTrainer(assembly, training: training, candidates: Array(1...9))
        .gradients(parameters, batch, key: Self.key).loss
    }
    let (expected, measured) = (lost(whole, parameters), lost(assembly, trained))
    #expect(abs(measured - expected) <= 1e-5 * abs(expected), "\(measured), \(expected)")
  }

  @Test("an item table that is made alone is no parameter, and one beside the maps is")
  func declared() throws {
    let model = try Self.model()
    func paths(_ adapter: AdapterSpec?) -> [String] {
      Assembly(model, loss: nil, adapter: adapter.map { ($0, Self.vectors) }, key: Self.key)
        .parameters.declared.map(\.path)
    }
    let own = model.parameters.declared.map(\.path)
    #expect(paths(nil) == own)
    #expect(
      paths(AdapterSpec(hidden: 4, bias: true, table: false)) == own.filter { $0 != "items" } + [
        "adapter.0.weight", "adapter.0.bias", "adapter.1.weight", "adapter.1.bias",
      ])
    #expect(paths(AdapterSpec(bias: false, table: true)) == own + ["adapter.0.weight"])
  }

  @Test(
    "a made item table is the vectors times the maps, one by one or joined, plus the table beside them",
    arguments: [2, 4])
  func table(hidden: Int) throws {
    let model = try Self.model()
    let spec = AdapterSpec(hidden: hidden, bias: true, table: true)
    let assembly = Assembly(model, loss: nil, adapter: (spec, Self.vectors), key: Self.key)
    let parameters = Self.shaken(assembly.parameters)
    let made = assembly.made(of: parameters).values[model.items.index].elements
    func numbers(_ path: String) -> [Double] {
      zip(parameters.declared, parameters.values).first { $0.0.path == path }?.1.elements
        .map { Double($0) } ?? []
    }
    let (first, second) = (numbers("adapter.0.weight"), numbers("adapter.1.weight"))
    let (one, two, own) = (numbers("adapter.0.bias"), numbers("adapter.1.bias"), numbers("items"))
    let x = Self.vectors.elements.map { Double($0) }
    for item in 0..<10 {
      let inner = (0..<hidden).map { unit in
        (0..<5).reduce(one[unit]) { $0 + x[item * 5 + $1] * first[unit * 5 + $1] }
      }
      for place in 0..<6 {
        let expected = (0..<hidden).reduce(two[place] + own[item * 6 + place]) {
          $0 + inner[$1] * second[place * hidden + $1]
        }
        #expect(abs(Double(made[item * 6 + place]) - expected) < 1e-5)
      }
    }
  }

  @Test(
    "the shared softmax gives its formula's loss, without negatives that are nearly the positive")
  func sharedSoftmax() throws {
    let model = try Self.model()
    let training = Self.training(
      .sharedSoftmax(negatives: 12, temperature: 0.3, alike: 0.99), shards: 1)
    let assembly = Assembly(model, loss: training.loss, key: Self.key)
    var parameters = Self.shaken(assembly.parameters)
    // Two items whose vectors point the same way: neither counts as the other's negative.
    var table = parameters.values[model.items.index].elements
    for place in 0..<6 { table[5 * 6 + place] = 2 * table[7 * 6 + place] }
    parameters.values[model.items.index] = Tensor([10, 6], table)
    let trainer = SequenceTrainer(assembly, training: training, candidates: Array(1...9))
    let ours = trainer.gradients(parameters, Self.batch, key: Self.key)
    let drawn = trainer.negatives(tokens: 1, firstToken: 0, Self.key["negatives"])
    #expect(drawn.count == 12 && drawn.contains { $0 == 5 || $0 == 7 })
    let rows = (0..<10).map { item -> [Double] in
      let row = table[item * 6..<item * 6 + 6].map { Double($0) }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
    func cosine(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let queries = model.queries(
      Self.batch, Pass(inferenceWith: assembly.made(of: parameters))
    ).value.elements.map { Double($0) }
    let logarithm = Double(try #require(parameters.values.last).scalar)
    let factor = exp(min(max(logarithm, 0), portableLog(100)))
    var (sum, counted, left) = (0.0, 0, 0)
    for (token, target) in Self.batch.targets.enumerated() where target != 0 {
      let query = Array(queries[token * 6..<token * 6 + 6])
      let positive = exp(factor * cosine(query, rows[Int(target)]))
      let others = drawn.filter { cosine(rows[Int(target)], rows[Int($0)]) <= 0.99 }
      left += drawn.count - others.count
      let all = others.reduce(positive) {
        $0 + exp(factor * cosine(query, rows[Int($1)]))
      }
      sum -= portableLog(positive / all)
      counted += 1
    }
    #expect(left > 0, "some negative must be left out in the test")
    #expect(abs(ours.loss - sum / Double(counted)) < 1e-5)
  }

  @Test("the factor on cosines stays within 1 and 100", arguments: [-3.0, 9.0])
  func bounds(logarithm: Double) throws {
    let training = Self.training(
      .sharedSoftmax(negatives: 4, temperature: 0.3, alike: 0.99), shards: 1)
    let assembly = Assembly(try Self.model(), loss: training.loss, key: Self.key)
    let trainer = SequenceTrainer(assembly, training: training, candidates: Array(1...9))
    func loss(_ logarithm: Double) -> Double {
      var parameters = assembly.parameters
      parameters.values[parameters.values.count - 1] = Tensor([1], [Real(logarithm)])
      return trainer.gradients(parameters, Self.batch, key: Self.key).loss
    }
    let bound = logarithm < 0 ? 0 : portableLog(100)
    #expect(abs(loss(logarithm) - loss(bound)) < 1e-5)
    #expect(abs(loss(logarithm) - loss(0.5 * bound + 1)) > 1e-3)
  }
}
