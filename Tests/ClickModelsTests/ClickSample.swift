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
  .fwfm(ClickWeightedFieldsSpec(width: 3, numbers: .embedded, firstOrder: firstOrder))
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
  .dcn(ClickCrossSpec(network: network, depth: 2)),
  .dcnV2(ClickCrossSpec(network: network, depth: 2)),
  .cin(ClickMapsSpec(fields: embedded.embedding, maps: [3, 2])),
  .xDeepFM(ClickMapsNetworkSpec(network: network, maps: [2])),
  .autoInt(ClickAttentionSpec(fields: network.embedding, layers: 2, heads: 2, headWidth: 2)),
  .wideDeep(normed), .deepFM(normed), .ipnn(normed),
  .dcnV2(ClickCrossSpec(network: normed, depth: 2)),
  .cin(ClickMapsSpec(fields: embedded.embedding, maps: [3, 2], firstOrderBias: false)),
  .xDeepFM(ClickMapsNetworkSpec(network: normed, maps: [2])),
  .autoInt(
    ClickAttentionSpec(
      fields: embedded.embedding, layers: 3, heads: 2, headWidth: 2, scaled: true, norm: true,
      identityResidual: true, wide: true)),
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
