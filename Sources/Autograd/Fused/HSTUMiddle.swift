public import Tensors

/// The middle of an HSTU block: inputs are the projected columns `[tokens, u v q k]`, position
/// biases `[2N − 1]` and time biases `[129]`; the output is `u ⊙ LayerNorm(attended)`,
/// `[tokens, heads · valueWidth]`. Without a gate there are neither the columns u nor the factor.
public struct HSTUMiddle: FusedOperation {
  let attention: HSTUAttention

  /// With the given sizes, rows and buckets.
  public init(_ attention: HSTUAttention) { self.attention = attention }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (output, saved) = attention.forward(inputs[0], position: inputs[1], time: inputs[2])
    return Evaluation(output, saved: saved)
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    attention.pullback(
      g, h: kept.inputs[0], position: kept.inputs[1], time: kept.inputs[2], saved: kept.saved)
  }

  /// Row by row and head by head, the formula.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (h, keyWidth, valueWidth) = (inputs[0], attention.keyWidth, attention.valueWidth)
    let values = attention.heads * valueWidth
    let pairs = CausalPairs(attention.buckets, positions: attention.positions)
    let attended = pairs.perRow(h, width: values) { x, row in
      let bias = row.position(inputs[1]) + row.time(inputs[2])
      return (0..<attention.heads).map { head in
        func part(_ first: Int, _ width: Int) -> Variable {
          x.columns(first + head * width..<first + (head + 1) * width)
        }
        let v = part(attention.firstValue, valueWidth)
        let q = part(attention.firstQuery, keyWidth)
        let k = part(attention.firstKey, keyWidth)
        let scores = matmul(q, transposed: false, k, transposed: true) + bias
        let weights = (scores * scores.logistic()).scaled(by: 1 / Real(attention.positions))
        return matmul(weights * row.mask, v).placedColumns(at: head * valueWidth, of: values)
      }
    }
    let normed = Variable.apply(NormalizeRows(HSTUAttention.norm), attended)
    return attention.gating ? h.columns(0..<values) * normed : normed
  }
}
