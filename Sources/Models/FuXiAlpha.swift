// Ye et al. 2025, "FuXi-α" (arXiv 2502.03036), sections 4.1 to 4.3, and the authors' code
// (modeling/sequential/fuxi.py). Where they disagree the code is followed: u is projected from the
// normed input; channels stand in the order positional, temporal, semantic; the temporal weight
// reads the time from the key to the event after the query, in buckets of a natural logarithm over
// 0.301; the first stage's projection has a bias; vectors are compared by their cosine.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// FuXi-α blocks in a stack: adaptive multi-channel self-attention (AMS) and a multi-stage
/// feed-forward network (MFFN), with the variants of the paper's ablation.
struct FuXiAlpha: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  var longestRow: Int { spec.positions }

  private let spec: FuXiAlphaSpec
  private let embedding: EventEmbedding
  private let blocks: [Block]

  private struct Block: Sendable {
    let projection: Linear
    let positionBias: Parameter?
    let timeBias: Parameter?
    let output: Linear
    let feedForward: GatedFeedForward?
  }

  /// Declares `items`, `positions`, and for each block `projection.weight` (u, v, q, k),
  /// `position_bias`, `time_bias`, `output.weight`, `output.bias`, `feed_forward.w1.weight`,
  /// `feed_forward.w3.weight`, `feed_forward.w2.weight`, as far as the variant has them.
  init(_ spec: FuXiAlphaSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    embedding = EventEmbedding(
      &declaration, itemRows: itemRows, width: spec.width, positions: spec.positions,
      dropout: spec.embeddingDropout, initialPositions: Initial.xavierNormal)
    let values = spec.heads * spec.valueWidth
    let channels = spec.hasChannels ? 3 * values : values
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      Block(
        projection: declaration.linear(
          "projection", from: spec.width,
          to: channels + values + 2 * spec.heads * spec.keyWidth, weight: Initial.normal(0.02)),
        positionBias: spec.hasChannels
          ? declaration.parameter(
            "position_bias", [2 * spec.positions - 1], Initial.normal(0.02)) : nil,
        timeBias: spec.hasChannels
          ? declaration.parameter("time_bias", [TimeBuckets.count], Initial.normal(0.02)) : nil,
        output: declaration.linear(
          "output", from: channels, to: spec.width, weight: Initial.xavierUniform,
          bias: Linear.torchBias(channels)),
        feedForward: spec.hasSecondStage
          ? declaration.nested("feed_forward") {
            GatedFeedForward(
              &$0, width: spec.width, hidden: spec.width * spec.feedForwardMultiple)
          } : nil)
    }
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let middle =
      spec.hasChannels
      ? FuXiMiddle(
        FuXiAttention(
          heads: spec.heads, keyWidth: spec.keyWidth, valueWidth: spec.valueWidth,
          positions: spec.positions, buckets: batch.buckets)) : nil
    var x = embedding(batch, adding: added, pass)
    for (index, block) in blocks.enumerated() {
      let h = block.projection(x.normalized(FuXiAttention.norm), pass).silu()
      let y: Variable
      if let middle, let position = block.positionBias, let time = block.timeBias {
        y = Variable.apply(middle, h, pass[position], pass[time])
      } else {
        y = plainAttention(h, batch)
      }
      let o = x + block.output(pass.dropout(y, rate: spec.dropout, "first-stage", index), pass)
      if let feedForward = block.feedForward {
        let z = o.normalized(FuXiAttention.norm)
        x = o + feedForward(pass.dropout(z, rate: spec.dropout, "second-stage", index), pass)
      } else {
        x = o
      }
    }
    return x
  }

  /// `u ⊙ RMSNorm(softmax attention)`: what stands in for the three channels in "w/o AMS" and
  /// "Base". The paper says "vanilla self-attention" and the repository has no code for it; gate
  /// and norm are kept, so that the channels alone are ablated.
  private func plainAttention(_ h: Variable, _ batch: SequenceBatch) -> Variable {
    let values = spec.heads * spec.valueWidth
    let attention = SelfAttention(
      SoftmaxAttention(
        heads: spec.heads, headWidth: spec.valueWidth, rows: PackedRows(batch.offsets),
        dropout: nil))
    // Columns are u, v, q, k; the attention reads keys before values.
    let (v, q) = (h.columns(values..<2 * values), h.columns(2 * values..<3 * values))
    let kv =
      h.columns(3 * values..<4 * values).placedColumns(at: 0, of: 2 * values)
      + v.placedColumns(at: values, of: 2 * values)
    let attended = Variable.apply(attention, q, kv)
    return h.columns(0..<values) * attended.normalized(FuXiAttention.norm)
  }
}

extension FuXiAlphaSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender {
    try FuXiAlpha(self, itemRows: itemRows, key: key)
  }
}
