import Models
import Suites
import Tensors

/// The models' formulas for one row, in loops over single numbers: nothing here knows tensors,
/// batches or derivatives.
struct ClickFormulas {
  let sample: Sample
  let row: Int
  /// The row's numbers.
  let d: [Real]

  init(_ sample: Sample, row: Int) {
    self.sample = sample
    self.row = row
    d = (0..<2).map { sampleNumbers.elements[row * 2 + $0] }
  }

  func logit(_ spec: ClickModelSpec) -> Real {
    switch spec.entry {
    case is LogisticSpec: return linear("linear")
    case is FMSpec: return linear("linear") + pairs(vectors("")).reduce(0, +)
    case let spec as ClickWeightedFieldsSpec:
      let second = dot(pairs(vectors("")), sample.named("pairs"))
      return second + (spec.firstOrder == .vectors ? firstOrderVectors() : linear("linear"))
    case is DNNSpec: return deep("")
    case is WideDeepSpec: return linear("wide") + deep("deep.")
    case is DeepFMSpec:
      return linear("linear") + pairs(vectors("deep.")).reduce(0, +) + deep("deep.")
    case is IPNNSpec: return output("", network("", all("") + pairs(vectors(""))))
    case let spec as DCNSpec: return deepCross(spec.cross.depth, matrices: false)
    case let spec as DCNV2Spec: return deepCross(spec.cross.depth, matrices: true)
    case let spec as ClickMapsSpec:
      return linear("linear") + output("", interaction(vectors(""), spec.maps))
    case let spec as ClickMapsNetworkSpec:
      return linear("linear") + output("", interaction(vectors("deep."), spec.maps))
        + deep("deep.")
    case let spec as ClickAttentionSpec: return autoInt(spec)
    case let spec as XCrossNetSpec: return xcrossnet(spec)
    default: return .nan
    }
  }

  // MARK: Parts

