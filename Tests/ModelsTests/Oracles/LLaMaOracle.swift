import Suites

/// A stack of LLaMa's blocks, padded, from its formulas (Touvron et al. 2023, section 2.2).
func llamaOracle(_ spec: LLaMaSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  let parameters = encoder.parameters
  let items = parameters.matrix("items")
  let root = Scalar(Double(spec.width).squareRoot())
  return encoder.batch.items.indices.map { row in
    // There is no position table: the events alone, in the row's own order.
    var x = (0..<encoder.batch.lengths[row]).map { column in
      encoder.put(items[encoder.batch.items[row][column]].map { root * $0 }, row, column)
        .dropped(encoder.masks, "embedding", 0, row: row, column: column)
    }
    for block in 0..<spec.blocks { x = llamaBlock(spec, encoder, block, row: row, x) }
    return x.map { scaledRMSNorm($0, parameters.vector("norm.weight"), 1e-5) }
  }
}

private func llamaBlock(
  _ spec: LLaMaSpec, _ encoder: PaddedEncoder, _ block: Int, row: Int, _ x: [[Scalar]]
) -> [[Scalar]] {
  let path = "blocks.\(block)."
  func matrix(_ name: String) -> Matrix { encoder.parameters.matrix(path + name + ".weight") }
  func norm(_ x: [Scalar], _ name: String) -> [Scalar] {
    scaledRMSNorm(x, encoder.parameters.vector(path + name + ".weight"), 1e-5)
  }
  let h = x.map { norm($0, "attention_norm") }
  func turned(_ x: [Scalar], _ position: Int) -> [Scalar] {
    rotated(x, heads: spec.heads, position: position, base: spec.rotaryBase)
  }
  let q = h.enumerated().map { turned(linear($1, matrix("query")), $0) }
  let keyValue = h.map { split(linear($0, matrix("key_value")), [spec.width, spec.width]) }
  let k = keyValue.enumerated().map { turned($1[0], $0) }
  return x.indices.map { i in
    let attended = causalAttention(
      q[i], Array(k[...i]), keyValue[...i].map { $0[1] }, heads: spec.heads)
    let added = linear(attended, matrix("output"))
      .dropped(encoder.masks, "attended", block, row: row, column: i)
    let o = zip(x[i], added).map { $0 + $1 }
    let z = norm(o, "feed_forward_norm")
    let inner = zip(
      linear(z, matrix("feed_forward.w1")).map(\.silu), linear(z, matrix("feed_forward.w3"))
    ).map { $0 * $1 }
    let fed = linear(inner, matrix("feed_forward.w2"))
      .dropped(encoder.masks, "outer", block, row: row, column: i)
    return zip(o, fed).map { $0 + $1 }
  }
}
