public import Tensors

/// The middle of a FuXi-α block's first stage: inputs are the projected columns
/// `[tokens, u v q k]`, position biases `[2N − 1]` and time biases `[129]`; the output is
/// `u ⊙ RMSNorm(channels)`, `[tokens, 3 · heads · valueWidth]`.
public struct FuXiMiddle: FusedOperation {
  let attention: FuXiAttention

  /// With the given sizes, rows and buckets.
  public init(_ attention: FuXiAttention) { self.attention = attention }

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

  /// Row by row, head by head and channel by channel, the formula.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (h, heads) = (inputs[0], attention.heads)
    let (keyWidth, valueWidth) = (attention.keyWidth, attention.valueWidth)
    let channels = attention.channelsWidth
    let pairs = CausalPairs(attention.buckets, positions: attention.positions)
    let attended = pairs.perRow(h, width: channels) { x, row in
      let maps = [row.position(inputs[1]) * row.mask, row.time(inputs[2]) * row.mask]
      return (0..<heads).flatMap { head in
        let v = x.columns(channels + head * valueWidth..<channels + (head + 1) * valueWidth)
        let q0 = channels + heads * valueWidth + head * keyWidth
        let q = x.columns(q0..<q0 + keyWidth)
        let k = x.columns(q0 + heads * keyWidth..<q0 + (heads + 1) * keyWidth)
        let scores = matmul(q, transposed: false, k, transposed: true)
        let semantic = (scores * scores.logistic()).scaled(by: 1 / Real(attention.positions))
        return (maps + [semantic * row.mask]).enumerated().map { channel, weights in
          matmul(weights, v).placedColumns(
            at: (3 * head + channel) * valueWidth, of: channels)
        }
      }
    }
    return h.columns(0..<channels) * Variable.apply(NormalizeRows(FuXiAttention.norm), attended)
  }
}
