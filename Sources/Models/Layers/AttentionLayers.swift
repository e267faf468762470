internal import Determinism
internal import Tensors

/// The layers of a block of softmax attention and a network with one hidden layer, each with a norm of its
/// own. Where the norms and sums stand is the model's.
struct AttentionLayers: Sendable {
  let attentionNorm: ScaledNorm
  let query: Linear
  /// Keys before values.
  let keyValue: Linear
  let output: Linear
  let feedForwardNorm: ScaledNorm
  let inner: Linear
  let outer: Linear

  /// How a weight or a bias begins.
  typealias Beginning = (Shape, RandomKey) -> Tensor

  /// Declares `attention_norm`, `query`, `key_value`, `output`, `feed_forward_norm`, `inner` and `outer`, each
  /// with `weight` and `bias`.
  ///
  /// - Parameters:
  ///   - weight: how a matrix begins, by its inputs and outputs; keys and values are two matrices.
  ///   - last: how those begin that end a part, where otherwise than the others.
  ///   - bias: how biases begin, by the inputs beside them.
  init(
    _ declaration: inout Declaration, width: Int, hidden: Int, norm: RowNorm,
    weight: (_ input: Int, _ output: Int) -> Beginning, last: Beginning? = nil,
    bias: (_ input: Int) -> Beginning
  ) {
    attentionNorm = declaration.norm("attention_norm", norm, width: width)
    query = declaration.linear(
      "query", from: width, to: width, weight: weight(width, width), bias: bias(width))
    keyValue = declaration.linear(
      "key_value", from: width, to: 2 * width, weight: weight(width, width), bias: bias(width))
    output = declaration.linear(
      "output", from: width, to: width, weight: last ?? weight(width, width), bias: bias(width))
    feedForwardNorm = declaration.norm("feed_forward_norm", norm, width: width)
    inner = declaration.linear(
      "inner", from: width, to: hidden, weight: weight(width, hidden), bias: bias(width))
    outer = declaration.linear(
      "outer", from: hidden, to: width, weight: last ?? weight(hidden, width), bias: bias(hidden))
  }
}
