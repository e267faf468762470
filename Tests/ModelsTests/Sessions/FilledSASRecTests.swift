import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// SASRec as Liu et al. 2024 have it against plain loops from its formulas.
@Suite struct FilledSASRecTests {
  private static let batch = BERT4RecTests.batch
  private static let length = 9

  private static func spec(seesLater: Bool, dropout: Double = 0) -> SASRecSpec {
    var spec = SASRecSpec(
      width: 6, blocks: 2, heads: 2, hidden: 5, positions: length, embeddingDropout: dropout,
      dropout: dropout)
    (spec.variant, spec.seesLater) = (.torch, seesLater)
    return spec
  }

  @Test(
    "queries are what the formulas give, zero vectors before the events", arguments: [true, false])
  func features(seesLater: Bool) throws {
    let (model, parameters, named) = try SessionModelTests.drawn(
      .sasrec(Self.spec(seesLater: seesLater)))
    func affine(_ x: [Scalar], _ path: String) -> [Scalar] {
      linear(x, named.matrix(path + ".weight"), named.vector(path + ".bias"))
    }
    func norm(_ x: [Scalar], _ path: String) -> [Scalar] {
      let weights = zip(named.vector(path + ".weight"), named.vector(path + ".bias"))
      return zip(layerNorm(x, 1e-8), weights).map { $0 * $1.0 + $1.1 }
    }
    let (items, positions) = (named.matrix("items"), named.matrix("positions"))
    let zeros = [Scalar](repeating: 0.0, count: 6)
    let root = Scalar(floatLiteral: 6.0.squareRoot())
    var expected: [[Scalar]] = []
    for row in 0..<Self.batch.rows {
      let shown = Self.batch.items[Self.batch.offsets[row]..<Self.batch.offsets[row + 1]]
      let padding = Self.length - shown.count
      var x = [[Scalar]](repeating: zeros, count: padding)
      for (place, item) in shown.enumerated() {
        x.append(SessionModelTests.plus(items[Int(item)].map { $0 * root }, positions[place + 1]))
      }
      for block in 0..<2 {
        let path = "blocks.\(block)."
        let keyValue = x.map { split(affine($0, path + "key_value"), [6, 6]) }
        x = x.indices.map { place in
          guard place >= padding else { return zeros }
          let seen = seesLater ? keyValue[...] : keyValue[...place]
          let query = norm(x[place], path + "attention_norm")
          let mixed = causalAttention(
            affine(query, path + "query"), seen.map { $0[0] }, seen.map { $0[1] }, heads: 2)
          let y = norm(
            SessionModelTests.plus(query, affine(mixed, path + "output")),
            path + "feed_forward_norm")
          let inner = affine(y, path + "inner").map { $0.value > 0 ? $0 : 0.0 }
          return SessionModelTests.plus(y, affine(inner, path + "outer"))
        }
      }
      expected += x.suffix(shown.count).map { norm($0, "norm") }
    }
    let ours = model.queries(Self.batch, Pass(inferenceWith: parameters)).value.elements
    let theirs = expected.flatMap { $0.map(\.value) }
    #expect(ours.count == theirs.count && !model.comparesByCosine)
    let largest = theirs.map(abs).max() ?? 0
    let apart = zip(ours, theirs).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(apart <= ModelPair.closeness * largest, "\(apart) of \(largest)")
  }

  @Test(
    "an earlier event's query knows of a later item where later events are seen, and only there")
  func later() throws {
    for seesLater in [true, false] {
      let (model, parameters, _) = try SessionModelTests.drawn(
        .sasrec(Self.spec(seesLater: seesLater)))
      func queries(last: Int32) -> [Real] {
        let batch = SequenceBatch(
          offsets: [0, 3], items: [4, 2, last], times: [1, 2, 3], nextTimes: [2, 3, 4],
          targets: [2, last, 5])
        return Array(
          model.queries(batch, Pass(inferenceWith: parameters)).value.elements.prefix(12))
      }
      let apart = zip(queries(last: 7), queries(last: 9)).map { abs($0 - $1) }.max() ?? 0
      #expect(seesLater ? apart > 1e-3 : apart == 0)
    }
  }

  @Test("dropout follows the step's key, and the loss has a derivative by every parameter")
  func training() throws {
    let spec = Self.spec(seesLater: true, dropout: 0.5)
    let model = try #require(
      try recommender(for: .sasrec(spec), itemRows: 12, key: RandomKey(seed: 5)))
    let training = TrainingSpec(
      loss: .binaryCrossEntropy(negatives: 1),
      optimizer: .adam(rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0),
      rows: 3, epochs: 1, shards: 1)
    let trainer = SequenceTrainer(model: model, training: training, candidates: Array(1...11))
    let one = trainer.gradients(model.parameters, Self.batch, key: RandomKey(seed: 1))
    let other = trainer.gradients(model.parameters, Self.batch, key: RandomKey(seed: 2))
    #expect(one.loss != other.loss)
    for (parameter, gradient) in zip(model.parameters.declared, one.gradients) {
      #expect(
        gradient.elements.contains { $0 != 0 } && gradient.elements.allSatisfy(\.isFinite),
        "\(parameter.path)")
    }
  }
}
