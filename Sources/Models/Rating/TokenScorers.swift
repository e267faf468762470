internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Gives each event a logit from its token's features.
protocol TokenScorer: Sendable {
  /// `[events, width] → [events, 1]`.
  func logits(
    _ features: Variable, items: Parameter, _ batch: RatingBatch, _ pass: Pass
  ) -> Variable
}

/// A scorer that says how it is built.
protocol TokenScorerSpec: ScorerEntry {
  /// The scorer of features of this width.
  func scorer(width: Int, _ declaration: inout Declaration) -> any TokenScorer
}

/// Features times the item's own vector, and a constant.
private struct DotScorer: TokenScorer {
  let bias: Parameter

  func logits(
    _ features: Variable, items: Parameter, _ batch: RatingBatch, _ pass: Pass
  ) -> Variable {
    let scale = Real(items.shape.width).squareRoot()
    let items = pass[items].gatheredRows(batch.events.items).scaled(by: scale)
    return (features * items).rowSums().addingRow(pass[bias])
  }
}

extension DotScorerSpec: TokenScorerSpec {
  func scorer(width: Int, _ declaration: inout Declaration) -> any TokenScorer {
    DotScorer(bias: declaration.parameter("bias", [1], Initial.zeros))
  }
}

/// A network with one hidden layer of rectified linear units.
private struct NetworkScorer: TokenScorer {
  let inner: Linear
  let outer: Linear

  func logits(
    _ features: Variable, items: Parameter, _ batch: RatingBatch, _ pass: Pass
  ) -> Variable {
    outer(inner(features, pass).relu(), pass)
  }
}

extension NetworkScorerSpec: TokenScorerSpec {
  func scorer(width: Int, _ declaration: inout Declaration) -> any TokenScorer {
    NetworkScorer(
      inner: declaration.linear(
        "inner", from: width, to: hidden, weight: Initial.xavierUniform, bias: Initial.zeros),
      outer: declaration.linear(
        "outer", from: hidden, to: 1, weight: Initial.xavierUniform, bias: Initial.zeros))
  }
}
