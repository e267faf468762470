// GRU4Rec as RecBole has it (recbole/model/sequential_recommender/gru4rec.py): item vectors, dropped; gated
// recurrent units without biases; a linear layer back to the width of the items; the product with the
// item table. Items begin Xavier-normal, recurrent weights Xavier-uniform, the linear layer as torch begins.
// The code of TD3 redraws the recurrent weights alone for a fresh learner; here it is everything but the
// item table, as for the other learners.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Gated recurrent units whose last state, projected, is the features after a row's last event.
struct GRU4RecLearner: VectorLearner {
  let parameters: Parameters
  let items: Parameter
  var tables: [Parameter] { [items] }
  /// A recurrence reads rows of any length.
  var longestRow: Int { .max }

  private let spec: GRU4RecLearnerSpec
  private let layers: [UnbiasedRecurrence]
  private let output: Linear

  /// Declares `items`, for each layer `layers.i.input.weight` and `layers.i.state` (torch's `weight_ih` and
  /// `weight_hh`, three gates r, z, n one below the other), and `output.weight`, `output.bias`.
  init(_ spec: GRU4RecLearnerSpec, itemRows: Int, key: RandomKey) {
    self.spec = spec
    var declaration = Declaration(key: key)
    items = declaration.parameter("items", [itemRows, spec.width], Initial.xavierNormal)
    layers = declaration.stack("layers", spec.layers) {
      UnbiasedRecurrence(
        &$0, from: $1 == 0 ? spec.width : spec.hidden, to: spec.hidden,
        weight: Initial.xavierUniform)
    }
    output = declaration.linear(
      "output", from: spec.hidden, to: spec.width, weight: Linear.torchBias(spec.hidden),
      bias: Linear.torchBias(spec.hidden))
    parameters = declaration.parameters
  }

  func features(_ vectors: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    var x = pass.dropout(vectors, rate: spec.dropout, "embedding", 0)
    for layer in layers { x = layer(x, rows, pass) }
    return output(x.gatheredRows(rows.lastTokens), pass)
  }
}

extension GRU4RecLearnerSpec: BuildableLearner {
  func learner(itemRows: Int, key: RandomKey) -> any VectorLearner {
    GRU4RecLearner(self, itemRows: itemRows, key: key)
  }
}

/// One layer of gated recurrent units without biases, as `torch.nn.GRU(bias=False)`.
struct UnbiasedRecurrence: Sendable {
  private let input: Linear
  private let state: Parameter
  private let width: Int

  /// Declares `input.weight` `[3 · width, inputs]` and `state` `[3 · width, width]`.
  init(
    _ declaration: inout Declaration, from inputs: Int, to width: Int,
    weight: (Shape, RandomKey) -> Tensor
  ) {
    self.width = width
    input = declaration.linear("input", from: inputs, to: 3 * width, weight: weight)
    state = declaration.parameter("state", [3 * width, width], weight)
  }

  /// `[tokens, inputs] → [tokens, width]`.
  func callAsFunction(_ x: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    .apply(
      Recurrent(GatedRecurrence(width: width, rows: rows)), input(x, pass), pass[state],
      Variable(Tensor(zeros: [3 * width])))
  }
}

extension PackedRows {
  /// The last token of each row, of which none is empty: `[rows]`.
  var lastTokens: [Int32] { (0..<count).map { Int32(self[$0].upperBound - 1) } }
}
