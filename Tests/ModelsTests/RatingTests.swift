import Determinism
import Models
import Suites
import Tensors
import Testing

/// Models of ratings against their oracles, and what they may not know.
@Suite struct RatingTests {
  static func raters(positions: Int) -> [RatingModelSpec] {
    let hstu = ModelSpec.hstu(
      HSTUSpec(
        width: 6, blocks: 2, heads: 2, keyWidth: 3, valueWidth: 4, positions: positions,
        embeddingDropout: 0, dropout: 0))
    let llama = ModelSpec.llama(
      LLaMaSpec(
        width: 6, blocks: 2, heads: 2, hidden: 5, rotaryBase: 100, embeddingDropout: 0, dropout: 0))
    let gpt = ModelSpec.gpt(
      GPTSpec {
        ($0.width, $0.blocks, $0.heads, $0.hidden, $0.positions) = (6, 1, 2, 7, positions)
      })
    let sasrec = ModelSpec.sasrec(
      SASRecSpec(
        width: 6, blocks: 1, heads: 2, hidden: 5, positions: positions, embeddingDropout: 0,
        dropout: 0))
    func rater(
      _ backbone: ModelSpec, _ layout: SequenceRaterSpec.Layout,
      _ actions: SequenceRaterSpec.Actions, _ scorer: ScorerSpec
    ) -> RatingModelSpec {
      .sequence(
        SequenceRaterSpec {
          ($0.backbone, $0.layout, $0.actions, $0.scorer) = (backbone, layout, actions, scorer)
        })
    }
    let deep = DINSpec {
      ($0.width, $0.attention, $0.hidden, $0.actions) = (6, [5, 4], [7, 3], .rating)
    }
    let flat = DINSpec { ($0.width, $0.attention, $0.hidden) = (6, [5], [7]) }
    return [
      rater(hstu, .interleaved, .label, .dot), rater(hstu, .interleaved, .rating, .mlp(hidden: 4)),
      rater(hstu, .summed, .label, .mlp(hidden: 4)), rater(hstu, .summed, .rating, .dot),
      rater(llama, .interleaved, .rating, .dot), rater(llama, .summed, .label, .mlp(hidden: 3)),
      rater(gpt, .summed, .rating, .dot), rater(sasrec, .interleaved, .label, .dot),
      .din(deep), .din(flat), .logistic,
    ]
  }

  @Test("every model of ratings gives its formulas' numbers", arguments: raters(positions: 20))
  func parity(model: RatingModelSpec) throws {
    let pair = try RatingPair(model)
    pair.compareLogits()
    pair.compareGradients(shards: 1)
    pair.compareGradients(shards: 3)
  }

  /// Rows of 3 and 80 events.
  private static func batch(_ spec: RatingModelSpec) -> RatingBatch {
    let key = RandomKey(seed: 3)
    let ratings = (0..<83).map { 1 + key["ratings"].integer(below: 5, $0) }
    return RatingBatch(
      offsets: [0, 3, 83], items: (0..<83).map { Int32(1 + key["items"].integer(below: 11, $0)) },
      times: (0..<83).map { Int64($0) * 50_000 },
      actions: ratings.map { Int32(spec.actions == .rating ? $0 : $0 >= 4 ? 2 : 1) },
      labels: ratings.map { $0 >= 4 ? 1 : 0 }, counted: Array(repeating: true, count: 83))
  }

  @Test(
    "changing the hidden action, or anything later, changes no score, bit for bit",
    arguments: raters(positions: 200))
  func hidden(spec: RatingModelSpec) throws {
    let pair = try RatingPair(spec)
    let batch = Self.batch(spec)
    let plain = RatingTrainer.logits(pair.model, pair.parameters, batch)
    for event in [3, 4, 43, 66, 81] {
      var other = batch
      for later in event..<83 {
        other.labels[later] = 1 - other.labels[later]
        other.actions[later] =
          spec.actions == .rating ? other.actions[later] % 5 + 1 : 3 - other.actions[later]
      }
      for later in event + 1..<83 {
        other.events.items[later] = other.events.items[later] % 11 + 1
        other.events.times[later] += 1_000_000_000
        other.events.nextTimes[later] += 1_000_000_000
      }
      let changed = RatingTrainer.logits(pair.model, pair.parameters, other)
      #expect(changed[...event] == plain[...event])
      #expect(changed[event + 1] != plain[event + 1])
    }
  }

  @Test("a row may have as many events as its tokens have room")
  func longest() throws {
    let specs = Self.raters(positions: 21)
    #expect(try RatingPair(specs[0]).model.longestRow == 10)
    #expect(try RatingPair(specs[2]).model.longestRow == 21)
  }

  @Test("operations are counted from the shapes")
  func cost() throws {
    // Two tokens an event: rows of 1 and 2 events are 6 tokens, 3 + 10 pairs. A block of HSTU:
    // 6·(2·8 + 2·6) + 8·6 = 216 weights, 14 multiplications a pair; the scorer: 3 products of 6.
    let cost = try #require(
      StepCost(training: Self.raters(positions: 20)[0], lengths: [1, 2]))
    #expect(cost.operations == Double(3 * 2 * (2 * (6 * 216 + 13 * 14) + 3 * 6)))
    #expect(StepCost(training: .logistic, lengths: [1, 2]) == nil)
  }
}
