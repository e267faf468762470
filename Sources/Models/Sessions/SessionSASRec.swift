// Kang and McAuley 2018 as Harte et al. 2023 configure it (sasrec_model.py, transformer_encoder_layer.py with
// the layout NFDR): rows of a fixed length, positions counted from its beginning, dropout of the embeddings,
// causal attention without dropout of its weights, norms (ε 1e-5) before each part, ReLU, none after the stack.
// Their code makes the feed-forward part as wide as the embeddings, and uses its activation in the head, too.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Self-attentive sequential recommendation in the variant `keras`.
struct SessionSASRec: SequenceRecommender {
  let parameters: Parameters
  /// `[itemRows, width + 1]`; the last column is the items' bias.
  var items: Parameter { table.items }
  /// The number of positions, to which every row is filled.
  var longestRow: Int { spec.positions }
  /// By the product, as the softmax has it.
  var comparesByCosine: Bool { spec.comparesByCosine }

  private let spec: SASRecSpec
  private let table: BiasedItems
  private let positions: Parameter
  private let blocks: [AttentionLayers]

  /// Declares `items` and `head`, `positions`, and for each block `attention_norm`, `query`, `key_value` (keys
  /// before values), `output`, `feed_forward_norm`, `inner` and `outer`, each with `weight` and `bias`.
  init(_ spec: SASRecSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    self.spec = spec
    let width = spec.width
    var declaration = Declaration(key: key)
    table = BiasedItems(&declaration, itemRows: itemRows, width: width, from: width)
    positions = declaration.parameter(
      "positions", [spec.positions, width], Initial.uniform(0.05))
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      AttentionLayers(
        &declaration, width: width, hidden: spec.hidden, norm: .layer(epsilon: 1e-5),
        weight: { _, _ in Initial.xavierUniform }, bias: { _ in Initial.zeros })
    }
    parameters = declaration.parameters
  }

  /// What is multiplied with the item vectors after each event: `[tokens, width + 1]`.
  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    precondition(added == nil, "Nothing else is known of an event that fills a row.")
    let filled = FilledRows(batch, length: spec.positions)
    var x = pass.dropout(
      table.embedded(filled.items, pass) + pass[positions].gatheredRows(filled.places),
      rate: spec.embeddingDropout, "embedding", 0)
    let attention = SelfAttention(
      SoftmaxAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: filled.rows, dropout: nil,
        bias: nil))
    for (index, block) in blocks.enumerated() {
      let read = block.attentionNorm(x, pass)
      let mixed = Variable.apply(
        attention, [block.query(read, pass), block.keyValue(read, pass)])
      let sum =
        x
        + pass.dropout(block.output(mixed, pass), rate: spec.dropout, "attended", index)
      let fed = block.outer(block.inner(block.feedForwardNorm(sum, pass), pass).relu(), pass)
      x = sum + pass.dropout(fed, rate: spec.dropout, "outer", index)
    }
    return table.queries(x.gatheredRows(filled.events), pass) { $0.relu() }
  }
}
