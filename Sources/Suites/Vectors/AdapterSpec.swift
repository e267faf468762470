/// How a trained model's item table is made of vectors that stay as they are: by one or two linear maps that are
/// trained with the model, without an activation between them.
///
/// One map from a frozen text encoder to the width of a user model stands for HLLM's item model where that is too
/// large to be trained (Chen et al. 2024, arXiv 2409.12740); two maps are LLMEmb's adapter (Liu et al. 2024, arXiv
/// 2409.19925; models/Adapter.py).
public struct AdapterSpec: Hashable, Sendable {
  /// Numbers between the two maps; nil for one map.
  public var hidden: Int?
  /// Whether each map adds a bias.
  public var bias: Bool
  /// Whether a table of ids is trained beside the maps, and added to what they give.
  public var table: Bool

  /// Maps of frozen vectors.
  public init(hidden: Int? = nil, bias: Bool, table: Bool) {
    self.hidden = hidden
    self.bias = bias
    self.table = table
  }
}

extension AdapterSpec: Part {
  package static let fields: [Field<Self>] = [
    .size(
      "hidden", \.hidden, absent: "there is one map",
      "Numbers between two linear maps; no activation stands there.", in: 1...8192),
    .flag("bias", \.bias, "Whether each map adds a bias."),
    .flag(
      "table", \.table,
      "Whether a table of ids is trained beside the maps, and added to what they give."),
  ]

  package init() { self.init(bias: false, table: false) }
}
