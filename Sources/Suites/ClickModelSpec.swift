/// Which click-through model a run trains, with every size its result depends on. Chosen in a file
/// by `kind:`.
public enum ClickModelSpec: Hashable, Sendable {
  /// Logistic regression.
  case logistic
  /// Factorisation machine (Rendle 2010).
  case fm(ClickFieldsSpec)
  /// Field-weighted factorisation machine (Pan et al. 2018).
  case fwfm(ClickWeightedFieldsSpec)
  /// Embeddings under a multi-layer network: FNN without its pre-training, DNN.
  case dnn(ClickNetworkSpec)
  /// Wide & Deep (Cheng et al. 2016).
  case wideDeep(ClickNetworkSpec)
  /// DeepFM (Guo et al. 2017).
  case deepFM(ClickNetworkSpec)
  /// Inner-product network (Qu et al. 2016).
  case ipnn(ClickNetworkSpec)
  /// Deep & Cross (Wang et al. 2017).
  case dcn(ClickCrossSpec)
  /// Deep & Cross, second version, parallel, full matrices (Wang et al. 2021).
  case dcnV2(ClickCrossSpec)
  /// The compressed interaction network alone (Lian et al. 2018).
  case cin(ClickMapsSpec)
  /// xDeepFM (Lian et al. 2018).
  case xDeepFM(ClickMapsNetworkSpec)
  /// AutoInt (Song et al. 2019).
  case autoInt(ClickAttentionSpec)
  /// XCrossNet (Yu et al. 2021).
  case xcrossnet(XCrossNetSpec)

  /// The word in a suite file.
  public var kind: String {
    switch self {
    case .logistic: "lr"
    case .fm: "fm"
    case .fwfm: "fwfm"
    case .dnn: "dnn"
    case .wideDeep: "wide-deep"
    case .deepFM: "deepfm"
    case .ipnn: "ipnn"
    case .dcn: "dcn"
    case .dcnV2: "dcn-v2"
    case .cin: "cin"
    case .xDeepFM: "xdeepfm"
    case .autoInt: "autoint"
    case .xcrossnet: "xcrossnet"
    }
  }
}

/// What a model does with numbers that were not made categories.
public enum ClickNumbers: String, Codable, Hashable, Sendable {
  /// They stand beside the embeddings as they are; pairs of fields do not know them.
  case beside
  /// Each is a field: a trained vector times the number, as FuxiCTR does.
  case embedded
}

/// Embedded fields.
public struct ClickFieldsSpec: Codable, Hashable, Sendable {
  /// Features of an embedding.
  public var width: Int
  /// What happens to numbers.
  public var numbers: ClickNumbers

  /// Embedded fields.
  public init(width: Int, numbers: ClickNumbers) {
    self.width = width
    self.numbers = numbers
  }
}

/// Embedded fields under a field-weighted factorisation machine.
public struct ClickWeightedFieldsSpec: Codable, Hashable, Sendable {
  /// The first-order part (Pan et al. 2018, section 4.3).
  public enum FirstOrder: String, Codable, Hashable, Sendable {
    /// A vector for each category (FeLV): its inner product with the category's embedding.
    case vectors
  }

  /// Features of an embedding.
  public var width: Int
  /// What happens to numbers.
  public var numbers: ClickNumbers
  /// The first-order part; absent: a weight for each category (LW).
  public var firstOrder: FirstOrder?

  /// Embedded fields under a field-weighted factorisation machine.
  public init(width: Int, numbers: ClickNumbers, firstOrder: FirstOrder? = nil) {
    self.width = width
    self.numbers = numbers
    self.firstOrder = firstOrder
  }

  /// The fields alone.
  public var fields: ClickFieldsSpec { ClickFieldsSpec(width: width, numbers: numbers) }
}

/// Embedded fields and a multi-layer network.
public struct ClickNetworkSpec: Codable, Hashable, Sendable {
  /// Features of an embedding.
  public var width: Int
  /// What happens to numbers.
  public var numbers: ClickNumbers
  /// Units of each hidden layer.
  public var hidden: [Int]
  /// Dropout after each hidden layer, a fraction.
  public var dropout: Double
  /// Whether each hidden layer's sums are normed over the batch before they are rectified; absent:
  /// they are not.
  public var batchNorm: Bool?
  /// Whether a first-order part beside the network has a constant of its own; absent: it has.
  public var firstOrderBias: Bool?

  /// Embedded fields and a multi-layer network.
  public init(
    width: Int, numbers: ClickNumbers, hidden: [Int], dropout: Double, batchNorm: Bool? = nil,
    firstOrderBias: Bool? = nil
  ) {
    self.width = width
    self.numbers = numbers
    self.hidden = hidden
    self.dropout = dropout
    self.batchNorm = batchNorm
    self.firstOrderBias = firstOrderBias
  }

  /// The fields alone.
  public var fields: ClickFieldsSpec { ClickFieldsSpec(width: width, numbers: numbers) }
}

/// A network beside cross layers.
public struct ClickCrossSpec: Codable, Hashable, Sendable {
  /// The embeddings and the network.
  public var network: ClickNetworkSpec
  /// Cross layers.
  public var depth: Int

  /// A network beside cross layers.
  public init(network: ClickNetworkSpec, depth: Int) {
    self.network = network
    self.depth = depth
  }
}

/// Embedded fields under a compressed interaction network.
public struct ClickMapsSpec: Codable, Hashable, Sendable {
  /// The embeddings.
  public var fields: ClickFieldsSpec
  /// Feature maps of each layer.
  public var maps: [Int]
  /// Whether the first-order part has a constant of its own; absent: it has.
  public var firstOrderBias: Bool?

