import Suites

/// HSTU, padded, from its formulas (Zhai et al. 2024; details from the authors' `hstu.py`).
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
  let (timeBias, positionBias) = (
    parameters.vector(path + "time_bias"), parameters.vector(path + "position_bias")
  )
  let (values, keys) = (spec.heads * spec.valueWidth, spec.heads * spec.keyWidth)
  let parts = x.map { event in
    split(linear(layerNorm(event, 1e-6), projection).map(\.silu), [values, values, keys, keys])
  }
  let divisor = Scalar(Double(spec.positions))
  return x.indices.map { i in
    var attended: [Scalar] = []
    for head in 0..<spec.heads {
      let key = head * spec.keyWidth..<(head + 1) * spec.keyWidth
      var mixed = [Scalar](repeating: 0.0, count: spec.valueWidth)
      for j in 0...i {
        let score =
          dot(parts[i][2][key], parts[j][3][key]) + positionBias[spec.positions - 1 + j - i]
          + timeBias[encoder.batch.bucket(row, i, j)]
        let weight = score.silu / divisor
        for d in mixed.indices { mixed[d] += weight * parts[j][1][head * spec.valueWidth + d] }
      }
      attended += mixed
    }
    let gated = zip(parts[i][0], layerNorm(attended, 1e-6)).map { $0 * $1 }
      .dropped(encoder.masks, "block", block, row: row, column: i)
    let step = linear(
      gated, parameters.matrix(path + "output.weight"), parameters.vector(path + "output.bias"))
    return zip(x[i], step).map { $0 + $1 }
  }
}
