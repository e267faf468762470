import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// The packed, fused models against the padded oracles: outputs, loss, every gradient.
@Suite struct ParityTests {
  static func sasrec(dropout: Double) -> ModelSpec {
    .sasrec(
      SASRecSpec(
        width: 6, blocks: 2, heads: 2, hidden: 5, positions: 9, embeddingDropout: dropout,
        dropout: dropout))
  }

  static func hstu(dropout: Double) -> ModelSpec {
    .hstu(
      HSTUSpec(
        width: 6, blocks: 2, heads: 2, keyWidth: 3, valueWidth: 4, positions: 9,
        embeddingDropout: dropout, dropout: dropout))
  }

  static func fuxi(_ variant: FuXiAlphaSpec.Variant, dropout: Double) -> ModelSpec {
    .fuxiAlpha(
      FuXiAlphaSpec(
        width: 6, blocks: 2, heads: 2, keyWidth: 3, valueWidth: 3, feedForwardMultiple: 2,
        positions: 9, embeddingDropout: dropout, dropout: dropout, variant: variant))
  }

  static func models(dropout: Double) -> [ModelSpec] {
    [sasrec(dropout: dropout), hstu(dropout: dropout)]
      + FuXiAlphaSpec.Variant.allCases.map { fuxi($0, dropout: dropout) }
      + Backbones.variants(positions: 9, dropout: dropout) + ClassicTests.models(dropout: dropout)
  }

  @Test("without dropout every model gives its formulas' numbers", arguments: models(dropout: 0))
  func plain(model: ModelSpec) throws {
    let pair = try ModelPair(model)
    pair.compareOutputs()
    pair.compareGradients(shards: 1)
  }

  @Test("a batch in shards has the gradients of the whole", arguments: models(dropout: 0))
  func shards(model: ModelSpec) throws {
    try ModelPair(model).compareGradients(shards: 3)
  }

  @Test(
    "with the same masks, training gives its formulas' numbers", arguments: models(dropout: 0.3))
  func dropout(model: ModelSpec) throws {
    try ModelPair(model).compareGradients(shards: 1)
  }
}
