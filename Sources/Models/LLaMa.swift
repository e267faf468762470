// Touvron et al. 2023, "LLaMA" (arXiv 2302.13971), section 2.2, and Meta's public code (model.py):
// norms before each part, RMSNorm with weights and ε = 1e-5, rotary positions, SwiGLU, no biases, a
// norm after the stack. FuXi-α's Table 2 and "Scaling New Frontiers" train such a block as a
// recommender and publish neither its code nor its settings: the input layer without a position
// table, the unit vector at the end, dropout on what each part adds, and Glorot's initial values are
// this package's choices, the same as its other models have where they have them.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// LLaMa's blocks in a stack.
struct LLaMa: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  /// Positions are angles, so a row may be of any length.
  var longestRow: Int { .max }

  private let spec: LLaMaSpec
  private let embedding: ItemEmbedding
  private let blocks: [Block]
  private let norm: ScaledNorm

  private struct Block: Sendable {
    let attentionNorm: ScaledNorm
    let query: Linear
    let keyValue: Linear
    let output: Linear
    let feedForwardNorm: ScaledNorm
    let feedForward: GatedFeedForward
  }

  /// Declares `items`, for each block `attention_norm.weight`, `query.weight`, `key_value.weight`
  /// (keys before values), `output.weight`, `feed_forward_norm.weight`, `feed_forward.w1.weight`,
  /// `feed_forward.w3.weight`, `feed_forward.w2.weight`, and `norm.weight`.
  init(_ spec: LLaMaSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    let width = spec.width
    embedding = ItemEmbedding(
      &declaration, itemRows: itemRows, width: width, dropout: spec.embeddingDropout)
    let rms = RowNorm.rootMeanSquare(epsilon: 1e-5)
    let weight = Initial.xavierUniform
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      Block(
        attentionNorm: declaration.norm("attention_norm", rms, width: width, hasBias: false),
        query: declaration.linear("query", from: width, to: width, weight: weight),
        keyValue: declaration.linear("key_value", from: width, to: 2 * width, weight: weight),
        output: declaration.linear("output", from: width, to: width, weight: weight),
        feedForwardNorm: declaration.norm("feed_forward_norm", rms, width: width, hasBias: false),
        feedForward: declaration.nested("feed_forward") {
          GatedFeedForward(&$0, width: width, hidden: spec.hidden)
        })
    }
    norm = declaration.norm("norm", rms, width: width, hasBias: false)
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let rows = PackedRows(batch.offsets)
    let turned = RotaryPositions(
      first: 0, heads: spec.heads, headWidth: spec.width / spec.heads, base: spec.rotaryBase,
      rows: rows)
    let attention = SelfAttention(
      SoftmaxAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: rows, dropout: nil))
    let rotate = Rotate(turned)
    var x = embedding(batch, adding: added, pass)
    for (index, block) in blocks.enumerated() {
      let h = block.attentionNorm(x, pass)
      // Keys stand before values, so the same columns are turned in both.
      let attended = Variable.apply(
        attention, Variable.apply(rotate, block.query(h, pass)),
        Variable.apply(rotate, block.keyValue(h, pass)))
      x =
        x
        + pass.dropout(block.output(attended, pass), rate: spec.dropout, "attended", index)
      let fed = block.feedForward(block.feedForwardNorm(x, pass), pass)
      x = x + pass.dropout(fed, rate: spec.dropout, "outer", index)
    }
    return norm(x, pass)
  }
}

extension LLaMaSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender { try LLaMa(self, itemRows: itemRows, key: key) }
}
