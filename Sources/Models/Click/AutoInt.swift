internal import Autograd
internal import Suites
internal import Tensors

/// AutoInt: layers of attention between fields, `max(attention + x·W_residual, 0)`, read by one
/// output (Song et al. 2019, eqs. 5–9; logits of attention are not scaled, as in its code).
///
/// FuxiCTR's adds `x` itself where a layer keeps the width, may divide logits by the root of a
/// head's width, may norm each field's sums before they are rectified (ε = 1e-5), and may put a
/// first-order part beside the output.
struct AutoInt: ClickModel {
  let width: Int
  let weighsCategories: Bool
  private struct Layer: Sendable {
    var query: Parameter
    var key: Parameter
    var value: Parameter
    var residual: Parameter?
    var norm: ScaledNorm?
  }
  private let fields: ClickFields
  private let layers: [Layer]
  private let heads: Int
  private let headWidth: Int
  private let logitScale: Real?
  private let wide: ClickLinear?
  private let output: LogitHead

  init(_ spec: ClickAttentionSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.embedding.width
    heads = spec.heads
    headWidth = spec.headWidth
    logitScale = spec.scaled == true ? 1 / Real(spec.headWidth).squareRoot() : nil
    weighsCategories = spec.wide == true
    let inner = spec.heads * spec.headWidth
    let fields = declaration.nested("fields") { ClickFields(spec.embedding, columns, &$0) }
    layers = declaration.stack("attention", spec.layers) { declaration, index in
      let inputs = index == 0 ? spec.embedding.width : inner
      return Layer(
        query: declaration.parameter("query", [inputs, inner], Initial.xavierNormal),
        key: declaration.parameter("key", [inputs, inner], Initial.xavierNormal),
        value: declaration.parameter("value", [inputs, inner], Initial.xavierNormal),
        residual: spec.identityResidual == true && inputs == inner
          ? nil : declaration.parameter("residual", [inputs, inner], Initial.xavierNormal),
        norm: spec.norm == true
          ? declaration.norm("norm", .layer(epsilon: 1e-5), width: inner) : nil)
    }
    let beside = fields.allWidth - fields.count * spec.embedding.width
    output = declaration.nested("output") { LogitHead(fields.count * inner + beside, &$0) }
    wide =
      spec.wide == true
      ? declaration.nested("wide") { ClickLinear(columns, &$0, hasBias: false) } : nil
    self.fields = fields
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let embedded = fields.fields(input, pass)
    let rows = embedded.shape.rows
    var x = embedded.reshaped([rows * fields.count, width])
    for layer in layers {
      let query = matmul(x, pass[layer.query])
      let attended = Variable.apply(
        FieldAttention(fields: fields.count, heads: heads),
        logitScale.map { query.scaled(by: $0) } ?? query,
        matmul(x, pass[layer.key]), matmul(x, pass[layer.value]))
      let sum = attended + (layer.residual.map { matmul(x, pass[$0]) } ?? x)
      x = (layer.norm.map { $0(sum, pass) } ?? sum).relu()
    }
    let flat = x.reshaped([rows, fields.count * heads * headWidth])
    let logit = output(fields.all(input, flat), pass)
    return wide.map { $0(input, pass) + logit } ?? logit
  }
}

extension ClickAttentionSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    AutoInt(self, columns, &declaration)
  }
}
