/// Attention between fields.
public struct ClickAttentionSpec: ClickModelEntry {
  package static let kind = "autoint"
  package static let family = ModelFamily("AutoInt", .violet)
  package static let meaning = "AutoInt (Song et al. 2019)."

  package var embedding = ClickFieldsSpec()
  package var layers = 0
  package var heads = 0
  package var headWidth = 0
  package var scaled: Bool?
  package var norm: Bool?
  package var identityResidual: Bool?
  package var wide: Bool?

  package static let fields: [Field<Self>] = [
    .entry("fields", \.embedding, "The embeddings."),
    .size("layers", \.layers, "Layers of attention.", in: clickSizes),
    .size("heads", \.heads, "Heads of each.", in: clickSizes),
    .size("headWidth", \.headWidth, "Features of a head.", in: clickSizes),
    .flag(
      "scaled", \.scaled, absent: "false",
      "Whether logits are divided by the root of a head's width."),
    .flag(
      "norm", \.norm, absent: "false",
      "Whether a layer's sums are normed over their features before they are rectified."),
    .flag(
      "identityResidual", \.identityResidual, absent: "false: every layer projects its input",
      "Whether a layer that keeps the width adds its input as it is."),
    .flag(
      "wide", \.wide, absent: "false",
      "Whether a first-order part without a constant stands beside the attention."),
  ]

  package init() {}
}

extension ClickModelSpec {
  /// AutoInt.
  public static func autoInt(_ spec: ClickAttentionSpec) -> ClickModelSpec {
    ClickModelSpec(spec)
  }
}