  /// Embedded fields under a compressed interaction network.
  public init(fields: ClickFieldsSpec, maps: [Int], firstOrderBias: Bool? = nil) {
    self.fields = fields
    self.maps = maps
    self.firstOrderBias = firstOrderBias
  }
}

/// A compressed interaction network beside a multi-layer network.
public struct ClickMapsNetworkSpec: Codable, Hashable, Sendable {
  /// The embeddings and the network.
  public var network: ClickNetworkSpec
  /// Feature maps of each layer.
  public var maps: [Int]

  /// A compressed interaction network beside a multi-layer network.
  public init(network: ClickNetworkSpec, maps: [Int]) {
    self.network = network
    self.maps = maps
  }
}

/// Attention between fields.
public struct ClickAttentionSpec: Codable, Hashable, Sendable {
  /// The embeddings.
  public var fields: ClickFieldsSpec
  /// Layers of attention.
  public var layers: Int
  /// Heads of each.
  public var heads: Int
  /// Features of a head.
  public var headWidth: Int
  /// Whether logits are divided by the root of a head's width; absent: they are not.
  public var scaled: Bool?
  /// Whether a layer's sums are normed over their features before they are rectified; absent: they
  /// are not.
  public var norm: Bool?
  /// Whether a layer that keeps the width adds its input as it is, where otherwise every layer
  /// projects it; absent: every layer projects it.
  public var identityResidual: Bool?
  /// Whether a first-order part without a constant stands beside the attention; absent: none does.
  public var wide: Bool?

  /// Attention between fields.
  public init(
    fields: ClickFieldsSpec, layers: Int, heads: Int, headWidth: Int, scaled: Bool? = nil,
    norm: Bool? = nil, identityResidual: Bool? = nil, wide: Bool? = nil
  ) {
    self.fields = fields
    self.layers = layers
    self.heads = heads
    self.headWidth = headWidth
    self.scaled = scaled
    self.norm = norm
    self.identityResidual = identityResidual
    self.wide = wide
  }
}

/// XCrossNet as the paper defines it, or as the authors' code does.
public struct XCrossNetSpec: Codable, Hashable, Sendable {
  /// Whose definition.
  public enum Variant: String, Codable, Hashable, Sendable {
    /// Learned product vectors, a second cross layer.
    case paper
    /// The authors' code: the embeddings themselves and unweighted inner products of all pairs,
    /// dense orders from the highest to the lowest; no second cross layer unless `secondCross`.
    case code
  }

  /// Whose definition.
  public var variant: Variant
  /// K, features of an embedding.
  public var width: Int
  /// l, orders of the dense part, the numbers themselves among them.
  public var depth: Int
  /// T, size of each product vector; read by the paper's variant. The paper gives no value.
  public var products: Int
  /// Whether the joined vector is crossed once more: always in the paper, `use_cross` in the code.
  public var secondCross: Bool
  /// Units of each hidden layer.
  public var hidden: [Int]
  /// Dropout after each hidden layer, a fraction.
  public var dropout: Double

  /// An XCrossNet.
  public init(
    variant: Variant, width: Int, depth: Int, products: Int, secondCross: Bool, hidden: [Int],
    dropout: Double
  ) {
    self.variant = variant
    self.width = width
    self.depth = depth
    self.products = products
    self.secondCross = secondCross
    self.hidden = hidden
    self.dropout = dropout
  }
}

extension ClickModelSpec: Codable {
  private enum Key: String, CodingKey { case kind }

  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "lr": self = .logistic
    case "fm": self = .fm(try ClickFieldsSpec(from: decoder))
    case "fwfm": self = .fwfm(try ClickWeightedFieldsSpec(from: decoder))
    case "dnn": self = .dnn(try ClickNetworkSpec(from: decoder))
    case "wide-deep": self = .wideDeep(try ClickNetworkSpec(from: decoder))
    case "deepfm": self = .deepFM(try ClickNetworkSpec(from: decoder))
    case "ipnn": self = .ipnn(try ClickNetworkSpec(from: decoder))
    case "dcn": self = .dcn(try ClickCrossSpec(from: decoder))
    case "dcn-v2": self = .dcnV2(try ClickCrossSpec(from: decoder))
    case "cin": self = .cin(try ClickMapsSpec(from: decoder))
    case "xdeepfm": self = .xDeepFM(try ClickMapsNetworkSpec(from: decoder))
    case "autoint": self = .autoInt(try ClickAttentionSpec(from: decoder))
    case "xcrossnet": self = .xcrossnet(try XCrossNetSpec(from: decoder))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription:
          "no click model is called '\(kind)'; there are autoint, cin, dcn, dcn-v2, "
          + "deepfm, dnn, fm, fwfm, ipnn, lr, wide-deep, xcrossnet, xdeepfm")
    }
  }

  /// Writes `kind` and the fields of its entry.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .logistic: break
    case .fm(let spec): try spec.encode(to: encoder)
    case .fwfm(let spec): try spec.encode(to: encoder)
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec):
      try spec.encode(to: encoder)
    case .dcn(let spec), .dcnV2(let spec): try spec.encode(to: encoder)
    case .cin(let spec): try spec.encode(to: encoder)
    case .xDeepFM(let spec): try spec.encode(to: encoder)
    case .autoInt(let spec): try spec.encode(to: encoder)
    case .xcrossnet(let spec): try spec.encode(to: encoder)
    }
  }
}
