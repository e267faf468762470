/// How a run is trained. Every number here changes the result; what must not change it (workers,
/// paths) is not here.
public struct TrainingSpec: Codable, Hashable, Sendable {
  /// What is minimised.
  public var loss: LossSpec
  /// How parameters follow the gradient.
  public var optimizer: OptimizerSpec
  /// Users in a batch; the last batch of an epoch may be smaller.
  public var rows: Int
  /// Times each user is seen.
  public var epochs: Int
  /// Parts a batch is always cut into; their gradients are added in order.
  public var shards: Int

  /// How a run is trained.
  public init(loss: LossSpec, optimizer: OptimizerSpec, rows: Int, epochs: Int, shards: Int) {
    self.loss = loss
    self.optimizer = optimizer
    self.rows = rows
    self.epochs = epochs
    self.shards = shards
  }
}

/// A loss over the positive and uniform negatives drawn with replacement.
public struct LossSpec: Codable, Hashable, Sendable {
  /// The losses there are.
  public enum Kind: String, Word {
    /// `−log softmax` of the positive among itself and the negatives; one that is the positive does
    /// not count.
    case sampledSoftmax = "sampled-softmax"
    /// Mean over the negatives of `−ln σ(positive − negative)` (Rendle et al. 2009). Negatives are
    /// not kept from the user's own items, as the paper's are.
    case bpr
  }
  /// Which loss.
  public var kind: Kind
  /// Negatives for each position.
  public var negatives: Int
  /// Divisor of the cosine, or of the product where the model ranks by products.
  public var temperature: Double

  /// A loss over the positive and negatives.
  public init(kind: Kind, negatives: Int, temperature: Double) {
    self.kind = kind
    self.negatives = negatives
    self.temperature = temperature
  }
}

/// AdamW as PyTorch defines it; with `weightDecay: 0` it is Adam.
public struct OptimizerSpec: Codable, Hashable, Sendable {
  /// The optimizers there are.
  public enum Kind: String, Word { case adamW = "adamw" }
  /// Which optimizer.
  public var kind: Kind
  /// Learning rate, constant.
  public var rate: Double
  /// Decay of the running mean of gradients.
  public var beta1: Double
  /// Decay of the running mean of squared gradients.
  public var beta2: Double
  /// Added to the root of the second moment.
  public var epsilon: Double
  /// Decoupled weight decay.
  public var weightDecay: Double

  /// AdamW as PyTorch defines it.
  public init(
    kind: Kind, rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double
  ) {
    self.kind = kind
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }
}
