import Suites

/// A stack of GPT's blocks, padded, from its formulas (Radford et al. 2019, and 2018 for norms after
/// the sums).
func gptOracle(_ spec: GPTSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  var x = encoder.input()
  for block in 0..<spec.blocks {
    x = x.indices.map { gptBlock(spec, encoder, block, row: $0, x[$0]) }
  }
  guard spec.norm == .pre else { return x }
  return x.map { $0.map { norm($0, encoder, "norm") } }
}

private func norm(_ x: [Scalar], _ encoder: PaddedEncoder, _ path: String) -> [Scalar] {
  let (weight, bias) = (
    encoder.parameters.vector(path + ".weight"), encoder.parameters.vector(path + ".bias")
  )
  return layerNorm(x, 1e-5).enumerated().map { $1 * weight[$0] + bias[$0] }
}

private func gptBlock(
  _ spec: GPTSpec, _ encoder: PaddedEncoder, _ block: Int, row: Int, _ x: [[Scalar]]
) -> [[Scalar]] {
  let path = "blocks.\(block)."
  func affine(_ name: String, _ input: [Scalar]) -> [Scalar] {
    linear(
      input, encoder.parameters.matrix(path + name + ".weight"),
      encoder.parameters.vector(path + name + ".bias"))
  }
  let isFirst = spec.norm == .pre
  let h = isFirst ? x.map { norm($0, encoder, path + "attention_norm") } : x
  let q = h.map { affine("query", $0) }
  let keyValue = h.map { split(affine("key_value", $0), [spec.width, spec.width]) }
  return x.indices.map { i in
    let attended = causalAttention(
      q[i], keyValue[...i].map { $0[0] }, keyValue[...i].map { $0[1] }, heads: spec.heads
    ) { head, key in encoder.masks.weights(block, head, row, i, key) }
    let added = affine("output", attended)
      .dropped(encoder.masks, "attended", block, row: row, column: i)
    var o = zip(x[i], added).map { $0 + $1 }
    if !isFirst { o = norm(o, encoder, path + "attention_norm") }
    let z = isFirst ? norm(o, encoder, path + "feed_forward_norm") : o
    let fed = affine("outer", affine("inner", z).map(gelu))
      .dropped(encoder.masks, "outer", block, row: row, column: i)
    let sum = zip(o, fed).map { $0 + $1 }
    return isFirst ? sum : norm(sum, encoder, path + "feed_forward_norm")
  }
}
