/// Which model a run trains, with every number its result depends on. Chosen in a file by `kind:`.
public enum ModelSpec: Hashable, Sendable {
  /// Self-attentive sequential recommendation (Kang and McAuley 2018), as configured by HSTU's
  /// authors.
  case sasrec(SASRecSpec)
  /// Hierarchical sequential transduction unit (Zhai et al. 2024).
  case hstu(HSTUSpec)
  /// FuXi-α (Ye et al. 2025).
  case fuxiAlpha(FuXiAlphaSpec)
  /// The block of LLaMa (Touvron et al. 2023).
  case llama(LLaMaSpec)
  /// The block of GPT (Radford et al. 2018, 2019).
  case gpt(GPTSpec)
  /// Gated recurrent units (Hidasi et al. 2016).
  case gru4rec(GRU4RecSpec)
  /// Neural attentive recommendation machine (Li et al. 2017).
  case narm(NARMSpec)
  /// Matrix factorisation (Rendle et al. 2009).
  case bprMF(BPRMFSpec)
  /// Items ranked by how often they occur in the training part. A baseline; nothing is trained.
  case popularity
  /// Items ranked by random scores. A baseline whose expected metrics are known exactly.
  case random

  /// The word in a suite file.
  public var kind: String {
    switch self {
    case .sasrec: "sasrec"
    case .hstu: "hstu"
    case .fuxiAlpha: "fuxi-alpha"
    case .llama: "llama"
    case .gpt: "gpt"
    case .gru4rec: "gru4rec"
    case .narm: "narm"
    case .bprMF: "bpr-mf"
    case .popularity: "popularity"
    case .random: "random"
    }
  }
}

extension ModelSpec: Codable {
  private enum Key: String, CodingKey { case kind }

  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "sasrec": self = .sasrec(try SASRecSpec(from: decoder))
    case "hstu": self = .hstu(try HSTUSpec(from: decoder))
    case "fuxi-alpha": self = .fuxiAlpha(try FuXiAlphaSpec(from: decoder))
    case "llama": self = .llama(try LLaMaSpec(from: decoder))
    case "gpt": self = .gpt(try GPTSpec(from: decoder))
    case "gru4rec": self = .gru4rec(try GRU4RecSpec(from: decoder))
    case "narm": self = .narm(try NARMSpec(from: decoder))
    case "bpr-mf": self = .bprMF(try BPRMFSpec(from: decoder))
    case "popularity": self = .popularity
    case "random": self = .random
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no model is called '\(kind)'; there are bpr-mf, fuxi-alpha, gpt, "
          + "gru4rec, hstu, llama, narm, popularity, random, sasrec")
    }
  }

  /// Writes `kind` and the fields of its entry.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .sasrec(let spec): try spec.encode(to: encoder)
    case .hstu(let spec): try spec.encode(to: encoder)
    case .fuxiAlpha(let spec): try spec.encode(to: encoder)
    case .llama(let spec): try spec.encode(to: encoder)
    case .gpt(let spec): try spec.encode(to: encoder)
    case .gru4rec(let spec): try spec.encode(to: encoder)
    case .narm(let spec): try spec.encode(to: encoder)
    case .bprMF(let spec): try spec.encode(to: encoder)
    case .popularity, .random: break
    }
  }
}

/// Sizes and variant of a SASRec.
public struct SASRecSpec: Codable, Hashable, Sendable {
  /// Features of an item embedding and of every block.
  public var width: Int
  /// Blocks in the stack.
  public var blocks: Int
  /// Attention heads; divides `width`.
  public var heads: Int
  /// Features inside the feed-forward part.
  public var hidden: Int
  /// Rows of the position table: kept history and the authors' 11 extra columns.
  public var positions: Int
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout in attention and feed-forward parts, a fraction.
  public var dropout: Double
  /// What the residual carries; absent for `normed-query`, as published.
  public var residual: Residual?
  /// The term added to attention's scores; absent for `none`, as published.
  public var bias: AttentionBias?
  /// The time that a time bias counts from; absent for `next-event`.
  public var requestTime: RequestTime?

