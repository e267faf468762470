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
