internal import Determinism
internal import Tensors

/// What one shard of a batch adds to the batch's loss and to its derivatives.
struct PartialGradient: Sendable {
  var loss: Double
  var gradients: [Tensor]

  /// Adds the next shard's in place.
  mutating func add(_ next: PartialGradient) {
    loss += next.loss
    for index in gradients.indices { gradients[index].add(next.gradients[index]) }
  }
}

/// A batch's loss and derivatives as what its shards add up to, always in their order, so that the sum does
/// not depend on how many workers or ranks compute them.
struct ShardSum: Sendable {
  /// How many shards there are, one at least.
  let count: Int
  /// What one of them adds.
  let shard: @Sendable (Int) -> PartialGradient

  /// The sum, by the workers of this process.
  func whole() -> PartialGradient {
    guard let sum = foldTiles(count, shard, { $0.add($1) }) else {
      preconditionFailure("A batch without shards has no loss.")
    }
    return sum
  }
}
