internal import Autograd
internal import Suites
internal import Tensors

/// Field-weighted factorisation machine: first order, and `Σ_{i<j} r_ij ⟨e_i, e_j⟩` with one weight
/// for each pair of fields (Pan et al. 2018, eq. 4).
///
/// The first order is a weight for each category, or `Σ_i ⟨e_i, w_i⟩` with a vector for each (their
/// FeLV). A number's embedding and its first-order vector both hold the number, as FuxiCTR has it.
struct FieldWeightedMachine: ClickModel {
  let width: Int
  let weighsCategories = true
  let weightWidth: Int
  private let linear: ClickLinear?
  private let vectors: (fields: ClickFields, bias: Parameter)?
  private let fields: ClickFields
  private let pairs: Parameter

  init(
    _ spec: ClickWeightedFieldsSpec, _ columns: ClickColumns, _ declaration: inout Declaration
  ) {
    width = spec.width
    switch spec.firstOrder {
    case nil:
      weightWidth = 1
      linear = declaration.nested("linear") { ClickLinear(columns, &$0) }
      vectors = nil
    case .vectors:
      weightWidth = spec.width
      linear = nil
      vectors = (
        declaration.nested("firstOrder") { ClickFields(spec.embedding, columns, &$0) },
        declaration.parameter("bias", [1], Initial.zeros)
      )
    }
    let fields = declaration.nested("fields") { ClickFields(spec.embedding, columns, &$0) }
    pairs = declaration.parameter(
      "pairs", [fields.count * (fields.count - 1) / 2, 1], Initial.xavierNormal)
    self.fields = fields
  }

  func logits(_ input: ClickInput, _ pass: Pass) -> Variable {
    let embedded = fields.fields(input, pass)
    let second = matmul(embedded.pairProducts(fields: fields.count), pass[pairs])
    if let linear { return linear(input, pass) + second }
    guard let vectors else { return second }
    let looked = ClickInput(numbers: input.numbers, embedded: input.weights, weights: nil)
    let first = (embedded * vectors.fields.fields(looked, pass)).rowSums()
    return first.addingRow(pass[vectors.bias]) + second
  }
}

extension ClickWeightedFieldsSpec: ClickSpec {
  func model(_ columns: ClickColumns, _ declaration: inout Declaration) -> any ClickModel {
    FieldWeightedMachine(self, columns, &declaration)
  }
}
