import Determinism
import Models
import Suites
import Testing

@Suite struct StepCostTests {
  static let hstu = ModelSpec.hstu(
    HSTUSpec(
      width: 50, blocks: 2, heads: 1, keyWidth: 50, valueWidth: 50, positions: 211,
      embeddingDropout: 0.2, dropout: 0.2))
  static let fuxi = ModelSpec.fuxiAlpha(
    FuXiAlphaSpec(
      width: 50, blocks: 8, heads: 2, keyWidth: 25, valueWidth: 25, feedForwardMultiple: 1,
      positions: 211, embeddingDropout: 0.2, dropout: 0.2, variant: .full))

  @Test("a step's operations are three times those of its forward products")
  func operations() {
    // Rows of 1 and 2 events: 3 tokens, 1 + 3 pairs. A block: 50·200 + 50·50 = 12,500 weights and
    // 100 multiplications a pair; loss: 3 tokens · 5 logits · 50.
    let cost = StepCost(training: Self.hstu, lengths: [1, 2], itemRows: 3953, negatives: 4)
    #expect(cost.operations == Double(3 * 2 * (2 * (3 * 12_500 + 4 * 100) + 3 * 5 * 50)))
  }

  @Test(
    "parameters are as many as the papers' models have",
    arguments: [(hstu, 234_400), (fuxi, 453_000)])
  func parameters(model: ModelSpec, count: Int) {
    // Without histories only parameters move, eight times each. Counts: HSTU and FuXi-α on ML-1M.
    let cost = StepCost(training: model, lengths: [], itemRows: 3953, negatives: 128)
    #expect(cost.bytes == Double(4 * 8 * count))
  }

  @Test("SASRec's parameters are 238,800 on MovieLens-1M")
  func sasrec() {
    let spec = SASRecSpec(
      width: 50, blocks: 2, heads: 1, hidden: 50, positions: 211, embeddingDropout: 0.2,
      dropout: 0.2)
    let cost = StepCost(training: .sasrec(spec), lengths: [], itemRows: 3953, negatives: 128)
    #expect(cost.bytes == Double(4 * 8 * 238_800))
  }

  @Test(
    "every model is counted with as many parameters as it declares",
    arguments: ParityTests.models(dropout: 0))
  func declared(model: ModelSpec) throws {
    let built = try #require(try recommender(for: model, itemRows: 12, key: RandomKey(seed: 1)))
    let cost = StepCost(training: model, lengths: [], itemRows: 12, negatives: 1)
    #expect(cost.bytes == Double(4 * 8 * built.parameters.count))
  }

  @Test("ranking scores every candidate once for each row")
  func ranking() {
    let cost = StepCost(ranking: Self.hstu, lengths: [1], itemRows: 3953, candidates: 3883)
    #expect(cost.operations == Double(2 * 2 * (12_500 + 100) + 2 * 3883 * 50))
  }
}
