import Suites

/// HSTU, padded, from its formulas (Zhai et al. 2024; details from the authors' `hstu.py`), with the
/// parts that "Scaling New Frontiers" takes out or exchanges.
func hstuOracle(_ spec: HSTUSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  var x = encoder.input()
  for block in 0..<spec.blocks {
    x = x.indices.map { hstuBlock(spec, encoder, block, row: $0, x[$0]) }
  }
  return x
}

private func hstuBlock(
  _ spec: HSTUSpec, _ encoder: PaddedEncoder, _ block: Int, row: Int, _ x: [[Scalar]]
) -> [[Scalar]] {
  let path = "blocks.\(block)."
  let parameters = encoder.parameters
  let projection = parameters.matrix(path + "projection.weight")
  let (values, keys) = (spec.heads * spec.valueWidth, spec.heads * spec.keyWidth)
  let isGated = spec.gating ?? true
  let parts = x.indices.map { i in
    var parts = split(
      linear(layerNorm(x[i], 1e-6), projection).map(\.silu),
      (isGated ? [values] : []) + [values, keys, keys])
    if !isGated { parts.insert(Array(repeating: 1.0, count: values), at: 0) }
    if let base = spec.rotaryBase {
      for part in 2...3 {
        parts[part] = rotated(parts[part], heads: spec.heads, position: i, base: base)
      }
    }
    return parts
  }
  let bias = BiasOracle(
    bias: spec.bias ?? .both, request: spec.requestTime ?? .nextEvent, positions: spec.positions,
    encoder: encoder, path: path, row: row)
  return x.indices.map { i in
    var attended: [Scalar] = []
    for head in 0..<spec.heads {
      let key = head * spec.keyWidth..<(head + 1) * spec.keyWidth
      let products = (0...i).map { dot(parts[i][2][key], parts[$0][3][key]) }
      let weights: [Scalar]
      switch spec.attention ?? .silu {
      case .silu:
        let divisor = Scalar(Double(spec.positions))
        weights = products.enumerated().map { ($1 + bias.term(i, $0)).silu / divisor }
      case .softmax:
        let scale = Scalar(1 / Double(spec.keyWidth).squareRoot())
        weights = softmax(products.enumerated().map { $1 * scale + bias.term(i, $0) })
      }
      for d in head * spec.valueWidth..<(head + 1) * spec.valueWidth {
        attended.append(dot(weights, (0...i).map { parts[$0][1][d] }))
      }
    }
    let gated = zip(parts[i][0], layerNorm(attended, 1e-6)).map { $0 * $1 }
      .dropped(encoder.masks, "block", block, row: row, column: i)
    let step = linear(
      gated, parameters.matrix(path + "output.weight"), parameters.vector(path + "output.bias"))
    return zip(x[i], step).map { $0 + $1 }
  }
}

/// The term that a relative bias adds to the score of query i and key j.
struct BiasOracle {
  let bias: AttentionBias
  let request: RequestTime
  let positions: Int
  let encoder: PaddedEncoder
  let path: String
  let row: Int

  func term(_ i: Int, _ j: Int) -> Scalar {
    var sum: Scalar = 0.0
    if bias == .position || bias == .both {
      sum += encoder.parameters.vector(path + "position_bias")[positions - 1 + j - i]
    }
    if bias == .time || bias == .both {
      let times = encoder.batch.times[row]
      let bucket =
        request == .nextEvent
        ? encoder.batch.bucket(row, i, j) : PaddedBatch.bucket(times[i] - times[j])
      sum += encoder.parameters.vector(path + "time_bias")[bucket]
    }
    return sum
  }
}
