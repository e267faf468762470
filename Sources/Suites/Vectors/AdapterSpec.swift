/// How a trained model's item table is made of vectors that stay as they are: by one or two linear maps that are
/// trained with the model, without an activation between them.
///
/// One map from a frozen text encoder to the width of a user model stands for HLLM's item model where that is too
/// large to be trained (Chen et al. 2024, arXiv 2409.12740); two maps are LLMEmb's adapter (Liu et al. 2024, arXiv
/// 2409.19925; models/Adapter.py).
public struct AdapterSpec: Part {
  package var hidden: Int?
  package var bias = false
  package var table = false
  package var alignment: AlignmentSpec?

  package static let fields: [Field<Self>] = [
    .size(
      "hidden", \.hidden, absent: "there is one map",
      "Numbers between two linear maps; no activation stands there.", in: 1...8192),
    .flag("bias", \.bias, "Whether each map adds a bias."),
    .flag(
      "table", \.table,
      "Whether a table of ids is trained beside the maps, and added to what they give."),
    .part(
      "alignment", \.alignment, absent: "they are not drawn anywhere",
      "How item vectors are drawn towards a table that was trained on ids before."),
  ]

  package init() {}

  /// Maps of frozen vectors.
  package init(hidden: Int? = nil, bias: Bool, table: Bool, alignment: AlignmentSpec? = nil) {
    (self.hidden, self.bias, self.table, self.alignment) = (hidden, bias, table, alignment)
  }

  /// Whether vectors go through the product of the two maps, which equals one map after the other, as no
  /// activation stands between them: where that takes fewer multiplications for each item.
  ///
  /// - Parameters:
  ///   - numbers: of a vector.
  ///   - width: the model's.
  package func joinsMaps(from numbers: Double, to width: Double) -> Bool {
    hidden.map { numbers * width < Double($0) * (numbers + width) } ?? false
  }

  /// Operations of a training step for each item whose vector it makes, a multiplication and an addition each
  /// counting one: forward, and back to the maps' numbers, of which the vectors that stay need none.
  ///
  /// - Parameters:
  ///   - numbers: of a vector.
  ///   - width: the model's.
  package func operations(from numbers: Double, to width: Double) -> Double {
    guard let hidden, !joinsMaps(from: numbers, to: width) else { return 4 * numbers * width }
    return Double(hidden) * (4 * numbers + 6 * width)
  }
}

/// A loss that draws item vectors towards the table of the same model trained on ids, by the same training, at its
/// best epoch (Liu et al. 2024, section 3.3).
public struct AlignmentSpec: Part {
  package var weight = 0.0
  package var temperature = 0.0
  package var seed = 0

  package static let fields: [Field<Self>] = [
    .number(
      "weight", \.weight, "Its part of the whole loss: 0.01 in LLMEmb's scripts.", in: .positive,
      saying: "it must be positive"),
    .number(
      "temperature", \.temperature,
      "Divisor of products between the two tables: 2 in LLMEmb's scripts.", in: .positive,
      saying: "it must be positive"),
    .size(
      "seed", \.seed, "Seed of the training on ids, the same for all seeds of the run.",
      unit: "seed", in: 0...Int.max),
  ]

  package init() {}
}
