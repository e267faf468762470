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
    func linear(_ name: String, _ input: Int, _ output: Int) -> Linear {
      declaration.nested(name) {
        Linear(&$0, from: input, to: output, weight: weight, bias: Initial.zeros)
      }
    }
    func norm(_ name: String) -> ScaledNorm {
      declaration.nested(name) {
        ScaledNorm(&$0, .layer(epsilon: epsilon), width: width, hasBias: true)
      }
    }
    query = linear("query", width, width)
    keyValue = linear("key_value", width, 2 * width)
    output = linear("output", width, width)
    attentionNorm = norm("attention_norm")
    inner = linear("inner", width, hidden)
    outer = linear("outer", hidden, width)
    feedForwardNorm = norm("feed_forward_norm")
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
