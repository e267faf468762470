import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

private let network = ClickNetworkSpec(width: 3, numbers: .beside, hidden: [5, 4], dropout: 0)
private let embedded = ClickNetworkSpec(width: 3, numbers: .embedded, hidden: [5], dropout: 0)

private func xcrossnet(_ variant: XCrossNetSpec.Variant, second: Bool) -> ClickModelSpec {
  .xcrossnet(
    XCrossNetSpec(
      variant: variant, width: 3, depth: 3, products: 2, secondCross: second, hidden: [5],
      dropout: 0))
}

/// Every model, in each of its forms.
private let models: [ClickModelSpec] = [
  .logistic, .fm(embedded.fields), .fm(network.fields), .fwfm(embedded.fields), .dnn(network),
  .dnn(embedded), .wideDeep(network), .deepFM(embedded), .ipnn(network),
  .dcn(ClickCrossSpec(network: network, depth: 2)),
  .dcnV2(ClickCrossSpec(network: network, depth: 2)),
  .cin(ClickMapsSpec(fields: embedded.fields, maps: [3, 2])),
  .xDeepFM(ClickMapsNetworkSpec(network: network, maps: [2])),
  .autoInt(ClickAttentionSpec(fields: network.fields, layers: 2, heads: 2, headWidth: 2)),
  xcrossnet(.paper, second: true), xcrossnet(.code, second: false), xcrossnet(.code, second: true),
]

private let columns = ClickColumns(dense: 2, fields: 4, vocabulary: 12)
private let labels: [Real] = [0, 1, 1, 0, 1]
private let dense = numbers([5, 2], "dense")

/// A model with parameters that are all unlike zero, and its inputs.
private struct Sample {
  let model: any ClickModel
  var values: [Tensor]
  let declared: [Parameter]

  init(_ spec: ClickModelSpec) {
    let (model, parameters) = spec.model(for: columns, key: RandomKey(seed: 2))
    self.model = model
    declared = parameters.declared
    values = parameters.declared.map { numbers($0.shape, $0.path, scale: 0.5) }
    if model.width > 0 { values.append(numbers([5, 4 * model.width], "embedded", scale: 0.7)) }
    if model.weighsCategories { values.append(numbers([5, 4], "weights")) }
  }

  func input(_ variables: [Variable]) -> ClickInput {
    var rest = variables.dropFirst(declared.count)
    return ClickInput(
      numbers: Variable(dense), embedded: model.width > 0 ? rest.removeFirst() : nil,
      weights: model.weighsCategories ? rest.first : nil)
  }

  func loss(_ variables: [Variable]) -> Variable {
    let pass = Pass(.inference, binding: Array(variables.prefix(declared.count)))
    return Variable.apply(
      BinaryCrossEntropy(labels: Tensor([5, 1], labels), divisor: 5),
      model.logits(input(variables), pass))
  }

  /// The logits, for constants.
  func logits() -> [Real] {
    let constants = values.map { Variable($0) }
    let pass = Pass(.inference, binding: Array(constants.prefix(declared.count)))
    return model.logits(input(constants), pass).value.elements
  }

  /// A parameter's numbers by the end of its path.
  func named(_ path: String) -> [Real] {
    declared.firstIndex { $0.path == path }.map { values[$0].elements } ?? []
  }
  var embeddings: [Real] { values[declared.count].elements }
  var weights: [Real] { values.last?.elements ?? [] }
}

