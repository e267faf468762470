/// A network beside cross layers.
public struct ClickCrossSpec: Entry {
  package var network = ClickNetworkSpec()
  package var depth = 0

  package static let fields: [Field<Self>] = [
    .entry("network", \.network, "The embeddings and the network."),
    .size("depth", \.depth, "Cross layers.", in: clickSizes),
  ]

  package init() {}
}

/// Deep & Cross.
package struct DCNSpec: ClickModelEntry {
  package static let kind = "dcn"
  package static let family = ModelFamily("DCN", .purple)
  package static let meaning = "Deep & Cross (Wang et al. 2017)."
  package var cross = ClickCrossSpec()
  package static let fields: [Field<Self>] = ClickCrossSpec.fields.at(\.cross)
  package init() {}
  package var relations: [Complaint] { cross.network.withoutFirstOrder(kind, at: "network.") }
  package var normsBatches: Bool { cross.network.batchNorm ?? false }
}

/// Deep & Cross, second version.
package struct DCNV2Spec: ClickModelEntry {
  package static let kind = "dcn-v2"
  package static let family = ModelFamily("DCN-V2", .purple)
  package static let meaning =
    "Deep & Cross, second version, parallel, full matrices (Wang et al. 2021)."
  package var cross = ClickCrossSpec()
  package static let fields: [Field<Self>] = ClickCrossSpec.fields.at(\.cross)
  package init() {}
  package var relations: [Complaint] { cross.network.withoutFirstOrder(kind, at: "network.") }
  package var normsBatches: Bool { cross.network.batchNorm ?? false }
}

extension ClickModelSpec {
  /// Deep & Cross.
  public static func dcn(_ cross: ClickCrossSpec) -> ClickModelSpec {
    var spec = DCNSpec()
    spec.cross = cross
    return ClickModelSpec(spec)
  }
  /// Deep & Cross, second version.
  public static func dcnV2(_ cross: ClickCrossSpec) -> ClickModelSpec {
    var spec = DCNV2Spec()
    spec.cross = cross
    return ClickModelSpec(spec)
  }
}