  /// What a SASRec's residual carries past attention and feed-forward part.
  public enum Residual: String, Codable, Hashable, Sendable {
    /// The normed query, and the normed sum after it: what HSTU's authors configure.
    case normedQuery = "normed-query"
    /// The input itself, as in LLaMa: each part reads the normed input and adds to the plain one.
    case preNorm = "pre-norm"
  }

  /// Sizes and variant of a SASRec.
  public init(
    width: Int, blocks: Int, heads: Int, hidden: Int, positions: Int, embeddingDropout: Double,
    dropout: Double, residual: Residual? = nil, bias: AttentionBias? = nil,
    requestTime: RequestTime? = nil
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.hidden = hidden
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
    self.residual = residual
    self.bias = bias
    self.requestTime = requestTime
  }
}

/// Sizes and variant of an HSTU.
public struct HSTUSpec: Codable, Hashable, Sendable {
  /// Features of an item embedding and between blocks.
  public var width: Int
  /// Blocks in the stack.
  public var blocks: Int
  /// Attention heads.
  public var heads: Int
  /// Features of a query and of a key, for each head.
  public var keyWidth: Int
  /// Features of a value, for each head.
  public var valueWidth: Int
  /// N: rows of the position table, and the constant that attention is divided by.
  public var positions: Int
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout before the output projection, a fraction.
  public var dropout: Double
  /// The term added to attention's scores; absent for `both`, as published.
  public var bias: AttentionBias?
  /// Base of the angles that `bias: rope` turns queries and keys by; absent for every other bias.
  public var rotaryBase: Double?
  /// How scores become weights; absent for `silu`, as published.
  public var attention: AttentionWeights?
  /// Whether attended values are multiplied by the gate u; absent for `true`, as published.
  public var gating: Bool?
  /// The time that the time bias counts from; absent for `next-event`, as published.
  public var requestTime: RequestTime?

  /// Sizes and variant of an HSTU.
  public init(
    width: Int, blocks: Int, heads: Int, keyWidth: Int, valueWidth: Int, positions: Int,
    embeddingDropout: Double, dropout: Double, bias: AttentionBias? = nil,
    rotaryBase: Double? = nil, attention: AttentionWeights? = nil, gating: Bool? = nil,
    requestTime: RequestTime? = nil
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
    self.bias = bias
    self.rotaryBase = rotaryBase
    self.attention = attention
    self.gating = gating
    self.requestTime = requestTime
  }
}

/// Sizes and parts of a FuXi-α.
public struct FuXiAlphaSpec: Codable, Hashable, Sendable {
  /// What of the block is kept; the paper's ablation, Table 5.
  public enum Variant: String, Codable, Hashable, Sendable, CaseIterable {
    /// Three channels and the two-stage feed-forward network.
    case full
    /// "w/o AMS": one softmax self-attention channel in place of the three; two-stage network kept.
    case withoutAMS = "without-ams"
    /// "w/o MFFN": three channels, single-stage projection.
    case withoutMFFN = "without-mffn"
    /// "Base": softmax self-attention and the single-stage projection.
    case base
  }

  /// Features of an item embedding and between blocks.
  public var width: Int
  /// Blocks in the stack.
  public var blocks: Int
  /// Attention heads.
  public var heads: Int
  /// Features of a query and of a key, for each head.
  public var keyWidth: Int
  /// Features of a value, for each head.
  public var valueWidth: Int
  /// Features inside the second stage, as a multiple of `width`.
  public var feedForwardMultiple: Int
  /// N: rows of the position table, and the constant that the semantic channel is divided by.
  public var positions: Int
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout in both stages, a fraction.
  public var dropout: Double
  /// Which parts the block has.
  public var variant: Variant

  /// Sizes and parts of a FuXi-α.
  public init(
    width: Int, blocks: Int, heads: Int, keyWidth: Int, valueWidth: Int, feedForwardMultiple: Int,
    positions: Int, embeddingDropout: Double, dropout: Double, variant: Variant
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.feedForwardMultiple = feedForwardMultiple
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
    self.variant = variant
  }
}
