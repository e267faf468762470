// Radford et al. 2018 and 2019 (GPT, GPT-2) with OpenAI's public code (gpt-2, model.py): learned
// positions, LayerNorm with weights and biases, ε = 1e-5, GELU by its tanh form, biases everywhere;
// GPT-2 norms before each part and once after the stack, GPT after each sum. Initial values are
// GPT-2's: normal with deviation 0.02, divided by √(2 · blocks) where a part ends. "Scaling New
// Frontiers" compares a "GPT" and publishes neither which of the two nor its settings; input layer
// and unit vector are those of the other models here.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// GPT's blocks in a stack.
struct GPT: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  var longestRow: Int { spec.positions }

  private let spec: GPTSpec
  private let embedding: EventEmbedding
  private let blocks: [AttentionLayers]
  /// After the stack; none where each block ends with one.
  private let norm: ScaledNorm?

  /// Declares `items`, `positions`, and for each block `attention_norm`, `query`, `key_value` (keys
  /// before values), `output`, `feed_forward_norm`, `inner`, `outer`, each with `weight` and `bias`;
  /// with norms before the parts also `norm`.
  init(_ spec: GPTSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    let width = spec.width
    embedding = EventEmbedding(
      &declaration, itemRows: itemRows, width: width, positions: spec.positions,
      dropout: spec.embeddingDropout, initialPositions: Initial.normal(0.02))
    let last = Initial.normal(0.02 / Double(2 * spec.blocks).squareRoot())
    let norm = RowNorm.layer(epsilon: 1e-5)
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      AttentionLayers(
        &declaration, width: width, hidden: spec.hidden, norm: norm,
        weight: { _, _ in Initial.normal(0.02) }, last: last, bias: { _ in Initial.zeros })
    }
    self.norm = spec.norm == .pre ? declaration.norm("norm", norm, width: width) : nil
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    var x = embedding(batch, adding: added, pass)
    for (index, block) in blocks.enumerated() {
      switch spec.norm {
      case .pre:
        x = x + attended(block.attentionNorm(x, pass), block, index, batch, pass)
        x = x + fed(block.feedForwardNorm(x, pass), block, index, pass)
      case .post:
        x = block.attentionNorm(x + attended(x, block, index, batch, pass), pass)
        x = block.feedForwardNorm(x + fed(x, block, index, pass), pass)
      }
    }
    return norm.map { $0(x, pass) } ?? x
  }

  private func attended(
    _ h: Variable, _ block: AttentionLayers, _ index: Int, _ batch: SequenceBatch, _ pass: Pass
  ) -> Variable {
    let attention = SelfAttention(
      SoftmaxAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: PackedRows(batch.offsets),
        dropout: pass.key("attention", index).map { (spec.dropout, $0) }))
    let mixed = Variable.apply(attention, block.query(h, pass), block.keyValue(h, pass))
    return pass.dropout(block.output(mixed, pass), rate: spec.dropout, "attended", index)
  }

  private func fed(_ h: Variable, _ block: AttentionLayers, _ index: Int, _ pass: Pass) -> Variable
  {
    let inner = block.inner(h, pass).gelu()
    return pass.dropout(block.outer(inner, pass), rate: spec.dropout, "outer", index)
  }
}

extension GPTSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender { try GPT(self, itemRows: itemRows, key: key) }
}
