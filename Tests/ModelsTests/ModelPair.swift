import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// A model and its oracle with the same numbers, on rows of 1, 4 and 7 events.
struct ModelPair {
  let spec: ModelSpec
  let model: any SequenceRecommender
  let batch = SequenceBatch(
    offsets: [0, 1, 5, 12], items: [3, 1, 2, 2, 9, 4, 8, 11, 5, 6, 7, 10],
    times: [100, 50, 50, 3_000, 90_000, 7, 8, 8, 700, 700_000, 700_001, 900_000_000],
    nextTimes: [160, 50, 3_000, 90_000, 90_000, 8, 8, 700, 700_000, 700_001, 900_000_000, 2],
    targets: [7, 2, 2, 9, 0, 8, 11, 5, 6, 7, 10, 1])
  let training = TrainingSpec(
    loss: LossSpec.sampledSoftmax(negatives: 5, temperature: 0.2),
    optimizer: OptimizerSpec.adamW(
      rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
    rows: 3, epochs: 1, shards: 1)
  private let key = RandomKey(seed: 5)
  private let parameters: Parameters

  #if DoublePrecision
    static let closeness = 1e-10
    private static let recurrentCloseness = 1e-10
  #else
    static let closeness = 1e-5
    /// A recurrence rounds its state again at every event, and back again.
    private static let recurrentCloseness = 3e-5
  #endif

  init(_ spec: ModelSpec) throws {
    self.spec = spec
    model = try #require(try recommender(for: spec, itemRows: 12, key: key))
    // Larger than the initial numbers, so that no part of a block is lost beside another.
    var parameters = model.parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 17)[parameter.path]
      parameters.values[index] = Tensor(
        parameter.shape, (0..<parameter.shape.count).map { Real(0.5 * draws.normal($0)) })
    }
    self.parameters = parameters
  }

  private func oracle(_ masks: Masks = Masks()) -> (encoder: PaddedEncoder, x: [[[Scalar]]]) {
    let encoder = PaddedEncoder(
      parameters: OracleParameters(
        zip(parameters.declared, parameters.values).map {
          ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
        }), batch: PaddedBatch(batch, columns: 9), masks: masks)
    switch spec.entry {
    case let spec as SASRecSpec: return (encoder, sasrecOracle(spec, encoder))
    case let spec as HSTUSpec: return (encoder, hstuOracle(spec, encoder))
    case let spec as FuXiAlphaSpec: return (encoder, fuxiAlphaOracle(spec, encoder))
    case let spec as LLaMaSpec: return (encoder, llamaOracle(spec, encoder))
    case let spec as GPTSpec: return (encoder, gptOracle(spec, encoder))
    case let spec as GRU4RecSpec: return (encoder, gru4recOracle(spec, encoder))
    case let spec as NARMSpec: return (encoder, narmOracle(spec, encoder))
    default: return (encoder, [])
    }
  }

  /// Unit vectors after every event, in inference.
  func compareOutputs() {
    let ours = model.encode(batch, Pass(inferenceWith: parameters)).value
    let (encoder, x) = oracle()
    let expected = encoder.outputs(x).flatMap { $0.map(\.value) }
    expectClose(ours.elements.map { Double($0) }, expected, "outputs")
  }

  /// Loss and the gradient of every parameter in training.
  func compareGradients(shards: Int) {
    var training = training
    training.shards = shards
    let candidates = (1...11).map { Int32($0) }
    let trainer = SequenceTrainer(model: model, training: training, candidates: candidates)
    let ours = trainer.gradients(parameters, batch, key: key)
    let draws = trainer.negatives(tokens: batch.tokens, firstToken: 0, key["negatives"])
    let negatives = (0..<batch.tokens).map { token in
      draws[token * 5..<(token + 1) * 5].map { Int($0) }
    }
    let (encoder, x) = oracle(masks)
    let loss = encoder.loss(x, negatives: negatives, temperature: 0.2)
    expectClose([ours.loss], [loss.value], "loss")
    for (parameter, gradient) in zip(parameters.declared, ours.gradients) {
      let expected = encoder.parameters.gradient(of: loss, parameter.path)
      expectClose(gradient.elements.map { Double($0) }, expected, parameter.path)
    }
  }

  /// The masks that the model draws in the first shard.
  private var masks: Masks {
    let key = key[0]
    var masks = Masks()
    masks.features = { purpose, block, row, column, feature in
      let width = width(of: purpose)
      let rate = purpose == "embedding" ? rates.embedding : rates.blocks
      let first = batch.offsets[row]
      guard rate > 0, column < batch.offsets[row + 1] - first else { return 1 }
      let ones = Tensor([batch.tokens, width], repeating: 1)
      let mask = Tensors.dropout(ones, rate: rate, key: key[purpose][block])
      return Double(mask.elements[(first + column) * width + feature])
    }
    masks.weights = { block, head, row, query, other in
      let length = batch.offsets[row + 1] - batch.offsets[row]
      guard rates.blocks > 0, query < length else { return 1 }
      let attention = SoftmaxAttention(
        heads: 2, headWidth: 3, rows: PackedRows(batch.offsets),
        dropout: (rates.blocks, key["attention"][block]))
      return Double(attention.mask(row: row, head: head).elements[query * length + other])
    }
    return masks
  }

  private var rates: (embedding: Double, blocks: Double) {
    switch spec.entry {
    case let spec as SASRecSpec: (spec.embeddingDropout, spec.dropout)
    case let spec as HSTUSpec: (spec.embeddingDropout, spec.dropout)
    case let spec as FuXiAlphaSpec: (spec.embeddingDropout, spec.dropout)
    case let spec as LLaMaSpec: (spec.embeddingDropout, spec.dropout)
    case let spec as GPTSpec: (spec.embeddingDropout, spec.dropout)
    case let spec as GRU4RecSpec: (spec.embeddingDropout, spec.dropout)
    case let spec as NARMSpec: (spec.embeddingDropout, spec.dropout)
    default: (0, 0)
    }
  }

  /// Features of what is dropped for a purpose.
  private func width(of purpose: String) -> Int {
    switch (purpose, spec.entry) {
    case ("block", let spec as HSTUSpec): spec.heads * spec.valueWidth
    case ("inner", let spec as SASRecSpec): spec.hidden
    case ("state", let spec as GRU4RecSpec): spec.hidden
    case ("both", let spec as NARMSpec): 2 * spec.hidden
    case ("first-stage", let spec as FuXiAlphaSpec):
      spec.heads * spec.valueWidth * (spec.hasChannels ? 3 : 1)
    default: 6
    }
  }

  private var closeness: Double {
    switch spec.entry {
    case is GRU4RecSpec, is NARMSpec: Self.recurrentCloseness
    default: Self.closeness
    }
  }

  /// No number is apart by more than the closeness times the largest one expected.
  private func expectClose(_ ours: [Double], _ expected: [Double], _ what: String) {
    let largest = expected.map(abs).max() ?? 0
    let apart = zip(ours, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(ours.count == expected.count, "\(what)")
    #expect(largest > 0, "\(what) must be at work in the test")
    #expect(apart <= closeness * largest, "\(what): \(apart / largest)")
  }
}
