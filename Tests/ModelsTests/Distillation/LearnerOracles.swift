import Models

/// Features of the learners that distillation trains, event by event from the formulas, no dropout.
struct LearnerOracle {
  let named: OracleParameters

  private func sigmoid(_ x: Scalar) -> Scalar {
    Scalar(1) / (Scalar(1) + (Scalar(0) - x).exponential)
  }

  private func plus(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map { $0 + $1 } }

  /// States of a gated recurrent unit without biases (torch.nn.GRU's formulas).
  private func states(_ x: [[Scalar]], _ path: String, width: Int) -> [[Scalar]] {
    var h = [Scalar](repeating: 0.0, count: width)
    return x.map { event in
      let i = linear(event, named.matrix(path + "input.weight"))
      let a = linear(h, named.matrix(path + "state"))
      h = (0..<width).map { d in
        let r = sigmoid(i[d] + a[d])
        let z = sigmoid(i[width + d] + a[width + d])
        let n = i[2 * width + d] + r * a[2 * width + d]
        // tanh by the logistic function.
        let turned = Scalar(2) * sigmoid(Scalar(2) * n) - Scalar(1)
        return (Scalar(1) - z) * turned + z * h[d]
      }
      return h
    }
  }

  func gru4rec(_ vectors: [[Scalar]], layers: Int, hidden: Int) -> [Scalar] {
    let top = (0..<layers).reduce(vectors) { states($0, "layers.\($1).", width: hidden) }
    return linear(top[top.count - 1], named.matrix("output.weight"), named.vector("output.bias"))
  }

  func narm(_ vectors: [[Scalar]], hidden: Int) -> [Scalar] {
    let h = states(vectors, "encoder.", width: hidden)
    let last = h[h.count - 1]
    let asked = linear(last, named.matrix("query.weight"))
    var local = [Scalar](repeating: 0.0, count: hidden)
    for state in h {
      let both = plus(linear(state, named.matrix("key.weight")), asked).map(sigmoid)
      let weight = linear(both, named.matrix("strength.weight"))[0]
      local = plus(local, state.map { weight * $0 })
    }
    return linear(local + last, named.matrix("output.weight"))
  }

  /// Features at places of a row; nil stands for the mask.
  func bert4rec(_ row: [[Scalar]?], blocks: Int, heads: Int, at places: [Int]) -> [[Scalar]] {
    func norm(_ x: [Scalar], _ path: String) -> [Scalar] {
      let weights = zip(named.vector(path + ".weight"), named.vector(path + ".bias"))
      return zip(layerNorm(x, 1e-12), weights).map { $0 * $1.0 + $1.1 }
    }
    func affine(_ x: [Scalar], _ path: String) -> [Scalar] {
      linear(x, named.matrix(path + ".weight"), named.vector(path + ".bias"))
    }
    let positions = named.matrix("positions")
    var x = row.enumerated().map {
      norm(plus($1 ?? named.matrix("mask")[0], positions[$0]), "norm")
    }
    for block in 0..<blocks {
      let path = "blocks.\(block)."
      let keysValues = x.map { event in
        let both = affine(event, path + "key_value")
        return split(both, [both.count / 2, both.count / 2])
      }
      x = x.map { event in
        let mixed = causalAttention(
          affine(event, path + "query"), keysValues.map { $0[0] }, keysValues.map { $0[1] },
          heads: heads)
        let sum = norm(plus(event, affine(mixed, path + "output")), path + "attention_norm")
        let fed = affine(affine(sum, path + "inner").map(gelu), path + "outer")
        return norm(plus(sum, fed), path + "feed_forward_norm")
      }
    }
    return places.map { norm(affine(x[$0], "head").map(gelu), "head_norm") }
  }
}
