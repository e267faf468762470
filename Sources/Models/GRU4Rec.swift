// Hidasi et al. 2016, "Session-based recommendations with recurrent neural networks" (arXiv
// 1511.06939): events through gated recurrent units. As later re-implementations have it (RecBole,
// `gru4rec.py`): embedded events, dropout, the units, a projection back to the width of the items.
// FuXi-α's Table 2 trains one and does not say how; loss and unit vectors are those of the other
// models here, not the paper's ranking losses over the sessions of a batch.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Gated recurrent units over the events.
struct GRU4Rec: SequenceRecommender {
  let parameters: Parameters
  var items: Parameter { embedding.items }
  /// A recurrence reads rows of any length.
  var longestRow: Int { .max }

  private let spec: GRU4RecSpec
  private let embedding: ItemEmbedding
  private let layers: [RecurrentLayer]
  private let output: Linear

  /// Declares `items`, for each layer `layers.i.input` and `layers.i.state`, each with `weight` and
  /// `bias`, three gates r, z, n one below the other (torch's `weight_ih`, `bias_ih`, `weight_hh`,
  /// `bias_hh`), and `output.weight`, `output.bias`.
  init(_ spec: GRU4RecSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    var declaration = Declaration(key: key)
    self.spec = spec
    embedding = ItemEmbedding(
      &declaration, itemRows: itemRows, width: spec.width, dropout: spec.embeddingDropout)
    layers = declaration.stack("layers", spec.layers) {
      RecurrentLayer(&$0, from: $1 == 0 ? spec.width : spec.hidden, to: spec.hidden)
    }
    output = declaration.linear(
      "output", from: spec.hidden, to: spec.width, weight: Initial.xavierUniform,
      bias: Linear.torchBias(spec.hidden))
    parameters = declaration.parameters
  }

  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let rows = PackedRows(batch.offsets)
    var x = embedding(batch, adding: added, pass)
    for (index, layer) in layers.enumerated() {
      x = pass.dropout(layer(x, rows, pass), rate: spec.dropout, "state", index)
    }
    return output(x, pass)
  }
}

/// One layer of gated recurrent units.
struct RecurrentLayer: Sendable {
  private let input: Linear
  private let state: Linear
  private let width: Int

  /// Declares `input` and `state`, as `torch.nn.GRU` begins: uniform within ±1/√width.
  init(_ declaration: inout Declaration, from inputs: Int, to width: Int) {
    self.width = width
    let initial = Initial.uniform(1 / Double(width).squareRoot())
    input = declaration.linear("input", from: inputs, to: 3 * width, weight: initial, bias: initial)
    state = declaration.linear("state", from: width, to: 3 * width, weight: initial, bias: initial)
  }

  /// `[tokens, inputs] → [tokens, width]`.
  func callAsFunction(_ x: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    guard let bias = state.bias else { preconditionFailure("The gates of a state have a bias.") }
    return Variable.apply(
      Recurrent(GatedRecurrence(width: width, rows: rows)), input(x, pass), pass[state.weight],
      pass[bias])
  }
}

extension GRU4RecSpec: RecommenderSpec {
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender {
    switch variant {
    case .recbole, nil: try GRU4Rec(self, itemRows: itemRows, key: key)
    case .keras: try SessionGRU4Rec(self, itemRows: itemRows, key: key)
    }
  }
}
