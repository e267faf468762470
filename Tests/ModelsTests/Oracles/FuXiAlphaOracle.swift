import Suites

/// FuXi-α, padded, from its formulas (Ye et al. 2025; details from the authors' `fuxi.py`), with
/// the parts that the ablation of Table 5 leaves out.
func fuxiAlphaOracle(_ spec: FuXiAlphaSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  var x = encoder.input()
  for block in 0..<spec.blocks {
    x = x.indices.map { fuxiAlphaBlock(spec, encoder, block, row: $0, x[$0]) }
  }
  return x
}

private func fuxiAlphaBlock(
  _ spec: FuXiAlphaSpec, _ encoder: PaddedEncoder, _ block: Int, row: Int, _ x: [[Scalar]]
) -> [[Scalar]] {
  let path = "blocks.\(block)."
  let parameters = encoder.parameters
  let threeChannels = spec.variant == .full || spec.variant == .withoutMFFN
  let twoStages = spec.variant == .full || spec.variant == .withoutAMS
  let (values, keys) = (spec.heads * spec.valueWidth, spec.heads * spec.keyWidth)
  let gate = threeChannels ? 3 * values : values
  let projection = parameters.matrix(path + "projection.weight")
  let parts = x.map { event in
    split(linear(rmsNorm(event), projection).map(\.silu), [gate, values, keys, keys])
  }
  return x.indices.map { i in
    let mixed =
      threeChannels
      ? channels(spec, encoder, path, row, i, parts) : selfAttention(spec, i, parts)
    let gated = zip(parts[i][0], rmsNorm(mixed)).map { $0 * $1 }
      .dropped(encoder.masks, "first-stage", block, row: row, column: i)
    let projected = linear(
      gated, parameters.matrix(path + "output.weight"), parameters.vector(path + "output.bias"))
    let o = zip(x[i], projected).map { $0 + $1 }
    guard twoStages else { return o }
    let z = rmsNorm(o).dropped(encoder.masks, "second-stage", block, row: row, column: i)
    let opened = linear(z, parameters.matrix(path + "feed_forward.w1.weight")).map(\.silu)
    let inner = zip(opened, linear(z, parameters.matrix(path + "feed_forward.w3.weight"))).map {
      $0 * $1
    }
    return zip(o, linear(inner, parameters.matrix(path + "feed_forward.w2.weight"))).map { $0 + $1 }
  }
}

/// Position, time and meaning over the same values; heads outermost: `[3 · heads · valueWidth]`.
private func channels(
  _ spec: FuXiAlphaSpec, _ encoder: PaddedEncoder, _ path: String, _ row: Int, _ i: Int,
  _ parts: [[[Scalar]]]
) -> [Scalar] {
  let timeBias = encoder.parameters.vector(path + "time_bias")
  let positionBias = encoder.parameters.vector(path + "position_bias")
  let divisor = Scalar(Double(spec.positions))
  var result: [Scalar] = []
  for head in 0..<spec.heads {
    let key = head * spec.keyWidth..<(head + 1) * spec.keyWidth
    var mixed = Matrix(repeating: .init(repeating: 0.0, count: spec.valueWidth), count: 3)
    for j in 0...i {
      let weights = [
        positionBias[spec.positions - 1 + j - i], timeBias[encoder.batch.bucket(row, i, j)],
        dot(parts[i][2][key], parts[j][3][key]).silu / divisor,
      ]
      for channel in 0..<3 {
        for d in 0..<spec.valueWidth {
          mixed[channel][d] += weights[channel] * parts[j][1][head * spec.valueWidth + d]
        }
      }
    }
    result += mixed.joined()
  }
  return result
}

/// Softmax of `q · k / √keyWidth` over the values: `[heads · valueWidth]`.
private func selfAttention(_ spec: FuXiAlphaSpec, _ i: Int, _ parts: [[[Scalar]]]) -> [Scalar] {
  let scale = Scalar(1 / Double(spec.keyWidth).squareRoot())
  return (0..<spec.heads).flatMap { head in
    let key = head * spec.keyWidth..<(head + 1) * spec.keyWidth
    let weights = softmax((0...i).map { dot(parts[i][2][key], parts[$0][3][key]) * scale })
    return (0..<spec.valueWidth).map { d in
      dot(weights, (0...i).map { parts[$0][1][head * spec.valueWidth + d] })
    }
  }
}
