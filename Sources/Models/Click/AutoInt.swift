internal import Autograd
internal import Suites
internal import Tensors

/// AutoInt: layers of attention between fields, `max(attention + x·W_residual, 0)`, read by one
/// output (Song et al. 2019, eqs. 5–9; logits of attention are not scaled, as in its code).
struct AutoInt: ClickModel {
  let width: Int
  let weighsCategories = false
  private struct Layer: Sendable {
    var query: Parameter
    var key: Parameter
    var value: Parameter
    var residual: Parameter
  }
  private let fields: ClickFields
  private let layers: [Layer]
  private let heads: Int
  private let headWidth: Int
  private let output: ClickOutput

  init(_ spec: ClickAttentionSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.fields.width
    heads = spec.heads
    headWidth = spec.headWidth
    let inner = spec.heads * spec.headWidth
    let fields = declaration.nested("fields") { ClickFields(spec.fields, columns, &$0) }
    var inputs = spec.fields.width
    layers = (0..<spec.layers).map { index in
      defer { inputs = inner }
      return declaration.nested("attention.\(index)") {
        Layer(
          query: $0.parameter("query", [inputs, inner], Initial.xavierNormal),
          key: $0.parameter("key", [inputs, inner], Initial.xavierNormal),
          value: $0.parameter("value", [inputs, inner], Initial.xavierNormal),
          residual: $0.parameter("residual", [inputs, inner], Initial.xavierNormal))
      }
    }
    let beside = fields.allWidth - fields.count * spec.fields.width
    output = declaration.nested("output") { ClickOutput(fields.count * inner + beside, &$0) }
    self.fields = fields
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let embedded = fields.fields(input, pass)
    let rows = embedded.shape.rows
    var x = embedded.reshaped([rows * fields.count, width])
    for layer in layers {
      let attended = Variable.apply(
        FieldAttention(fields: fields.count, heads: heads), matmul(x, pass[layer.query]),
        matmul(x, pass[layer.key]), matmul(x, pass[layer.value]))
      x = (attended + matmul(x, pass[layer.residual])).relu()
    }
    let flat = x.reshaped([rows, fields.count * heads * headWidth])
    return output(fields.all(input, flat), pass)
  }
}
