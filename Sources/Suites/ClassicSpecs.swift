/// Sizes of a GRU4Rec.
public struct GRU4RecSpec: Codable, Hashable, Sendable {
  /// Features of an item embedding.
  public var width: Int
  /// Features of a state.
  public var hidden: Int
  /// Layers of units.
  public var layers: Int
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout after each layer, a fraction.
  public var dropout: Double

  /// Sizes of a GRU4Rec.
  public init(width: Int, hidden: Int, layers: Int, embeddingDropout: Double, dropout: Double) {
    self.width = width
    self.hidden = hidden
    self.layers = layers
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }
}

/// Sizes of a NARM.
public struct NARMSpec: Codable, Hashable, Sendable {
  /// Features of an item embedding.
  public var width: Int
  /// Features of a state.
  public var hidden: Int
  /// Dropout after the embedding, a fraction.
  public var embeddingDropout: Double
  /// Dropout before the output, a fraction.
  public var dropout: Double

  /// Sizes of a NARM.
  public init(width: Int, hidden: Int, embeddingDropout: Double, dropout: Double) {
    self.width = width
    self.hidden = hidden
    self.embeddingDropout = embeddingDropout
    self.dropout = dropout
  }
}

/// Sizes of a matrix factorisation.
public struct BPRMFSpec: Codable, Hashable, Sendable {
  /// Features of a user and of an item.
  public var width: Int

  /// Sizes of a matrix factorisation.
  public init(width: Int) { self.width = width }
}
