internal import Autograd
internal import Suites
internal import Tensors

/// The compressed interaction network, summed over features: `X^k_h = Σ_{i,j} W^k_{h,i,j}
/// X^{k−1}_i ∘ X^0_j` (Lian et al. 2018, eq. 6), linear, with a bias, all maps read (as FuxiCTR has
/// it: no halving of the maps between layers).
struct InteractionLayers: Sendable {
  private let layers: [(weight: Parameter, bias: Parameter)]
  private let fields: Int
  /// Features that come out.
  let outputs: Int

  init(_ maps: [Int], fields: Int, _ declaration: inout Declaration) {
    var below = fields
    layers = maps.enumerated().map { index, count in
      defer { below = count }
      return declaration.nested("\(index)") {
        (
          $0.parameter("weight", [below * fields, count], Initial.xavierNormal),
          $0.parameter("bias", [count], Initial.zeros)
        )
      }
    }
    self.fields = fields
    outputs = maps.reduce(0, +)
  }

  /// `[rows, fields · width] → [rows, outputs]`.
  func callAsFunction(_ embedded: Variable, _ pass: Pass) -> Variable {
    let rows = embedded.shape.rows
    let width = embedded.shape.width / fields
    let base = embedded.exchangedFields(fields).reshaped([rows * width, fields])
    var x = base
    var pooled: [Variable] = []
    for layer in layers {
      x = Variable.apply(CompressedInteraction(), x, base, pass[layer.weight])
        .addingRow(pass[layer.bias])
      let maps = x.shape.width
      pooled.append(
        x.reshaped([rows, width * maps]).exchangedFields(width).reshaped([rows * maps, width])
          .rowSums().reshaped([rows, maps]))
    }
    return concatenated(pooled)
  }
}

/// First order and a compressed interaction network, without a multi-layer network: BARS' "CIN".
struct CompressedInteractionNetwork: ClickModel {
  let width: Int
  let weighsCategories = true
  private let linear: ClickLinear
  private let fields: ClickFields
  private let layers: InteractionLayers
  private let output: LogitHead

  init(_ spec: ClickMapsSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.embedding.width
    linear = declaration.nested("linear") {
      ClickLinear(columns, &$0, hasBias: spec.firstOrderBias ?? true)
    }
    let fields = declaration.nested("fields") { ClickFields(spec.embedding, columns, &$0) }
    let layers = declaration.nested("interaction") {
      InteractionLayers(spec.maps, fields: fields.count, &$0)
    }
    output = declaration.nested("output") { LogitHead(layers.outputs, &$0) }
    (self.fields, self.layers) = (fields, layers)
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    linear(input, pass) + output(layers(fields.fields(input, pass), pass), pass)
  }
}

/// xDeepFM: first order, a compressed interaction network and a multi-layer network (Lian et al.
/// 2018).
struct XDeepFM: ClickModel {
  let width: Int
  let weighsCategories = true
  private let linear: ClickLinear
  private let deep: DeepNetwork
  private let layers: InteractionLayers
  private let output: LogitHead

  init(_ spec: ClickMapsNetworkSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.network.width
    linear = declaration.nested("linear") {
      ClickLinear(columns, &$0, hasBias: spec.network.firstOrderBias ?? true)
    }
    let deep = declaration.nested("deep") { DeepNetwork(spec.network, columns, &$0) }
    let layers = declaration.nested("interaction") {
      InteractionLayers(spec.maps, fields: deep.count, &$0)
    }
    output = declaration.nested("output") { LogitHead(layers.outputs, &$0) }
    (self.deep, self.layers) = (deep, layers)
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let embedded = deep.embedded(input, pass)
    return linear(input, pass) + output(layers(embedded, pass), pass)
      + deep.logits(input, embedded, pass)
  }
}

extension ClickMapsSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    CompressedInteractionNetwork(self, columns, &declaration)
  }
}

extension ClickMapsNetworkSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    XDeepFM(self, columns, &declaration)
  }
}
