/// Embedded fields and a multi-layer network.
public struct ClickNetworkSpec: Entry {
  package var embedding = ClickFieldsSpec()
  package var hidden: [Int] = []
  package var dropout = 0.0
  package var batchNorm: Bool?
  package var firstOrderBias: Bool?

  package static let fields: [Field<Self>] =
    ClickFieldsSpec.fields.at(\.embedding) + [
      .sizes("hidden", \.hidden, "Units of each hidden layer.", in: clickSizes),
      .dropout("dropout", \.dropout, "Dropout after each hidden layer."),
      .flag(
        "batchNorm", \.batchNorm, absent: "false",
        "Whether each hidden layer's sums are normed over the batch before they are rectified."),
      .flag(
        "firstOrderBias", \.firstOrderBias, absent: "true",
        "Whether a first-order part beside the network has a constant of its own."),
    ]

  package init() {}

  /// Embedded fields and a multi-layer network; its fields say what each means.
  public init(
    width: Int, numbers: ClickNumbers, hidden: [Int], dropout: Double, batchNorm: Bool? = nil,
    firstOrderBias: Bool? = nil
  ) {
    embedding = ClickFieldsSpec(width: width, numbers: numbers)
    self.hidden = hidden
    self.dropout = dropout
    self.batchNorm = batchNorm
    self.firstOrderBias = firstOrderBias
  }

  /// Features of an embedding.
  package var width: Int { embedding.width }
  /// What happens to numbers.
  package var numbers: ClickNumbers { embedding.numbers }

  /// What a model without a first-order part says of its constant.
  func withoutFirstOrder(_ kind: String, at path: String = "") -> [Complaint] {
    firstOrderBias == nil ? [] : [("\(path)firstOrderBias", "\(kind) has no first-order part")]
  }
}

/// A multi-layer network, written as if its fields were the model's own.
package protocol NetworkEntry: ClickModelEntry {
  var network: ClickNetworkSpec { get set }
}

extension NetworkEntry {
  package var normsBatches: Bool { network.batchNorm ?? false }

  init(_ network: ClickNetworkSpec) {
    self.init()
    self.network = network
  }
}

/// Embeddings under a multi-layer network.
package struct DNNSpec: NetworkEntry {
  package static let kind = "dnn"
  package static let family = ModelFamily("DNN", .red)
  package static let meaning =
    "Embeddings under a multi-layer network: FNN without its pre-training, DNN."
  package var network = ClickNetworkSpec()
  package static let fields: [Field<Self>] = ClickNetworkSpec.fields.at(\.network)
  package init() {}
  package var relations: [Complaint] { network.withoutFirstOrder(kind) }
}

/// Wide & Deep.
package struct WideDeepSpec: NetworkEntry {
  package static let kind = "wide-deep"
  package static let family = ModelFamily("Wide & Deep", .cyan)
  package static let meaning = "Wide & Deep (Cheng et al. 2016)."
  package var network = ClickNetworkSpec()
  package static let fields: [Field<Self>] = ClickNetworkSpec.fields.at(\.network)
  package init() {}
}

/// DeepFM.
package struct DeepFMSpec: NetworkEntry {
  package static let kind = "deepfm"
  package static let family = ModelFamily("DeepFM", .ochre)
  package static let meaning = "DeepFM (Guo et al. 2017)."
  package var network = ClickNetworkSpec()
  package static let fields: [Field<Self>] = ClickNetworkSpec.fields.at(\.network)
  package init() {}
}

/// An inner-product network.
package struct IPNNSpec: NetworkEntry {
  package static let kind = "ipnn"
  package static let family = ModelFamily("IPNN", .violet)
  package static let meaning = "Inner-product network (Qu et al. 2016)."
  package var network = ClickNetworkSpec()
  package static let fields: [Field<Self>] = ClickNetworkSpec.fields.at(\.network)
  package init() {}
  package var relations: [Complaint] { network.withoutFirstOrder(kind) }
}

extension ClickModelSpec {
  /// Embeddings under a multi-layer network.
  public static func dnn(_ network: ClickNetworkSpec) -> ClickModelSpec {
    ClickModelSpec(DNNSpec(network))
  }
  /// Wide & Deep.
  public static func wideDeep(_ network: ClickNetworkSpec) -> ClickModelSpec {
    ClickModelSpec(WideDeepSpec(network))
  }
  /// DeepFM.
  public static func deepFM(_ network: ClickNetworkSpec) -> ClickModelSpec {
    ClickModelSpec(DeepFMSpec(network))
  }
  /// An inner-product network.
  public static func ipnn(_ network: ClickNetworkSpec) -> ClickModelSpec {
    ClickModelSpec(IPNNSpec(network))
  }
}
