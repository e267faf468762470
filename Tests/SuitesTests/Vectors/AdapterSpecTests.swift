import Metrics
import Suites
import Testing

/// Item tables that are made of vectors, as a suite writes them.
@Suite struct AdapterSpecTests {
  private static let words = ItemVectorsSpec { ($0.texts, $0.width) = ("t", 9) }
  private static let llama = ModelSpec.llama(
    LLaMaSpec(
      width: 6, blocks: 1, heads: 2, hidden: 5, rotaryBase: 10, embeddingDropout: 0, dropout: 0))
  private static let aligned = AdapterSpec(
    bias: true, table: false,
    alignment: AlignmentSpec { ($0.weight, $0.temperature, $0.seed) = (0.1, 2, 42) })

  private static func complaints(
    _ vectors: ItemVectorsSpec?, _ adapter: AdapterSpec?, of model: ModelSpec = llama,
    loss: LossSpec = .softmax, read: EvaluationSpec.Reading = .last, side: [String]? = nil
  ) -> [String] {
    RankingTask<String>(
      dataset: "d", model: model,
      training: model.isTrained
        ? TrainingSpec(
          loss: loss,
          optimizer: .adamW(
            rate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0),
          rows: 2, epochs: 1, shards: 1) : nil,
      evaluation: EvaluationSpec(
        candidates: .rated, seen: .wholeHistory, ties: .against, queryTime: .target, floor: 101,
        metrics: ["ndcg@10"], every: 1, read: read), side: side, vectors: vectors,
      adapter: adapter
    ).complaints.map(\.path)
  }

  private static func sasrec(_ variant: SASRecSpec.Variant?, seesLater: Bool? = nil) -> ModelSpec {
    var spec = SASRecSpec(
      width: 6, blocks: 1, heads: 2, hidden: 5, positions: 9, embeddingDropout: 0, dropout: 0)
    (spec.variant, spec.seesLater) = (variant, seesLater)
    return .sasrec(spec)
  }

  @Test("an adapter's vectors may have any width, and those that begin a table its own")
  func widths() {
    let adapter = AdapterSpec(hidden: 4, bias: false, table: true)
    #expect(Self.complaints(Self.words, adapter).isEmpty)
    #expect(Self.complaints(Self.words, nil) == ["vectors.width"])
    var long = Self.words
    long.width = nil
    #expect(Self.complaints(long, adapter) == ["vectors.width"])
  }

  @Test("an adapter without vectors, without a training or without a best epoch is refused")
  func refused() {
    let adapter = AdapterSpec(bias: false, table: false)
    #expect(Self.complaints(nil, adapter) == ["adapter"])
    #expect(Self.complaints(nil, adapter, of: .popularity) == ["adapter", "adapter"])
    #expect(Self.complaints(Self.words, Self.aligned) == ["adapter.alignment"])
    #expect(Self.complaints(Self.words, Self.aligned, read: .bestOnValidation).isEmpty)
  }

  @Test("a loss of cosines is refused where items are ranked by products")
  func cosines() {
    let loss = LossSpec.sharedSoftmax(negatives: 4, temperature: 0.07, alike: 0.99)
    #expect(Self.complaints(nil, nil, loss: loss).isEmpty)
    for variant in [SASRecSpec.Variant.keras, .torch] {
      #expect(Self.complaints(nil, nil, of: Self.sasrec(variant), loss: loss) == ["training.loss"])
    }
    #expect(
      Self.complaints(nil, nil, of: .bprMF(BPRMFSpec(width: 4)), loss: loss) == ["training.loss"])
  }

  @Test("models that fill rows take no side information, and are no backbone of ratings")
  func filled() {
    var recurrent = GRU4RecSpec(
      width: 6, hidden: 5, layers: 1, embeddingDropout: 0, dropout: 0)
    #expect(Self.complaints(nil, nil, of: .gru4rec(recurrent), side: ["sex"]).isEmpty)
    (recurrent.variant, recurrent.filled) = (.keras, 9)
    #expect(Self.complaints(nil, nil, of: Self.sasrec(nil), side: ["sex"]).isEmpty)
    for model in [Self.sasrec(.keras), Self.sasrec(.torch), .gru4rec(recurrent)] {
      #expect(Self.complaints(nil, nil, of: model, side: ["sex"]) == ["side"])
      #expect(!model.readsSequences)
    }
  }

  @Test("later events are seen in the variant that has it alone")
  func later() {
    #expect(Self.complaints(nil, nil, of: Self.sasrec(.torch, seesLater: true)).isEmpty)
    for variant in [nil, SASRecSpec.Variant.hstu, .keras] {
      #expect(
        Self.complaints(nil, nil, of: Self.sasrec(variant, seesLater: false)) == ["model.seesLater"]
      )
    }
  }
}
