// Kang and McAuley 2018 in PyTorch as Liu et al. 2024 have it (LLMEmb, arXiv 2409.19925; liuqidong07/LLMEmb at
// 3458a5e): rows of a fixed length filled from the left with zero vectors, which attention sees like any event;
// positions counted from the first event; norms with weights, ε = 1e-8; the normed query is what the residual
// carries, keys and values are not normed; padding is zeros again after each block; a norm after the stack; scores
// by the product. Their code has the mask against later events commented out, so that an event sees its own
// target: `seesLater` says so, and without it the mask is there.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Self-attentive sequential recommendation in the variant `torch`.
struct FilledSASRec: SequenceRecommender {
  let parameters: Parameters
  let items: Parameter
  /// The length to which every row is filled.
  var longestRow: Int { spec.positions }
  /// By the product, as the paper does (eq. 5).
  var comparesByCosine: Bool { spec.comparesByCosine }

  private let spec: SASRecSpec
  private let positions: Parameter
  private let blocks: [AttentionLayers]
  private let norm: ScaledNorm

  /// Declares `items`, `positions` (that of an event is counted from 1), for each block `attention_norm`, `query`,
  /// `key_value` (keys before values), `output`, `feed_forward_norm`, `inner` and `outer`, and `norm`, each with
  /// `weight` and `bias`. Matrices begin normal by Glorot's rule, biases as torch has them.
  init(_ spec: SASRecSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    self.spec = spec
    let width = spec.width
    var declaration = Declaration(key: key)
    items = declaration.parameter("items", [itemRows, width], Initial.xavierNormal)
    positions = declaration.parameter(
      "positions", [spec.positions + 1, width], Initial.xavierNormal)
    let norm = RowNorm.layer(epsilon: 1e-8)
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      AttentionLayers(
        &declaration, width: width, hidden: spec.hidden, norm: norm,
        weight: { Initial.normal((2 / Double($0 + $1)).squareRoot()) }, bias: Linear.torchBias)
    }
    self.norm = declaration.norm("norm", norm, width: width)
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    precondition(added == nil, "Nothing else is known of an event that fills a row.")
    let filled = FilledRows(batch, length: spec.positions)
    let rows = PackedRows(batch.offsets)
    let places = rows.placeOfToken.map { $0 + 1 }
    let embed = Embed(ids: batch.items, places: places, factor: Real(spec.width).squareRoot())
    var x = pass.dropout(
      Variable.apply(embed, pass[items], pass[positions]), rate: spec.embeddingDropout,
      "embedding", 0)
    // Nobody asks what stands in place of padding: it is keys and values alone, those of a zero vector,
    // which stands behind the events.
    let events = (0..<batch.tokens).map(Int32.init)
    let sources = filled.sources
    for (index, block) in blocks.enumerated() {
      let query = block.attentionNorm(x, pass)
      let keyValue = block.keyValue(x.scatteredRows(events, rows: batch.tokens + 1), pass)
      let attended = attention(
        filled, rows, dropout: pass.key("attention", index), block.query(query, pass),
        keyValue.gatheredRows(sources))
      let sum = query + block.output(attended, pass)
      let y = block.feedForwardNorm(sum, pass)
      let inner = pass.dropout(block.inner(y, pass), rate: spec.dropout, "inner", index).relu()
      x = y + pass.dropout(block.outer(inner, pass), rate: spec.dropout, "outer", index)
    }
    return norm(x, pass)
  }

  /// Attention of events over filled rows, with dropout on its weights: `[tokens, width]`.
  private func attention(
    _ filled: FilledRows, _ events: PackedRows, dropout key: RandomKey?, _ query: Variable,
    _ keyValue: Variable
  ) -> Variable {
    let dropout = key.map { (rate: spec.dropout, key: $0) }
    let headWidth = spec.width / spec.heads
    if spec.seesLater == true {
      let attention = WholeAttention(
        heads: spec.heads, headWidth: headWidth, rows: filled.rows, queries: events,
        dropout: dropout)
      return Variable.apply(EncoderAttention(attention), query, keyValue)
    }
    let attention = SoftmaxAttention(
      heads: spec.heads, headWidth: headWidth, rows: filled.rows, dropout: dropout, bias: nil)
    let asked = query.scatteredRows(filled.events, rows: filled.rows.tokens)
    return Variable.apply(SelfAttention(attention), asked, keyValue).gatheredRows(filled.events)
  }
}
