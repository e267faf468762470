import Determinism
import Models
import Suites
import Tensors
import Testing

/// Loss and gradients are the same bits whatever the number of workers: with fewer shards than
/// workers, who then take parts of a shard's own loops, and with more.
@Suite(.serialized) struct WorkerTests {
  /// Rows long enough that attention, products, norms and losses inside a shard are cut.
  private static let lengths = [150, 3, 128, 170, 1, 64, 141, 199]
  private static let offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  private static let tokens = offsets[lengths.count]
  private static let itemRows = 300

  private static func numbers(_ purpose: String, below bound: Int) -> [Int] {
    let key = RandomKey(seed: 3)[purpose]
    return (0..<tokens).map { key.integer(below: bound, $0) }
  }

  private static let optimizer = OptimizerSpec.adamW(
    rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0)

  private static func bits(of gradients: (loss: Double, gradients: [Tensor])) -> [[Real]] {
    [[Real(gradients.loss)]] + gradients.gradients.map(\.elements)
  }

  /// What is computed with each number of workers must be what one alone computes: with as many as are
  /// left without a shard, and more than there are.
  private static func compare(
    _ what: String, shards: Int, _ compute: () throws -> [[Real]]
  ) rethrows {
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    let alone = try compute()
    #expect(alone.joined().contains { $0 != 0 } && alone.joined().allSatisfy(\.isFinite))
    for workers in shards == 1 ? [2, 3, 5] : [3] {
      Workers.count = workers
      let isSame = try compute() == alone
      #expect(isSame, "\(what), \(workers) workers")
    }
  }

  private static let sequenceModels: [ModelSpec] = {
    var bert = BERT4RecSpec()
    (bert.width, bert.blocks, bert.heads, bert.hidden, bert.positions) = (32, 1, 2, 40, 200)
    (bert.mask, bert.maskLast, bert.variant) = (0.4, 0.3, .tensorflow)
    (bert.embeddingDropout, bert.dropout) = (0.1, 0.1)
    func hstu(_ bias: AttentionBias?, _ attention: AttentionWeights?) -> ModelSpec {
      .hstu(
        HSTUSpec(
          width: 40, blocks: 1, heads: 2, keyWidth: 20, valueWidth: 20, positions: 211,
          embeddingDropout: 0.2, dropout: 0.2, bias: bias, rotaryBase: bias == .rope ? 100 : nil,
          attention: attention, gating: nil, requestTime: nil))
    }
    func fuxi(_ variant: FuXiAlphaSpec.Variant, heads: Int) -> ModelSpec {
      .fuxiAlpha(
        FuXiAlphaSpec(
          width: 50, blocks: 2, heads: heads, keyWidth: 50 / heads, valueWidth: 50 / heads,
          feedForwardMultiple: 2, positions: 211, embeddingDropout: 0.2, dropout: 0.2,
          variant: variant))
    }
    let gpt = GPTSpec {
      ($0.width, $0.blocks, $0.heads, $0.hidden, $0.positions) = (40, 1, 2, 50, 211)
      ($0.embeddingDropout, $0.dropout) = (0.2, 0.2)
    }
    let narm = NARMSpec {
      ($0.width, $0.hidden, $0.embeddingDropout, $0.dropout) = (24, 24, 0.2, 0.2)
    }
    return FuXiAlphaSpec.Variant.allCases.map { fuxi($0, heads: 2) } + [
      fuxi(.full, heads: 1), hstu(nil, nil), hstu(.rope, nil), hstu(.both, .softmax),
      .sasrec(
        SASRecSpec(
          width: 40, blocks: 1, heads: 2, hidden: 50, positions: 211, embeddingDropout: 0.2,
          dropout: 0.2)),
      .llama(
        LLaMaSpec(
          width: 40, blocks: 1, heads: 2, hidden: 50, rotaryBase: 100, embeddingDropout: 0.2,
          dropout: 0.2)),
      .gpt(gpt),
      .gru4rec(
        GRU4RecSpec(width: 40, hidden: 40, layers: 1, embeddingDropout: 0.2, dropout: 0.2)),
      .narm(narm), .bert4Rec(bert),
    ]
  }()

  @Test("models of sequences", arguments: sequenceModels, [1, 2, 8])
  func sequences(spec: ModelSpec, shards: Int) throws {
    let batch = SequenceBatch(
      offsets: Self.offsets, items: Self.numbers("items", below: 299).map { Int32($0 + 1) },
      times: (0..<Self.tokens).map { Int64($0) * 7_001 },
      nextTimes: (1...Self.tokens).map { Int64($0) * 7_001 },
      targets: Self.numbers("targets", below: 300).map { Int32($0) })
    let key = RandomKey(seed: 5)
    let model = try #require(try recommender(for: spec, itemRows: Self.itemRows, key: key))
    // What comes behind the model is the same for all.
    let losses = [LossSpec.sampledSoftmax(negatives: 21, temperature: 0.1), .softmax]
    for loss in spec.kind == "sasrec" ? losses : [losses[shards % 2]] {
      let training = TrainingSpec(
        loss: loss, optimizer: Self.optimizer, rows: 8, epochs: 1, shards: shards)
      let trainer = SequenceTrainer(
        model: model, training: training, candidates: (1..<300).map { Int32($0) })
      Self.compare(
        "\(spec.kind), \(shards) shards, \(loss.negatives ?? 0) negatives", shards: shards
      ) {
        Self.bits(of: trainer.gradients(model.parameters, batch, key: key))
      }
    }
  }

  @Test("models of ratings", arguments: RatingTests.raters(positions: 400), [1, 2, 8])
  func ratings(spec: RatingModelSpec, shards: Int) throws {
    let ratings = Self.numbers("ratings", below: 5).map { $0 + 1 }
    let batch = RatingBatch(
      offsets: Self.offsets, items: Self.numbers("items", below: 299).map { Int32($0 + 1) },
      times: (0..<Self.tokens).map { Int64($0) * 7_001 },
      actions: ratings.map { Int32(spec.actions == .rating ? $0 : $0 >= 4 ? 2 : 1) },
      labels: ratings.map { $0 >= 4 ? 1 : 0 }, counted: ratings.map { $0 != 2 })
    let key = RandomKey(seed: 5)
    let stars = spec.actions == .rating ? 5 : 2
    let model = try #require(
      try ratingModel(for: spec, itemRows: Self.itemRows, stars: stars, key: key))
    let training = RatingTrainingSpec {
      ($0.optimizer, $0.negativeShare) = (Self.optimizer, 1)
      ($0.rows, $0.epochs, $0.shards) = (8, 1, shards)
    }
    let trainer = RatingTrainer(model: model, training: training)
    Self.compare("\(spec.kind), \(shards) shards", shards: shards) {
      Self.bits(of: trainer.gradients(model.parameters, batch, key: key))
    }
  }
}
