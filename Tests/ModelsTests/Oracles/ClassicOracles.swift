import Suites

private func sigmoid(_ x: Scalar) -> Scalar {
  Scalar(1) / (Scalar(1) + (Scalar(0) - x).exponential)
}

private func hyperbolicTangent(_ x: Scalar) -> Scalar {
  let power = (Scalar(2) * x).exponential
  return (power - Scalar(1)) / (power + Scalar(1))
}

/// States of a gated recurrent unit, event by event (torch.nn.GRU's formulas).
private func states(_ x: [[Scalar]], _ path: String, _ parameters: OracleParameters) -> [[Scalar]] {
  func gates(_ input: [Scalar], _ name: String) -> [[Scalar]] {
    let all = linear(
      input, parameters.matrix(path + name + ".weight"), parameters.vector(path + name + ".bias"))
    return split(all, Array(repeating: all.count / 3, count: 3))
  }
  let width = parameters.vector(path + "state.bias").count / 3
  var h = [Scalar](repeating: 0.0, count: width)
  return x.map { event in
    let (i, a) = (gates(event, "input"), gates(h, "state"))
    h = h.indices.map { d in
      let r = sigmoid(i[0][d] + a[0][d])
      let z = sigmoid(i[1][d] + a[1][d])
      let n = hyperbolicTangent(i[2][d] + r * a[2][d])
      return (Scalar(1) - z) * n + z * h[d]
    }
    return h
  }
}

/// A row's events without positions, under dropout.
private func embedded(_ encoder: PaddedEncoder, row: Int) -> [[Scalar]] {
  let items = encoder.parameters.matrix("items")
  let root = Scalar(Double(items[0].count).squareRoot())
  return (0..<encoder.batch.lengths[row]).map { column in
    encoder.put(items[encoder.batch.items[row][column]].map { root * $0 }, row, column)
      .dropped(encoder.masks, "embedding", 0, row: row, column: column)
  }
}

/// GRU4Rec, row by row.
func gru4recOracle(_ spec: GRU4RecSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  let parameters = encoder.parameters
  return encoder.batch.items.indices.map { row in
    var x = embedded(encoder, row: row)
    for layer in 0..<spec.layers {
      x = states(x, "layers.\(layer).", parameters).enumerated().map { column, h in
        h.dropped(encoder.masks, "state", layer, row: row, column: column)
      }
    }
    return x.map {
      linear($0, parameters.matrix("output.weight"), parameters.vector("output.bias"))
    }
  }
}

/// NARM, row by row and pair by pair.
func narmOracle(_ spec: NARMSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  let parameters = encoder.parameters
  return encoder.batch.items.indices.map { row in
    let h = states(embedded(encoder, row: row), "encoder.", parameters)
    let q = h.map { linear($0, parameters.matrix("query.weight")) }
    let k = h.map { linear($0, parameters.matrix("key.weight")) }
    return h.indices.map { i in
      var local = [Scalar](repeating: 0.0, count: spec.hidden)
      for j in 0...i {
        let weight = dot(
          parameters.vector("strength"), zip(q[i], k[j]).map { sigmoid($0 + $1) })
        local = zip(local, h[j]).map { $0 + weight * $1 }
      }
      let both = (h[i] + local).dropped(encoder.masks, "both", 0, row: row, column: i)
      return linear(both, parameters.matrix("output.weight"))
    }
  }
}
