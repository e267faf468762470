internal import Autograd
internal import Suites
internal import Tensors

/// Field-weighted factorisation machine: first order, and `Σ_{i<j} r_ij ⟨e_i, e_j⟩` with one weight
/// for each pair of fields (Pan et al. 2018, eq. 4).
struct FieldWeightedMachine: ClickModel {
  let width: Int
  let weighsCategories = true
  private let linear: ClickLinear
  private let fields: ClickFields
  private let pairs: Parameter

  init(_ spec: ClickFieldsSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    linear = declaration.nested("linear") { ClickLinear(columns, &$0) }
    let fields = declaration.nested("fields") { ClickFields(spec, columns, &$0) }
    pairs = declaration.parameter(
      "pairs", [fields.count * (fields.count - 1) / 2, 1], Initial.xavierNormal)
    self.fields = fields
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let products = fields.fields(input, pass).pairProducts(fields: fields.count)
    return linear(input, pass) + matmul(products, pass[pairs])
  }
}
