internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// The first-order part: a weight for each category, one for each number, and a constant where it
/// has one.
struct ClickLinear: Sendable {
  private let weight: Parameter?
  private let bias: Parameter?

  init(_ columns: ClickColumns, _ declaration: inout Declaration, hasBias: Bool = true) {
    weight =
      columns.dense == 0
      ? nil : declaration.parameter("weight", [columns.dense, 1], Initial.zeros)
    bias = hasBias ? declaration.parameter("bias", [1], Initial.zeros) : nil
  }

  /// `[rows, 1]`.
  func callAsFunction(_ input: ClickInput, _ pass: Pass) -> Variable {
    guard let weights = input.weights else {
      preconditionFailure("A first-order part needs a weight for each category.")
    }
    var sum = weights.rowSums()
    if let numbers = input.numbers, let weight { sum = sum + matmul(numbers, pass[weight]) }
    return bias.map { sum.addingRow(pass[$0]) } ?? sum
  }
}

/// Embedded fields: the categories' embeddings, and those of numbers where they are embedded.
struct ClickFields: Sendable {
  /// Features of an embedding.
  let width: Int
  /// Fields that have an embedding.
  let count: Int
  /// Features of `all`.
  let allWidth: Int
  private let vectors: Parameter?
  private let numbers: Int

  init(_ spec: ClickFieldsSpec, _ columns: ClickColumns, _ declaration: inout Declaration) {
    width = spec.width
    numbers = columns.dense
    let embedded = spec.numbers == .embedded && columns.dense > 0
    vectors =
      embedded
      ? declaration.parameter("numbers", [columns.dense, spec.width], Initial.normal(0.01)) : nil
    count = columns.fields + (embedded ? columns.dense : 0)
    allWidth = count * width + (embedded ? 0 : columns.dense)
  }

  /// `[rows, count · width]`.
  func fields(_ input: ClickInput, _ pass: Pass) -> Variable {
    guard let embedded = input.embedded else {
      preconditionFailure("Embedded fields need their look-ups.")
    }
    guard let vectors, let values = input.numbers else { return embedded }
    let rows = values.shape.rows
    // A number times its vector: the number is repeated over the features.
    let repeated = values.reshaped([rows * numbers, 1]).spreadColumns(width)
      .reshaped([rows, numbers * width])
    let spread = pass[vectors].reshaped([numbers * width]).spreadRows(rows)
    return concatenated(repeated * spread, embedded)
  }

  /// The fields, and before them the numbers that are not among them: `[rows, allWidth]`.
  func all(_ input: ClickInput, _ fields: Variable) -> Variable {
    vectors == nil ? concatenated(input.numbers, fields) : fields
  }
}
