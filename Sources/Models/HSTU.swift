// Zhai et al. 2024, "Actions speak louder than words" (arXiv 2402.17152), section 3, as the
// authors' public code configures it (research/modeling/sequential/hstu.py). The paper leaves open,
// and the code decides: the divisor N of the attention is the constant padded length; the bias is
// shared by all heads; the time of a pair runs from the key to the event after the query; the
// bucket is a natural logarithm over 0.301; norms have no weights.
//
// The variants are those of "Scaling New Frontiers" (arXiv 2412.00714), whose own code is not
// public. Meta's code cannot switch its bias off, and its softmax is masked after the sum, so that
// future and padded keys take part; here a query's softmax runs over the keys it may see, the
// product divided by √keyWidth and the bias added to it undivided. Without its gate a block has no
// columns u. Positions of the input layer stay in every variant.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Hierarchical sequential transduction units in a stack, as published or with one of their parts
/// taken out or exchanged.
struct HSTU: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  var longestRow: Int { spec.positions }

  private let spec: HSTUSpec
  private let embedding: EventEmbedding
  private let blocks: [Block]

  private struct Block: Sendable {
    let projection: Linear
    let tables: AttentionTables
    let output: Linear
  }

  /// Declares `items`, `positions`, and for each block `projection.weight` (u, v, q, k),
  /// `position_bias`, `time_bias`, `output.weight`, `output.bias`, as far as the variant has them.
  init(_ spec: HSTUSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    embedding = EventEmbedding(
      &declaration, itemRows: itemRows, width: spec.width, positions: spec.positions,
      dropout: spec.embeddingDropout, initialPositions: Initial.xavierNormal)
    let values = spec.heads * spec.valueWidth
    let projected = values * (spec.isGated ? 2 : 1) + 2 * spec.heads * spec.keyWidth
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      Block(
        projection: declaration.linear(
          "projection", from: spec.width, to: projected, weight: Initial.normal(0.02)),
        tables: AttentionTables(&declaration, spec.bias ?? .both, positions: spec.positions),
        output: declaration.linear(
          "output", from: values, to: spec.width, weight: Initial.xavierUniform,
          bias: Linear.torchBias(values)))
    }
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let attention = HSTUAttention(
      heads: spec.heads, keyWidth: spec.keyWidth, valueWidth: spec.valueWidth,
      positions: spec.positions, buckets: batch.buckets(spec.requestTime ?? .nextEvent),
      gating: spec.isGated)
    let rotate = spec.rotaryBase.map {
      // The columns of q and k stand side by side.
      Rotate(
        RotaryPositions(
          first: attention.firstQuery, heads: 2 * spec.heads, headWidth: spec.keyWidth, base: $0,
          rows: attention.buckets.rows))
    }
    var x = embedding(batch, adding: added, pass)
    for (index, block) in blocks.enumerated() {
      var h = block.projection(x.normalized(.layer(epsilon: 1e-6)), pass).silu()
      if let rotate { h = Variable.apply(rotate, h) }
      let tables = block.tables(pass)
      let y =
        switch spec.attention ?? .silu {
        case .silu: Variable.apply(HSTUMiddle(attention), h, tables.position, tables.time)
        case .softmax: softmaxMiddle(h, attention, tables)
        }
      x = x + block.output(pass.dropout(y, rate: spec.dropout, "block", index), pass)
    }
    return x
  }

  /// The middle of a block with softmax weights: `u ⊙ LayerNorm(attended)`, or without u.
  private func softmaxMiddle(
    _ h: Variable, _ attention: HSTUAttention, _ tables: (position: Variable, time: Variable)
  ) -> Variable {
    let values = spec.heads * spec.valueWidth
    func part(_ first: Int) -> Variable { h.columns(first..<first + values) }
    let keyValue =
      part(attention.firstKey).placedColumns(at: 0, of: 2 * values)
      + part(attention.firstValue).placedColumns(at: values, of: 2 * values)
    let softmax = SoftmaxAttention(
      heads: spec.heads, headWidth: spec.valueWidth, rows: attention.buckets.rows, dropout: nil,
      bias: RelativeBias(positions: spec.positions, buckets: attention.buckets))
    let attended = Variable.apply(
      SelfAttention(softmax), part(attention.firstQuery), keyValue, tables.position, tables.time)
    let normed = attended.normalized(HSTUAttention.norm)
    return spec.isGated ? part(0) * normed : normed
  }
}

extension HSTUSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender { try HSTU(self, itemRows: itemRows, key: key) }
}
