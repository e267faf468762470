// Sun et al. 2019, "BERT4Rec" (CIKM), with the authors' code (FeiSun/BERT4Rec: modeling.py, run.py,
// gen_data_fin.py): the encoder of Vaswani et al. 2017 with norms after each sum, learned positions,
// embeddings normed and dropped, and a head GELU(W·h + b), normed, times the item table plus a bias for
// each item. ε is TensorFlow's 1e-12, initial values truncated normal with deviation 0.02. Their padding
// is hidden from attention, so that rows are packed here. Where they write ten masked copies of a row
// once, and one with the last event masked, each step masks anew here, and a share of rows has only its
// last event masked; their limit of masked events a row, and the windows of long histories, are left out.
// GELU is GPT's form, at most 0.0005 from theirs.
//
// The variant `keras` is the model of Harte et al. 2023 ("Leveraging large language models for sequential
// recommendation"): no norm of embeddings and in the head, ε 1e-5, rows filled from the left to all
// positions with the mask, which is attended to, tables uniform in ±0.05, matrices Glorot-uniform.
//
// Row 0 of the item table, which belongs to no item, is the mask. The table's last column is the items'
// bias: a query ends in a one, so that their product has it.

package import Autograd
package import Determinism
package import Suites
internal import Tensors

/// A bidirectional encoder that guesses masked items.
package struct BERT4Rec: SequenceRecommender {
  package let parameters: Parameters
  /// `[itemRows, width + 1]`; the last column is the items' bias.
  package let items: Parameter
  /// One less than the positions: the last one is the mask's.
  package var longestRow: Int { spec.positions - 1 }
  /// By the product, as the softmax has it.
  package var comparesByCosine: Bool { spec.comparesByCosine }

  private let spec: BERT4RecSpec
  private let positions: Parameter
  private let norm: ScaledNorm?
  private let blocks: [PostNormBlock]
  private let head: Linear
  private let headNorm: ScaledNorm?

  /// Declares `items`, `positions`, `norm`, for each block `query`, `key_value` (keys before values),
  /// `output`, `attention_norm`, `inner`, `outer`, `feed_forward_norm`, and `head` and `head_norm`, each
  /// with `weight` and `bias`; the variant `keras` has neither `norm` nor `head_norm`.
  package init(_ spec: BERT4RecSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    self.spec = spec
    var declaration = Declaration(key: key)
    let width = spec.width
    let isOriginal = spec.variant == .tensorflow
    let table = isOriginal ? Initial.truncatedNormal(0.02) : Initial.uniform(0.05)
    let matrix = isOriginal ? Initial.truncatedNormal(0.02) : Initial.xavierUniform
    let epsilon: Real = isOriginal ? 1e-12 : 1e-5
    let norm = RowNorm.layer(epsilon: epsilon)
    items = declaration.parameter("items", [itemRows, width + 1]) { shape, key in
      besides([table([shape.rows, width], key), Tensor(zeros: [shape.rows, 1])])
    }
    positions = declaration.parameter("positions", [spec.positions, width], table)
    self.norm = isOriginal ? declaration.norm("norm", norm, width: width) : nil
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      PostNormBlock(
        &declaration, width: width, hidden: spec.hidden, epsilon: epsilon, weight: matrix)
    }
    head = declaration.linear("head", from: width, to: width, weight: matrix, bias: Initial.zeros)
    headNorm = isOriginal ? declaration.norm("head_norm", norm, width: width) : nil
    parameters = declaration.parameters
  }

  /// The whole row, its last target included, some of its events masked and asked for.
  ///
  /// A row is masked at its last event alone with the chance `maskLast`, else at each event with the chance
  /// `mask`; where none was drawn, at one that is. Draws are by place in the batch.
  package func lesson(_ batch: SequenceBatch, _ key: RandomKey) -> SequenceBatch {
    var lesson = SequenceBatch(
      offsets: [0], items: [], times: [], nextTimes: [], targets: [], users: [])
    for row in 0..<batch.rows {
      let tokens = batch.offsets[row]..<batch.offsets[row + 1]
      let last = tokens.upperBound - 1
      let first = lesson.items.count
      var shown = Array(batch.items[tokens])
      if batch.targets[last] != 0 { shown.append(batch.targets[last]) }
      lesson.items += shown
      lesson.times += batch.times[tokens]
      lesson.nextTimes += batch.nextTimes[tokens]
      if shown.count > tokens.count {
        lesson.times.append(batch.nextTimes[last])
        lesson.nextTimes.append(batch.nextTimes[last])
      }
      lesson.targets += Array(repeating: 0, count: shown.count)
      lesson.offsets.append(first + shown.count)
      var masked = shown.indices.filter { key["mask"].uniform(first + $0) < spec.mask }
      if masked.isEmpty { masked = [key["one"].integer(below: shown.count, row)] }
      if key["last"].uniform(row) < spec.maskLast { masked = [shown.count - 1] }
      for place in masked {
        lesson.targets[first + place] = shown[place]
        lesson.items[first + place] = 0
      }
    }
    lesson.users = batch.users
    return lesson
  }

  /// What is multiplied with the item vectors: in training after each event, `[tokens, width + 1]`; in
  /// inference, after each event, what stands for a mask behind it is read only for a row's last one.
  package func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    precondition(added == nil, "Nothing else is known of a masked event.")
    let view = EncoderView(batch, positions: spec.positions, variant: spec.variant, pass)
    var x =
      pass[items].gatheredRows(view.items).columns(0..<spec.width)
      + pass[positions].gatheredRows(view.places)
    if let norm { x = norm(x, pass) }
    x = pass.dropout(x, rate: spec.embeddingDropout, "embedding", 0)
    for (index, block) in blocks.enumerated() {
      let attention = WholeAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: PackedRows(view.offsets),
        dropout: spec.variant == .tensorflow
          ? pass.key("attention", index).map { (spec.dropout, $0) } : nil)
      x = block(x, pass, index, dropout: spec.dropout) {
        .apply(EncoderAttention(attention), $0, $1)
      }
    }
    var z = head(x.gatheredRows(view.outputs), pass).gelu()
    if let headNorm { z = headNorm(z, pass) }
    return concatenated(z, Variable(Tensor([batch.tokens, 1], repeating: 1)))
  }
}

/// A batch as the encoder sees it.
private struct EncoderView {
  /// Where each row begins and ends.
  var offsets = [0]
  /// Items, 0 for the mask.
  var items: [Int32] = []
  /// Rows of the position table.
  var places: [Int32] = []
  /// Where the vector of each event of the batch is read: `[tokens]`.
  var outputs: [Int32] = []

  /// - Parameter pass: in inference a mask is put behind each row, and the vector of an event is read at
  ///   the place after it.
  init(
    _ batch: SequenceBatch, positions: Int, variant: BERT4RecSpec.Variant, _ pass: Pass
  ) {
    let asks = if case .inference = pass.mode { 1 } else { 0 }
    for row in 0..<batch.rows {
      let shown = batch.items[batch.offsets[row]..<batch.offsets[row + 1]]
      let length = shown.count + asks
      let filled = variant == .keras ? positions - length : 0
      let first = items.count
      items += Array(repeating: 0, count: filled) + shown + Array(repeating: 0, count: asks)
      places += (0..<Int32(filled + length))
      outputs += shown.indices.map { Int32(first + filled + asks + $0 - shown.startIndex) }
      offsets.append(items.count)
    }
  }
}

extension BERT4RecSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender {
    try BERT4Rec(self, itemRows: itemRows, key: key)
  }
}
