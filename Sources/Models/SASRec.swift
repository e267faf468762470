// Kang and McAuley 2018, "Self-attentive sequential recommendation", as HSTU's authors configure it
// (modeling/sequential/sasrec.py): the normed query is what the residual carries, keys and values
// are not normed, and there is no norm after the stack. Norms have no weights, ε = 1e-8.
//
// "Scaling New Frontiers" (arXiv 2412.00714) repairs it with a residual "in LLaMa's style" and a
// relative bias; its code is not public. Here the first means that attention and feed-forward part
// read the normed input, keys and values too, and add to the plain one; the second is HSTU's tables
// of positions and times, added to the scaled products.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Self-attentive sequential recommendation.
struct SASRec: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  var comparesByCosine: Bool { spec.comparesByCosine }
  var longestRow: Int { spec.positions }

  private let spec: SASRecSpec
  private let embedding: EventEmbedding
  private let blocks: [Block]

  private struct Block: Sendable {
    let query: Linear
    let keyValue: Linear
    let output: Linear
    let inner: Linear
    let outer: Linear
    let tables: AttentionTables?
  }

  /// Declares `items`, `positions`, and for each block `query`, `key_value` (the rows of torch's
  /// `in_proj_weight` after the query's), `output`, `inner` and `outer`, each with `weight` and
  /// `bias`; `position_bias` and `time_bias` as far as the variant has them.
  init(_ spec: SASRecSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    let width = spec.width
    embedding = EventEmbedding(
      &declaration, itemRows: itemRows, width: width, positions: spec.positions,
      dropout: spec.embeddingDropout,
      initialPositions: Initial.truncatedNormal(1 / Double(width).squareRoot()))
    // Query, key and value projections are initialised as one matrix, [3·width, width].
    let stacked = Initial.normal((2 / Double(4 * width)).squareRoot())
    let (glorot, zeros) = (Initial.xavierNormal, Initial.zeros)
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      Block(
        query: declaration.linear("query", from: width, to: width, weight: stacked, bias: zeros),
        keyValue: declaration.linear(
          "key_value", from: width, to: 2 * width, weight: stacked, bias: zeros),
        output: declaration.linear("output", from: width, to: width, weight: glorot, bias: zeros),
        inner: declaration.linear(
          "inner", from: width, to: spec.hidden, weight: glorot, bias: Linear.torchBias(width)),
        outer: declaration.linear(
          "outer", from: spec.hidden, to: width, weight: glorot,
          bias: Linear.torchBias(spec.hidden)),
        tables: spec.hasBias
          ? AttentionTables(&declaration, spec.bias ?? .none, positions: spec.positions) : nil)
    }
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let rows = PackedRows(batch.offsets)
    let norm = RowNorm.layer(epsilon: 1e-8)
    let bias =
      spec.hasBias
      ? RelativeBias(
        positions: spec.positions, buckets: batch.buckets(spec.requestTime ?? .nextEvent)) : nil
    let isPlain = spec.residual == .preNorm
    var x = embedding(batch, adding: added, pass)
    for (index, block) in blocks.enumerated() {
      let attention = SelfAttention(
        SoftmaxAttention(
          heads: spec.heads, headWidth: spec.width / spec.heads, rows: rows,
          dropout: pass.key("attention", index).map { (spec.dropout, $0) }, bias: bias))
      let q = x.normalized(norm)
      let tables = block.tables.map { $0(pass) }.map { [$0.position, $0.time] } ?? []
      let attended = Variable.apply(
        attention, [block.query(q, pass), block.keyValue(isPlain ? q : x, pass)] + tables)
      let sum = (isPlain ? x : q) + block.output(attended, pass)
      let y = sum.normalized(norm)
      let inner = pass.dropout(
        block.inner(y, pass).relu(), rate: spec.dropout, "inner", index)
      x =
        (isPlain ? sum : y)
        + pass.dropout(block.outer(inner, pass), rate: spec.dropout, "outer", index)
    }
    return x
  }
}

extension SASRecSpec {
  /// Whether a term is added to the scores.
  var hasBias: Bool { bias ?? .none != .none }
}

extension SASRecSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender {
    switch variant {
    case .hstu, nil: try SASRec(self, itemRows: itemRows, key: key)
    case .keras: try SessionSASRec(self, itemRows: itemRows, key: key)
    case .torch: try FilledSASRec(self, itemRows: itemRows, key: key)
    }
  }
}
