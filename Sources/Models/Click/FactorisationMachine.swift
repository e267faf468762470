internal import Autograd
internal import Suites
internal import Tensors

/// Factorisation machine: first order, and the inner products of all pairs of fields.
///
/// `Σ_{i<j} ⟨e_i, e_j⟩ = ½ (‖Σ_i e_i‖² − Σ_i ‖e_i‖²)` (Rendle 2010, lemma 3.1).
struct FactorisationMachine: ClickModel {
  let width: Int
  let weighsCategories = true
  private let linear: ClickLinear
  private let fields: ClickFields

  init(_ spec: ClickFieldsSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    linear = declaration.nested("linear") { ClickLinear(columns, &$0) }
    fields = declaration.nested("fields") { ClickFields(spec, columns, &$0) }
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    linear(input, pass) + secondOrder(fields.fields(input, pass), fields: fields.count)
  }
}

/// `½ (‖Σ_i e_i‖² − Σ_i ‖e_i‖²)`: `[rows, fields · width] → [rows, 1]`.
func secondOrder(_ embedded: Variable, fields: Int) -> Variable {
  let rows = embedded.shape.rows
  let width = embedded.shape.width / fields
  let row = (0..<rows * fields).map { Int32($0 / fields) }
  let sums = embedded.reshaped([rows * fields, width]).scatteredRows(row, rows: rows)
  return ((sums * sums).rowSums() - (embedded * embedded).rowSums()).scaled(by: 0.5)
}

extension FMSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    FactorisationMachine(embedding, columns, &declaration)
  }
}