  private func dot(_ a: [Real], _ b: [Real]) -> Real {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// `x·W`, with `W` in rows.
  private func times(_ x: [Real], _ path: String) -> [Real] {
    let weights = sample.named(path)
    let width = weights.count / x.count
    return (0..<width).map { j in
      x.indices.reduce(Real(0)) { $0 + x[$1] * weights[$1 * width + j] }
    }
  }

  private func plus(_ a: [Real], _ b: [Real]) -> [Real] { zip(a, b).map { $0 + $1 } }

  /// FuxiCTR's FeLV: `b + Σ_i ⟨e_i, w_i⟩`, a number in both.
  private func firstOrderVectors() -> Real {
    let numbers = sample.named("firstOrder.numbers")
    let tokens = (0..<4).map { field in
      (0..<3).map { sample.weights[(row * 4 + field) * 3 + $0] }
    }
    let all = (0..<2).map { j in (0..<3).map { d[j] * numbers[j * 3 + $0] } } + tokens
    return zip(vectors(""), all).reduce(sample.named("bias")[0]) { $0 + dot($1.0, $1.1) }
  }

  /// A weight for each category, one for each number, and a constant where there is one.
  private func linear(_ path: String) -> Real {
    (0..<4).reduce(
      (sample.named("\(path).bias").first ?? 0) + dot(d, sample.named("\(path).weight"))
    ) {
      $0 + sample.weights[row * 4 + $1]
    }
  }

  /// The embedded fields; numbers first, each times its vector, where they are embedded.
  private func vectors(_ prefix: String) -> [[Real]] {
    let numbers = sample.named("\(prefix)fields.numbers")
    let tokens = (0..<4).map { field in
      (0..<3).map { sample.embeddings[(row * 4 + field) * 3 + $0] }
    }
    guard !numbers.isEmpty else { return tokens }
    return (0..<2).map { j in (0..<3).map { d[j] * numbers[j * 3 + $0] } } + tokens
  }

  /// What a network sees: the numbers that are not among the fields, and the fields.
  private func all(_ prefix: String) -> [Real] {
    let isEmbedded = !sample.named("\(prefix)fields.numbers").isEmpty
    return (isEmbedded ? [] : d) + vectors(prefix).flatMap { $0 }
  }

  /// Inner products of all pairs i < j.
  private func pairs(_ v: [[Real]]) -> [Real] {
    v.indices.flatMap { i in v[(i + 1)...].map { dot(v[i], $0) } }
  }

  private func network(_ prefix: String, _ x: [Real]) -> [Real] {
    var x = x
    var layer = 0
    while case let bias = sample.named("\(prefix)network.\(layer).bias"), !bias.isEmpty {
      let sums = plus(times(x, "\(prefix)network.\(layer).weight"), bias)
      x = normed(sums, "\(prefix)network.\(layer).norm").map { max(0, $0) }
      layer += 1
    }
    return x
  }

  /// Batch norm by running moments, where there is one: `(x − μ) / √(σ² + 1e-5) · γ + β`.
  private func normed(_ x: [Real], _ path: String) -> [Real] {
    let mean = sample.named("\(path).running.mean")
    guard !mean.isEmpty else { return x }
    let variance = sample.named("\(path).running.variance")
    let (scale, shift) = (sample.named("\(path).weight"), sample.named("\(path).bias"))
    return x.indices.map {
      (x[$0] - mean[$0]) / (variance[$0] + 1e-5).squareRoot() * scale[$0] + shift[$0]
    }
  }

  private func output(_ prefix: String, _ x: [Real]) -> Real {
    dot(x, sample.named("\(prefix)output.weight")) + sample.named("\(prefix)output.bias")[0]
  }

  private func deep(_ prefix: String) -> Real { output(prefix, network(prefix, all(prefix))) }

  // MARK: Models of their own

  /// Wang et al. 2017, eq. 3, and 2021, eq. 1.
  private func deepCross(_ depth: Int, matrices: Bool) -> Real {
    let x0 = all("")
    var x = x0
    for layer in 0..<depth {
      let bias = sample.named("cross.\(layer).bias")
      let product = times(x, "cross.\(layer).weight")
      x = x.indices.map {
        matrices
          ? x0[$0] * (product[$0] + bias[$0]) + x[$0] : x0[$0] * product[0] + bias[$0] + x[$0]
      }
    }
    return output("", x + network("", x0))
  }

  /// Lian et al. 2018, eq. 6: `X^k_h = Σ_{i,j} W^k_{h,i,j} X^{k−1}_i ∘ X^0_j`, summed over features.
  private func interaction(_ base: [[Real]], _ maps: [Int]) -> [Real] {
    var pooled: [Real] = []
    var below = base
    for (layer, count) in maps.enumerated() {
      let weight = sample.named("interaction.\(layer).weight")
      let bias = sample.named("interaction.\(layer).bias")
      let next = (0..<count).map { h in
        (0..<3).map { k in
          var sum = bias[h]
          for i in below.indices {
            for j in base.indices {
              sum += weight[(i * base.count + j) * count + h] * below[i][k] * base[j][k]
            }
          }
          return sum
        }
      }
      pooled += next.map { $0.reduce(0, +) }
      below = next
    }
    return pooled
  }

  /// Song et al. 2019, eqs. 5–9.
  private func autoInt(_ spec: ClickAttentionSpec) -> Real {
    var x = vectors("")
    for layer in 0..<spec.layers {
      let path = "attention.\(layer)"
      let (q, k, v) = (
        x.map { times($0, "\(path).query") }, x.map { times($0, "\(path).key") },
        x.map { times($0, "\(path).value") }
      )
      x = x.indices.map { i in
        let attended = (0..<spec.heads).flatMap { head in
          let range = head * spec.headWidth..<(head + 1) * spec.headWidth
          let scores = x.indices.map { j -> Real in
            let product = dot(Array(q[i][range]), Array(k[j][range]))
            let divisor = spec.scaled == true ? Real(spec.headWidth).squareRoot() : 1
            return exponential(Tensor(product / divisor)).scalar
          }
          return range.map { feature in
            x.indices.reduce(Real(0)) { $0 + scores[$1] * v[$1][feature] } / scores.reduce(0, +)
          }
        }
        let residual =
          sample.named("\(path).residual").isEmpty ? x[i] : times(x[i], "\(path).residual")
        return layerNormed(plus(attended, residual), "\(path).norm").map { max(0, $0) }
      }
    }
    let beside = spec.embedding.numbers == .beside ? d : []
    return output("", beside + x.flatMap { $0 }) + (spec.wide == true ? linear("wide") : 0)
  }

  /// `(x − mean) / √(variance + 1e-5) · γ + β` over the features of one field, where it is normed.
  private func layerNormed(_ x: [Real], _ path: String) -> [Real] {
    let (scale, shift) = (sample.named("\(path).weight"), sample.named("\(path).bias"))
    guard !scale.isEmpty else { return x }
    let mean = x.reduce(0, +) / Real(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Real(x.count)
    return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * scale[$0] + shift[$0] }
  }

  /// Yu et al. 2021, section 3, and the authors' code (`xcrossnet.py`) where the variant says so.
  private func xcrossnet(_ spec: XCrossNetSpec) -> Real {
    var orders = [d]
    for layer in 1..<spec.depth {
      let scale = dot(orders[layer - 1], sample.named("dense.\(layer).weight"))
      orders.append(plus(d.map { $0 * scale }, sample.named("dense.\(layer).bias")))
    }
    let e = vectors("")
    let x0: [Real]
    switch spec.variant {
    case .code: x0 = orders.reversed().flatMap { $0 } + e.flatMap { $0 } + pairs(e)
    case .paper:
      let theta = sample.named("products.theta")
      let squares = (0..<spec.products).map { t in
        var sum: Real = 0
        for i in 0..<4 {
          for j in 0..<4 { sum += theta[t * 4 + i] * theta[t * 4 + j] * dot(e[i], e[j]) }
        }
        return sum
      }
      x0 = orders.flatMap { $0 } + times(e.flatMap { $0 }, "products.first") + squares
    }
    guard spec.secondCross else { return output("", network("", x0)) }
    let scale = dot(x0, sample.named("second.weight"))
    let x1 = plus(x0.map { $0 * scale }, sample.named("second.bias"))
    return output("", network("", spec.variant == .paper ? x0 + x1 : x1 + x0))
  }
}
