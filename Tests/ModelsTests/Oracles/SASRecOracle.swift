import Suites

/// SASRec, padded, from its formulas (Kang and McAuley 2018, as configured by HSTU's authors in
/// `sasrec.py`: the residual carries the normalised query, keys and values are not normalised), or
/// with a residual that carries the input, where keys and values are normalised too; and with a
/// relative bias.
func sasrecOracle(_ spec: SASRecSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  var x = encoder.input()
  for block in 0..<spec.blocks {
    x = x.indices.map { sasrecBlock(spec, encoder, block, row: $0, x[$0]) }
  }
  return x
}

private func sasrecBlock(
  _ spec: SASRecSpec, _ encoder: PaddedEncoder, _ block: Int, row: Int, _ x: [[Scalar]]
) -> [[Scalar]] {
  let path = "blocks.\(block)."
  func affine(_ name: String, _ input: [Scalar]) -> [Scalar] {
    linear(
      input, encoder.parameters.matrix(path + name + ".weight"),
      encoder.parameters.vector(path + name + ".bias"))
  }
  let normed = x.map { layerNorm($0, 1e-8) }
  let q = normed.map { affine("query", $0) }
  let isPlain = spec.residual == .preNorm
  let keyValue = (isPlain ? normed : x).map {
    split(affine("key_value", $0), [spec.width, spec.width])
  }
  let bias = BiasOracle(
    bias: spec.bias ?? .none, request: spec.requestTime ?? .nextEvent, positions: spec.positions,
    encoder: encoder, path: path, row: row)
  let (k, v) = (keyValue.map { $0[0] }, keyValue.map { $0[1] })
  let width = spec.width / spec.heads
  let scale = Scalar(1 / Double(width).squareRoot())
  return x.indices.map { i in
    var attended: [Scalar] = []
    for head in 0..<spec.heads {
      let part = head * width..<(head + 1) * width
      let scores = (0...i).map { dot(q[i][part], k[$0][part]) * scale + bias.term(i, $0) }
      let weights = softmax(scores)
        .enumerated().map { j, weight in
          weight * Scalar(encoder.masks.weights(block, head, row, i, j))
        }
      attended += part.map { d in dot(weights, (0...i).map { v[$0][d] }) }
    }
    let sum = zip(isPlain ? x[i] : normed[i], affine("output", attended)).map { $0 + $1 }
    let y = layerNorm(sum, 1e-8)
    let hidden = affine("inner", y).map(\.relu).dropped(
      encoder.masks, "inner", block, row: row, column: i)
    let step = affine("outer", hidden).dropped(encoder.masks, "outer", block, row: row, column: i)
    let present = Scalar(encoder.batch.items[row][i] == 0 ? 0 : 1)
    return zip(isPlain ? sum : y, step).map { ($0 + $1) * present }
  }
}
