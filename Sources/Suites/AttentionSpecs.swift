/// The term that attention adds to its scores.
public enum AttentionBias: String, Codable, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// A learned number for each distance between query and key.
  case position
  /// A learned number for each bucket of the time between key and request.
  case time
  /// Both numbers.
  case both
  /// No number: queries and keys are turned by their positions (Su et al. 2021).
  case rope

  /// Whether distances have numbers.
  public var seesPosition: Bool { self == .position || self == .both }
  /// Whether times have numbers.
  public var seesTime: Bool { self == .time || self == .both }
}

/// How attention's scores become weights.
public enum AttentionWeights: String, Codable, Hashable, Sendable, CaseIterable {
  /// `silu(q·k + b) / N`, with the constant N.
  case silu
  /// `softmax(q·k / √keyWidth + b)` over the keys that a query may see, and over no others.
  case softmax
}

/// The time that a query's distances in time are counted from.
public enum RequestTime: String, Codable, Hashable, Sendable, CaseIterable {
  /// The time of the event that follows the query: in training the next event's, at the end of a
  /// history that of the event asked for. The published protocol; it tells a model when its answer
  /// will come true.
  case nextEvent = "next-event"
  /// The query's own time: nothing is known of the moment of the answer.
  case queryEvent = "query-event"
}

/// Sizes of a stack of LLaMa's blocks.
public struct LLaMaSpec: Codable, Hashable, Sendable {
  /// Features of an item embedding and between blocks.
  public var width: Int
  /// Blocks in the stack.
  public var blocks: Int
  /// Attention heads; divides `width`.
  public var heads: Int
  /// Features inside the feed-forward part.
  public var hidden: Int
  /// Base of the angles that queries and keys are turned by: 10,000 in LLaMa, 500,000 in Llama 3.
  public var rotaryBase: Double
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout on what each part adds to its input, a fraction.
  public var dropout: Double

  /// Sizes of a stack of LLaMa's blocks.
  public init(
    width: Int, blocks: Int, heads: Int, hidden: Int, rotaryBase: Double,
    embeddingDropout: Double, dropout: Double
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.hidden = hidden
    self.rotaryBase = rotaryBase
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }
}

/// Sizes of a stack of GPT's blocks.
public struct GPTSpec: Codable, Hashable, Sendable {
  /// Where a block has its norms.
  public enum Norm: String, Codable, Hashable, Sendable, CaseIterable {
    /// Before attention and feed-forward part, and once after the stack: GPT-2.
    case pre
    /// After each sum: GPT (2018) and the Transformer of 2017.
    case post
  }

  /// Features of an item embedding and between blocks.
  public var width: Int
  /// Blocks in the stack.
  public var blocks: Int
  /// Attention heads; divides `width`.
  public var heads: Int
  /// Features inside the feed-forward part.
  public var hidden: Int
  /// Rows of the position table.
  public var positions: Int
  /// Where a block has its norms.
  public var norm: Norm
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout on attention's weights and on what each part adds to its input, a fraction.
  public var dropout: Double

  /// Sizes of a stack of GPT's blocks.
  public init(
    width: Int, blocks: Int, heads: Int, hidden: Int, positions: Int, norm: Norm,
    embeddingDropout: Double, dropout: Double
  ) {
    self.width = width
    self.blocks = blocks
    self.heads = heads
    self.hidden = hidden
    self.positions = positions
    self.norm = norm
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }
}
