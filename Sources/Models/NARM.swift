// Li et al. 2017, "Neural attentive session-based recommendation" (arXiv 1711.04725), section 3, and
// the authors' code (lijingsdu/sessionRec_NARM): a gated recurrent unit whose last state is the
// global part, and a sum of all states, weighed by `v · σ(A₁ h_t + A₂ h_j)` and not normalised, as the
// local one; both side by side, dropout, and a bilinear form to the items without a bias. Here every
// position is asked, not the last alone, and items are compared by cosine, as for the other models.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Neural attentive recommendation machine.
struct NARM: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  /// A recurrence reads rows of any length.
  var longestRow: Int { .max }

  private let spec: NARMSpec
  private let embedding: ItemEmbedding
  private let encoder: RecurrentLayer
  private let query: Linear
  private let key: Linear
  private let strength: Parameter
  private let output: Linear

  /// Declares `items`, `encoder.input`, `encoder.state`, `query.weight` (A₁), `key.weight` (A₂),
  /// `strength` (v), `output.weight` (B).
  init(_ spec: NARMSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    let hidden = spec.hidden
    embedding = ItemEmbedding(
      &declaration, itemRows: itemRows, width: spec.width, dropout: spec.embeddingDropout)
    encoder = declaration.nested("encoder") {
      RecurrentLayer(&$0, from: spec.width, to: hidden)
    }
    let weight = Initial.xavierUniform
    query = declaration.linear("query", from: hidden, to: hidden, weight: weight)
    self.key = declaration.linear("key", from: hidden, to: hidden, weight: weight)
    strength = declaration.parameter(
      "strength", [hidden], Initial.uniform(1 / Double(hidden).squareRoot()))
    output = declaration.linear("output", from: 2 * hidden, to: spec.width, weight: weight)
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let rows = PackedRows(batch.offsets)
    let x = embedding(batch, adding: added, pass)
    let h = encoder(x, rows, pass)
    let attention = AttendAdditively(
      AdditiveAttention(keyWidth: spec.hidden, valueWidth: spec.hidden, rows: rows))
    let local = Variable.apply(attention, query(h, pass), key(h, pass), pass[strength], h)
    return output(pass.dropout(concatenated(h, local), rate: spec.dropout, "both", 0), pass)
  }
}

extension NARMSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender { try NARM(self, itemRows: itemRows, key: key) }
}
