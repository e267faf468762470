import Autograd
import Determinism
import Models
import Suites
import Tensors

private let network = ClickNetworkSpec(width: 3, numbers: .beside, hidden: [5, 4], dropout: 0)
private let embedded = ClickNetworkSpec(width: 3, numbers: .embedded, hidden: [5], dropout: 0)

/// FuxiCTR's forms: batch norm, no constant beside the network's.
private let normed = ClickNetworkSpec(
  width: 3, numbers: .embedded, hidden: [5, 4], dropout: 0, batchNorm: true, firstOrderBias: false)

private func weighted(_ firstOrder: ClickWeightedFieldsSpec.FirstOrder?) -> ClickModelSpec {
  .fwfm(
    ClickWeightedFieldsSpec { ($0.embedding, $0.firstOrder) = (embedded.embedding, firstOrder) })
}

private func crossed(_ network: ClickNetworkSpec) -> ClickCrossSpec {
  ClickCrossSpec { ($0.network, $0.depth) = (network, 2) }
}

private func mapped(firstOrderBias: Bool?) -> ClickMapsSpec {
  ClickMapsSpec {
    ($0.embedding, $0.maps, $0.firstOrderBias) = (embedded.embedding, [3, 2], firstOrderBias)
  }
}

private func mapped(_ network: ClickNetworkSpec) -> ClickMapsNetworkSpec {
  ClickMapsNetworkSpec { ($0.network, $0.maps) = (network, [2]) }
}

private let attention = ClickAttentionSpec {
  $0.embedding = network.embedding
  ($0.layers, $0.heads, $0.headWidth) = (2, 2, 2)
}

private let wideAttention = ClickAttentionSpec {
  $0.embedding = embedded.embedding
  ($0.layers, $0.heads, $0.headWidth) = (3, 2, 2)
  ($0.scaled, $0.norm, $0.identityResidual, $0.wide) = (true, true, true, true)
}

private func xcrossnet(_ variant: XCrossNetSpec.Variant, second: Bool) -> ClickModelSpec {
  .xcrossnet(
    XCrossNetSpec(
      variant: variant, width: 3, depth: 3, products: 2, secondCross: second, hidden: [5],
      dropout: 0))
}

/// Every model, in each of its forms.
let sampleModels: [ClickModelSpec] = [
  .logistic, .fm(embedded.embedding), .fm(network.embedding), weighted(nil), weighted(.vectors),
  .dnn(network),
  .dnn(embedded), .wideDeep(network), .deepFM(embedded), .ipnn(network),
  .dcn(crossed(network)), .dcnV2(crossed(network)), .cin(mapped(firstOrderBias: nil)),
  .xDeepFM(mapped(network)),
  .autoInt(attention), .wideDeep(normed), .deepFM(normed), .ipnn(normed), .dcnV2(crossed(normed)),
  .cin(mapped(firstOrderBias: false)), .xDeepFM(mapped(normed)), .autoInt(wideAttention),
  xcrossnet(.paper, second: true), xcrossnet(.code, second: false), xcrossnet(.code, second: true),
]

let sampleColumns = ClickColumns(dense: 2, fields: 4, vocabulary: 12)
let sampleLabels: [Real] = [0, 1, 1, 0, 1]
let sampleNumbers = numbers([5, 2], "dense")

/// A model with parameters that are all unlike zero, and its inputs.
struct Sample {
  let model: any ClickModel
  var values: [Tensor]
  let declared: [Parameter]

  init(_ spec: ClickModelSpec) {
    let (model, parameters) = spec.model(for: sampleColumns, key: RandomKey(seed: 2))
    self.model = model
    declared = parameters.declared
    values = parameters.declared.map {
      let values = numbers($0.shape, $0.path, scale: 0.5)
      // A variance is positive.
      return $0.path.hasSuffix("running.variance")
        ? Tensor($0.shape, values.elements.map { 0.5 + abs($0) }) : values
    }
    if model.width > 0 { values.append(numbers([5, 4 * model.width], "embedded", scale: 0.7)) }
    if model.weighsCategories { values.append(numbers([5, 4 * model.weightWidth], "weights")) }
  }

  func input(_ variables: [Variable]) -> ClickInput {
    var rest = variables.dropFirst(declared.count)
    return ClickInput(
      numbers: Variable(sampleNumbers), embedded: model.width > 0 ? rest.removeFirst() : nil,
      weights: model.weighsCategories ? rest.first : nil)
  }

  func loss(_ variables: [Variable]) -> Variable {
    let pass = Pass(.inference, binding: Array(variables.prefix(declared.count)))
    return Variable.apply(
      BinaryCrossEntropy(labels: Tensor([5, 1], sampleLabels), divisor: 5),
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
