public import Tensors

/// Causal softmax attention over packed rows: inputs are queries `[tokens, width]` and keys before
/// values `[tokens, 2 · width]`, and where the attention has a bias the biases of positions
/// `[2N − 1]` and of times `[129]`; the output is `[tokens, width]`.
public struct SelfAttention: FusedOperation {
  let attention: SoftmaxAttention

  /// With the given heads, rows and dropout.
  public init(_ attention: SoftmaxAttention) { self.attention = attention }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (output, saved) = attention.forward(inputs[0], inputs[1], biases: biases(inputs))
    return Evaluation(output, saved: saved)
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    attention.pullback(
      g, q: kept.inputs[0], kv: kept.inputs[1], biases: biases(kept.inputs), saved: kept.saved)
  }

  private func biases(_ inputs: [Tensor]) -> (position: Tensor, time: Tensor)? {
    attention.bias == nil ? nil : (inputs[2], inputs[3])
  }

  /// Row by row and head by head, the formula; the largest score is not taken off first, as the
  /// kernel does against overflow.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (rows, head) = (attention.rows, attention.headWidth)
    let width = attention.heads * head
    var result = Variable(Tensor(zeros: [rows.tokens, width]))
    for row in 0..<rows.count where !rows[row].isEmpty {
      let indices = rows[row].map(Int32.init)
      let length = indices.count
      let (q, kv) = (inputs[0].gatheredRows(indices), inputs[1].gatheredRows(indices))
      let causal = (0..<length).flatMap { i in (0..<length).map { $0 <= i ? Real(1) : 0 } }
      let mask = Variable(Tensor([length, length], causal))
      let bias = attention.bias.map { bias in
        let pairs = CausalPairs.Row(
          length: length, positions: bias.positions,
          times: bias.buckets.square(row).map(Int32.init))
        return pairs.position(inputs[2]) + pairs.time(inputs[3])
      }
      for index in 0..<attention.heads {
        let range = index * head..<(index + 1) * head
        let k = kv.columns(range)
        let v = kv.columns(width + range.lowerBound..<width + range.upperBound)
        let products = matmul(q.columns(range), transposed: false, k, transposed: true)
          .scaled(by: 1 / Real(head).squareRoot())
        let scores = bias.map { products + $0 } ?? products
        let powers = scores.exponential() * mask
        let weights = powers / powers.rowSums().spreadColumns(length)
        let dropped = weights * Variable(attention.mask(row: row, head: index))
        result =
          result
          + matmul(dropped, v).placedColumns(at: range.lowerBound, of: width)
          .scatteredRows(indices, rows: rows.tokens)
      }
    }
    return result
  }
}
