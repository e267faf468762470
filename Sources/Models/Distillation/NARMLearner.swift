// NARM as RecBole has it (recbole/model/sequential_recommender/narm.py): item vectors, dropped; a gated
// recurrent unit without biases, whose last state h is the global part; the sum of all states weighed by
// v · σ(A₁·h_j + A₂·h), not normalised, as the local one; both side by side, dropped, and a linear map to
// the width of the items without a bias. Items and linear weights begin Xavier-normal, recurrent ones as
// torch begins. The code of TD3 redraws the linear weights alone for a fresh learner; here it is everything
// but the item table, as for the other learners.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// A recurrent learner that asks all its states with the last one.
struct NARMLearner: VectorLearner {
  let parameters: Parameters
  let items: Parameter
  var tables: [Parameter] { [items] }
  /// A recurrence reads rows of any length.
  var longestRow: Int { .max }

  private let spec: NARMLearnerSpec
  private let encoder: UnbiasedRecurrence
  private let key: Linear
  private let query: Linear
  private let strength: Linear
  private let output: Linear

  /// Declares `items`, `encoder.input.weight`, `encoder.state`, `key.weight` (A₁), `query.weight` (A₂),
  /// `strength.weight` (v) and `output.weight`.
  init(_ spec: NARMLearnerSpec, itemRows: Int, key randomKey: RandomKey) {
    self.spec = spec
    var declaration = Declaration(key: randomKey)
    let hidden = spec.hidden
    items = declaration.parameter("items", [itemRows, spec.width], Initial.xavierNormal)
    encoder = declaration.nested("encoder") {
      UnbiasedRecurrence(
        &$0, from: spec.width, to: hidden,
        weight: Initial.uniform(1 / Double(hidden).squareRoot()))
    }
    let weight = Initial.xavierNormal
    key = declaration.linear("key", from: hidden, to: hidden, weight: weight)
    query = declaration.linear("query", from: hidden, to: hidden, weight: weight)
    strength = declaration.linear("strength", from: hidden, to: 1, weight: weight)
    output = declaration.linear("output", from: 2 * hidden, to: spec.width, weight: weight)
    parameters = declaration.parameters
  }

  func features(_ vectors: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    let x = pass.dropout(vectors, rate: spec.embeddingDropout, "embedding", 0)
    let h = encoder(x, rows, pass)
    let last = h.gatheredRows(rows.lastTokens)
    let rowOfToken = rows.rowOfToken
    let asked = query(last, pass).gatheredRows(rowOfToken)
    let weights = strength((key(h, pass) + asked).logistic(), pass)
    let local = (weights.spreadColumns(spec.hidden) * h)
      .scatteredRows(rowOfToken, rows: rows.count)
    let both = pass.dropout(concatenated(local, last), rate: spec.dropout, "both", 0)
    return output(both, pass)
  }
}

extension NARMLearnerSpec: BuildableLearner {
  func learner(itemRows: Int, key: RandomKey) -> any VectorLearner {
    NARMLearner(self, itemRows: itemRows, key: key)
  }
}