@Suite("Click models")
struct ClickModelTests {
  @Test("every model's derivatives are those of finite differences", arguments: models)
  func derivatives(_ spec: ClickModelSpec) {
    #if DoublePrecision
      let (step, allowed) = (1e-6 as Real, 1e-6 as Real)
    #else
      let (step, allowed) = (4e-3 as Real, 2e-2 as Real)
    #endif
    var sample = Sample(spec)
    let tape = Tape()
    let leaves = sample.values.map(tape.variable)
    let gradients = tape.gradients(of: sample.loss(leaves), to: leaves).map(\.value)
    for index in sample.values.indices {
      let original = sample.values[index]
      for place in Set([0, original.count / 2, original.count - 1]).sorted() {
        func moved(_ by: Real) -> Real {
          var elements = original.elements
          elements[place] += by
          sample.values[index] = Tensor(original.shape, elements)
          return sample.loss(sample.values.map { Variable($0) }).value.scalar
        }
        let slope = (moved(step) - moved(-step)) / (2 * step)
        sample.values[index] = original
        #expect(
          abs(slope - gradients[index].elements[place]) < allowed * max(1, abs(slope)),
          "\(spec.kind), tensor \(index), place \(place)")
      }
    }
  }

  @Test("a factorisation machine is its double sum")
  func factorisationMachine() {
    let sample = Sample(.fm(network.fields))
    let (e, w) = (sample.embeddings, sample.weights)
    let (weight, bias) = (sample.named("linear.weight"), sample.named("linear.bias"))
    for row in 0..<5 {
      var sum = bias[0]
      for i in 0..<2 { sum += dense.elements[row * 2 + i] * weight[i] }
      for i in 0..<4 {
        sum += w[row * 4 + i]
        for j in i + 1..<max(4, i + 1) {
          for k in 0..<3 { sum += e[(row * 4 + i) * 3 + k] * e[(row * 4 + j) * 3 + k] }
        }
      }
      #expect(abs(sample.logits()[row] - sum) < 1e-4)
    }
  }

  @Test("a compressed interaction network is its triple sum")
  func compressedInteraction() {
    let sample = Sample(.cin(ClickMapsSpec(fields: network.fields, maps: [3, 2])))
    let (e, w) = (sample.embeddings, sample.weights)
    let linear = (sample.named("linear.weight"), sample.named("linear.bias"))
    let first = (sample.named("interaction.0.weight"), sample.named("interaction.0.bias"))
    let second = (sample.named("interaction.1.weight"), sample.named("interaction.1.bias"))
    let output = (sample.named("output.weight"), sample.named("output.bias"))
    for row in 0..<5 {
      var sum = linear.1[0] + output.1[0]
      for i in 0..<2 { sum += dense.elements[row * 2 + i] * linear.0[i] }
      for i in 0..<4 { sum += w[row * 4 + i] }
      for k in 0..<3 {
        let x0 = (0..<4).map { e[(row * 4 + $0) * 3 + k] }
        var x1 = first.1
        for h in 0..<3 {
          for i in 0..<4 {
            for j in 0..<4 { x1[h] += first.0[(i * 4 + j) * 3 + h] * x0[i] * x0[j] }
          }
        }
        var x2 = second.1
        for h in 0..<2 {
          for i in 0..<3 {
            for j in 0..<4 { x2[h] += second.0[(i * 4 + j) * 2 + h] * x1[i] * x0[j] }
          }
        }
        for h in 0..<3 { sum += output.0[h] * x1[h] }
        for h in 0..<2 { sum += output.0[3 + h] * x2[h] }
      }
      #expect(abs(sample.logits()[row] - sum) < 1e-3 * max(1, abs(sum)))
    }
  }

  @Test("XCrossNet is what the paper's formulas say, number by number")
  func paper() {
    let sample = Sample(xcrossnet(.paper, second: true))
    let e = sample.embeddings
    for row in 0..<5 {
      let d = (0..<2).map { dense.elements[row * 2 + $0] }
      var orders = [d]
      for layer in 1...2 {
        let (w, b) = (
          sample.named("dense.\(layer).weight"), sample.named("dense.\(layer).bias")
        )
        let scale = zip(orders[layer - 1], w).reduce(0) { $0 + $1.0 * $1.1 }
        orders.append((0..<2).map { d[$0] * scale + b[$0] })
      }
      var x0 = orders.flatMap { $0 }
      let (w1, theta) = (sample.named("products.first"), sample.named("products.theta"))
      for t in 0..<2 {
        x0.append((0..<12).reduce(0) { $0 + e[row * 12 + $1] * w1[$1 * 2 + t] })
      }
      for t in 0..<2 {
        var square: Real = 0
        for i in 0..<4 {
          for j in 0..<4 {
            let product = (0..<3).reduce(Real(0)) {
              $0 + e[(row * 4 + i) * 3 + $1] * e[(row * 4 + j) * 3 + $1]
            }
            square += theta[t * 4 + i] * theta[t * 4 + j] * product
          }
        }
        x0.append(square)
      }
      let (w, b) = (sample.named("second.weight"), sample.named("second.bias"))
      let scale = zip(x0, w).reduce(0) { $0 + $1.0 * $1.1 }
      let h0 = x0 + x0.indices.map { x0[$0] * scale + b[$0] }
      let (hidden, hiddenBias) = (
        sample.named("network.0.weight"), sample.named("network.0.bias")
      )
      let (out, outBias) = (sample.named("output.weight"), sample.named("output.bias"))
      var logit = outBias[0]
      for unit in 0..<5 {
        let inner = h0.indices.reduce(hiddenBias[unit]) { $0 + h0[$1] * hidden[$1 * 5 + unit] }
        logit += max(0, inner) * out[unit]
      }
      #expect(abs(sample.logits()[row] - logit) < 1e-3 * max(1, abs(logit)))
    }
  }

  @Test("XCrossNet's widths are the paper's: 13 numbers of depth 1 to 8 give 13 to 104")
  func widths() {
    for depth in 1...8 {
      let spec = XCrossNetSpec(
        variant: .paper, width: 20, depth: depth, products: 7, secondCross: true, hidden: [400],
        dropout: 0)
      let columns = ClickColumns(dense: 13, fields: 26, vocabulary: 100)
      let parameters = ClickModelSpec.xcrossnet(spec).model(
        for: columns, key: RandomKey(seed: 1)
      ).parameters
      let first = parameters.declared.first { $0.path == "network.0.weight" }
      // H_0 is twice X_0, which is M·l and 2 T.
      #expect(first?.shape == [2 * (13 * depth + 2 * 7), 400])
    }
    // The authors' code, 20 features: 4·13 + 26·20 + 325 inputs.
    let spec = XCrossNetSpec(
      variant: .code, width: 20, depth: 4, products: 1, secondCross: false, hidden: [128],
      dropout: 0)
    let parameters = ClickModelSpec.xcrossnet(spec).model(
      for: ClickColumns(dense: 13, fields: 26, vocabulary: 100), key: RandomKey(seed: 1)
    ).parameters
    let first = parameters.declared.first { $0.path == "network.0.weight" }
    #expect(first?.shape == [897, 128])
  }
}
