public import Tensors

/// Softmax attention of each event to all events of its packed row: inputs are queries
/// `[tokens, width]` and keys before values `[tokens, 2 · width]`; the output is `[tokens, width]`.
public struct EncoderAttention: FusedOperation {
  let attention: WholeAttention

  /// With the given heads, rows and dropout.
  public init(_ attention: WholeAttention) { self.attention = attention }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (output, saved) = attention.forward(inputs[0], inputs[1])
    return Evaluation(output, saved: saved)
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    attention.pullback(g, q: kept.inputs[0], kv: kept.inputs[1], saved: kept.saved)
  }

  /// Row by row and head by head, the formula; the largest score is not taken off first, as the
  /// kernel does against overflow.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (rows, queries, head) = (attention.rows, attention.queries, attention.headWidth)
    let width = attention.heads * head
    var result = Variable(Tensor(zeros: [queries.tokens, width]))
    for row in 0..<rows.count where !rows[row].isEmpty {
      let (asking, asked) = (queries[row].map(Int32.init), rows[row].map(Int32.init))
      let (q, kv) = (inputs[0].gatheredRows(asking), inputs[1].gatheredRows(asked))
      for index in 0..<attention.heads {
        let range = index * head..<(index + 1) * head
        let v = kv.columns(width + range.lowerBound..<width + range.upperBound)
        let powers = matmul(
          q.columns(range), transposed: false, kv.columns(range), transposed: true
        ).scaled(by: 1 / Real(head).squareRoot()).exponential()
        let weights = powers / powers.rowSums().spreadColumns(asked.count)
        let dropped = weights * Variable(attention.mask(row: row, head: index))
        result =
          result
          + matmul(dropped, v).placedColumns(at: range.lowerBound, of: width)
          .scatteredRows(asking, rows: queries.tokens)
      }
    }
    return result
  }
}
