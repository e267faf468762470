/// Which model a run trains, with every number its result depends on. Chosen in a file by `kind:`.
public enum ModelSpec: Hashable, Sendable {
  /// Self-attentive sequential recommendation (Kang and McAuley 2018), as configured by HSTU's
  /// authors.
  case sasrec(SASRecSpec)
  /// Hierarchical sequential transduction unit (Zhai et al. 2024).
  case hstu(HSTUSpec)
  /// FuXi-α (Ye et al. 2025).
  case fuxiAlpha(FuXiAlphaSpec)
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
    case "popularity": self = .popularity
    case "random": self = .random
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no model is called '\(kind)'; there are fuxi-alpha, hstu, popularity, "
          + "random, sasrec")
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
    case .popularity, .random: break
    }
  }
}

/// Sizes of a SASRec.
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

  /// Sizes of a SASRec.
  public init(
    width: Int, blocks: Int, heads: Int, hidden: Int, positions: Int, embeddingDropout: Double,
    dropout: Double
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.hidden = hidden
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }
}

/// Sizes of an HSTU.
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

  /// Sizes of an HSTU.
  public init(
    width: Int, blocks: Int, heads: Int, keyWidth: Int, valueWidth: Int, positions: Int,
    embeddingDropout: Double, dropout: Double
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.keyWidth = keyWidth
    self.valueWidth = valueWidth
    self.positions = positions
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
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
