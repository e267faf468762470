// Hidasi et al. 2016 as Harte et al. 2023 configure it (grurec_model.py): rows of a fixed length, dropout of the
// embeddings, gated recurrent units, dropout of their states, GELU in the head. The units begin as PyTorch's;
// Keras' begin with an orthogonal matrix of states.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Gated recurrent units in the variant `keras`.
struct SessionGRU4Rec: SequenceRecommender {
  let parameters: Parameters
  /// `[itemRows, width + 1]`; the last column is the items' bias.
  var items: Parameter { table.items }
  /// Events to which every row is filled.
  let longestRow: Int
  /// By the product, as the softmax has it.
  var comparesByCosine: Bool { spec.comparesByCosine }

  private let spec: GRU4RecSpec
  private let table: BiasedItems
  private let layers: [RecurrentLayer]

  /// Declares `items` and `head`, and for each layer `layers.i.input` and `layers.i.state`, as `GRU4Rec`.
  init(_ spec: GRU4RecSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    self.spec = spec
    longestRow = spec.filled ?? 1
    var declaration = Declaration(key: key)
    table = BiasedItems(
      &declaration, itemRows: itemRows, width: spec.width, from: spec.hidden)
    layers = declaration.stack("layers", spec.layers) {
      RecurrentLayer(&$0, from: $1 == 0 ? spec.width : spec.hidden, to: spec.hidden)
    }
    parameters = declaration.parameters
  }

  /// What is multiplied with the item vectors after each event: `[tokens, width + 1]`.
  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    precondition(added == nil, "Nothing else is known of an event that fills a row.")
    let filled = FilledRows(batch, length: longestRow)
    var x = pass.dropout(
      table.embedded(filled.items, pass), rate: spec.embeddingDropout, "embedding", 0)
    for (index, layer) in layers.enumerated() {
      x = pass.dropout(layer(x, filled.rows, pass), rate: spec.dropout, "state", index)
    }
    return table.queries(x.gatheredRows(filled.events), pass) { $0.gelu() }
  }
}
