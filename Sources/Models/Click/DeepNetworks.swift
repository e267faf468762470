internal import Autograd
internal import Suites

/// Embeddings under a multi-layer network (FNN of Zhang et al. 2016 without its pre-training; "DNN"
/// of BARS), or they and the inner products of all pairs of them.
struct DeepNetwork: ClickModel {
  let width: Int
  let weighsCategories = false
  private let fields: ClickFields
  private let hasProducts: Bool
  private let network: Perceptron
  private let output: LogitHead

  init(
    _ spec: ClickNetworkSpec, _ columns: ClickColumns, _ declaration: inout Declaration,
    products: Bool = false
  ) {
    width = spec.width
    hasProducts = products
    let fields = declaration.nested("fields") { ClickFields(spec.embedding, columns, &$0) }
    let pairs = products ? fields.count * (fields.count - 1) / 2 : 0
    let network = declaration.nested("network") {
      Perceptron(
        fields.allWidth + pairs, spec.hidden, dropout: spec.dropout, batchNorm: spec.batchNorm,
        &$0)
    }
    output = declaration.nested("output") { LogitHead(network.outputs, &$0) }
    (self.fields, self.network) = (fields, network)
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    logits(input, fields.fields(input, pass), pass)
  }

  /// The logits over fields that are embedded already.
  func logits(_ input: ClickInput, _ embedded: Variable, _ pass: Pass) -> Variable {
    let all = fields.all(input, embedded)
    let x = hasProducts ? concatenated(all, embedded.pairProducts(fields: fields.count)) : all
    return output(network(x, pass), pass)
  }

  /// The embedded fields, for what shares them.
  func embedded(_ input: ClickInput, _ pass: Pass) -> Variable { fields.fields(input, pass) }
  /// Fields that are embedded.
  var count: Int { fields.count }
}

/// Wide & Deep: first order beside a multi-layer network (Cheng et al. 2016, without their crossed
/// columns, as the benchmarks have it).
struct WideDeep: ClickModel {
  let width: Int
  let weighsCategories = true
  private let wide: ClickLinear
  private let deep: DeepNetwork

  init(_ spec: ClickNetworkSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    wide = declaration.nested("wide") {
      ClickLinear(columns, &$0, hasBias: spec.firstOrderBias ?? true)
    }
    deep = declaration.nested("deep") { DeepNetwork(spec, columns, &$0) }
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    wide(input, pass) + deep.logits(input, pass)
  }
}

/// DeepFM: a factorisation machine and a multi-layer network over the same embeddings (Guo et al.
/// 2017).
struct DeepFM: ClickModel {
  let width: Int
  let weighsCategories = true
  private let linear: ClickLinear
  private let deep: DeepNetwork

  init(_ spec: ClickNetworkSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    linear = declaration.nested("linear") {
      ClickLinear(columns, &$0, hasBias: spec.firstOrderBias ?? true)
    }
    deep = declaration.nested("deep") { DeepNetwork(spec, columns, &$0) }
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let embedded = deep.embedded(input, pass)
    return linear(input, pass) + secondOrder(embedded, fields: deep.count)
      + deep.logits(input, embedded, pass)
  }
}

extension DNNSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    DeepNetwork(network, columns, &declaration)
  }
}

/// Inner-product network: a multi-layer network over the embeddings and the inner products of all
/// pairs of them (Qu et al. 2016, IPNN; the products as they are, as FuxiCTR has it, in place of the
/// paper's learned product vectors).
extension IPNNSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    DeepNetwork(network, columns, &declaration, products: true)
  }
}

extension WideDeepSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    WideDeep(network, columns, &declaration)
  }
}

extension DeepFMSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    DeepFM(network, columns, &declaration)
  }
}
