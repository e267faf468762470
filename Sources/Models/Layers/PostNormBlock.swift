internal import Autograd
internal import Determinism
internal import Tensors

/// A block of Vaswani et al. 2017, as BERT has it: attention and a feed-forward part, each added to what it
/// reads, dropped out before and normed afterwards; GELU between the feed-forward part's two layers.
struct PostNormBlock: Sendable {
  private let query: Linear
  private let keyValue: Linear
  private let output: Linear
  private let attentionNorm: ScaledNorm
  private let inner: Linear
  private let outer: Linear
  private let feedForwardNorm: ScaledNorm

  /// Declares `query`, `key_value` (keys before values), `output`, `attention_norm`, `inner`, `outer` and
  /// `feed_forward_norm`, each with `weight` and `bias`, the linear ones' zero.
  init(
    _ declaration: inout Declaration, width: Int, hidden: Int, epsilon: Real,
    weight: (Shape, RandomKey) -> Tensor
  ) {
    let (zeros, norm) = (Initial.zeros, RowNorm.layer(epsilon: epsilon))
    query = declaration.linear("query", from: width, to: width, weight: weight, bias: zeros)
    keyValue = declaration.linear(
      "key_value", from: width, to: 2 * width, weight: weight, bias: zeros)
    output = declaration.linear("output", from: width, to: width, weight: weight, bias: zeros)
    attentionNorm = declaration.norm("attention_norm", norm, width: width)
    inner = declaration.linear("inner", from: width, to: hidden, weight: weight, bias: zeros)
    outer = declaration.linear("outer", from: hidden, to: width, weight: weight, bias: zeros)
    feedForwardNorm = declaration.norm("feed_forward_norm", norm, width: width)
  }

  /// `[tokens, width] → [tokens, width]`.
  ///
  /// - Parameters:
  ///   - index: place of the block in its stack.
  ///   - attention: of queries, and keys before values.
  func callAsFunction(
    _ x: Variable, _ pass: Pass, _ index: Int, dropout: Double,
    attention: (_ queries: Variable, _ keysValues: Variable) -> Variable
  ) -> Variable {
    added(
      attention(query(x, pass), keyValue(x, pass)), to: x, pass, index, dropout: dropout)
  }

  /// `[tokens, width] → [readings, width]`, where only some tokens are read.
  ///
  /// - Parameters:
  ///   - index: place of the block in its stack.
  ///   - readings: tokens whose features are wanted.
  ///   - attention: of queries of these tokens to all, with the layer of keys before values.
  func callAsFunction(
    _ x: Variable, _ pass: Pass, _ index: Int, dropout: Double, reading readings: [Int32],
    attention: (_ queries: Variable, _ x: Variable, _ keysValues: Linear) -> Variable
  ) -> Variable {
    let asking = x.gatheredRows(readings)
    return added(
      attention(query(asking, pass), x, keyValue), to: asking, pass, index, dropout: dropout)
  }

  private func added(
    _ attended: Variable, to asking: Variable, _ pass: Pass, _ index: Int, dropout: Double
  ) -> Variable {
    let mixed = pass.dropout(output(attended, pass), rate: dropout, "attended", index)
    let sum = attentionNorm(asking + mixed, pass)
    let fed = outer(inner(sum, pass).gelu(), pass)
    return feedForwardNorm(sum + pass.dropout(fed, rate: dropout, "outer", index), pass)
  }
}
