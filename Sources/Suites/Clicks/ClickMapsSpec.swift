/// Embedded fields under a compressed interaction network.
public struct ClickMapsSpec: ClickModelEntry {
  package static let kind = "cin"
  package static let family = ModelFamily("CIN", .brown)
  package static let meaning = "The compressed interaction network alone (Lian et al. 2018)."

  package var embedding = ClickFieldsSpec()
  package var maps: [Int] = []
  package var firstOrderBias: Bool?

  package static let fields: [Field<Self>] = [
    .entry("fields", \.embedding, "The embeddings."),
    .sizes("maps", \.maps, "Feature maps of each layer.", in: clickSizes),
    .flag(
      "firstOrderBias", \.firstOrderBias, absent: "true",
      "Whether the first-order part has a constant of its own."),
  ]

  package init() {}
}

/// A compressed interaction network beside a multi-layer network.
public struct ClickMapsNetworkSpec: ClickModelEntry {
  package static let kind = "xdeepfm"
  package static let family = ModelFamily("xDeepFM", .brown)
  package static let meaning = "xDeepFM (Lian et al. 2018)."

  package var network = ClickNetworkSpec()
  package var maps: [Int] = []

  package static let fields: [Field<Self>] = [
    .entry("network", \.network, "The embeddings and the network."),
    .sizes("maps", \.maps, "Feature maps of each layer.", in: clickSizes),
  ]

  package init() {}

  package var normsBatches: Bool { network.batchNorm ?? false }
}

extension ClickModelSpec {
  /// A compressed interaction network.
  public static func cin(_ spec: ClickMapsSpec) -> ClickModelSpec { ClickModelSpec(spec) }
  /// xDeepFM.
  public static func xDeepFM(_ spec: ClickMapsNetworkSpec) -> ClickModelSpec {
    ClickModelSpec(spec)
  }
}
