internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// Parameters on their way, with the optimizer's moments.
public struct TrainingState: Sendable {
  /// The numbers now.
  public var parameters: Parameters
  /// Running means of the gradients, one for each parameter.
  public var means: [Tensor]
  /// Running means of their squares.
  public var squares: [Tensor]
  /// Steps done.
  public var step: Int

  /// The state before the first step.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
    means = parameters.values.map { Tensor(zeros: $0.shape) }
    squares = means
    step = 0
  }

  /// One step of the optimizer.
  mutating func follow(_ gradients: [Tensor], _ optimizer: OptimizerSpec) {
    step += 1
    optimizer.entry.able((any OptimizerRule).self).step(
      step, &parameters.values, gradients, &means, &squares)
  }
}

/// Trains a sequence model by the loss and the optimizer that the suite says.
///
/// A batch is always cut into the same shards of neighbouring rows; each shard's gradient is
/// computed alone, and shards are added in order, so that a result does not depend on how many
/// workers there are.
public struct SequenceTrainer: Sendable {
  private let model: any SequenceRecommender
  private let training: TrainingSpec
  private let candidates: [Int32]

  /// - Parameter candidates: the items that negatives are drawn from.
  public init(model: any SequenceRecommender, training: TrainingSpec, candidates: [Int32]) {
    precondition(!candidates.isEmpty, "Negatives need items to be drawn from.")
    self.model = model
    self.training = training
    self.candidates = candidates
  }

  /// One step; its random numbers come from `key` and the number of the step.
  ///
  /// - Returns: the mean loss of the batch before the step.
  public func step(
    _ state: inout TrainingState, _ batch: SequenceBatch, key: RandomKey
  ) -> Double {
    let (loss, gradients) = gradients(state.parameters, batch, key: key[state.step])
    state.follow(gradients, training.optimizer)
    return loss
  }

  /// The mean loss of a batch and its derivative by each parameter.
  public func gradients(
    _ parameters: Parameters, _ batch: SequenceBatch, key: RandomKey
  ) -> (loss: Double, gradients: [Tensor]) {
    let batch = model.lesson(batch, key["lesson"])
    let counted = batch.targets.count { $0 != 0 }
    precondition(counted > 0, "A batch without targets has no loss.")
    // Item vectors are normed once for all shards.
    let table = parameters.values[model.items.index]
    let normed = model.comparesByCosine ? normalizedRows(table, unitNorm) : nil
    let items = widened(normed?.rows ?? table)
    let shards = batch.shards(training.shards)
    let whole = foldTiles(shards.count) { index in
      shard(
        parameters, batch.rows(shards[index]), items, scale: 1 / Real(counted), key: key[index],
        firstToken: batch.offsets[shards[index].lowerBound], draws: key["negatives"])
    } _: {
      $0.add($1)
    }
    guard var whole else { preconditionFailure("A batch with targets has shards.") }
    let ofUnits = columns(whole.gradients.removeLast(), 0..<table.shape.width)
    let ofTable =
      normed.map { normalizedRowsPullback(ofUnits, unitNorm, rows: $0.rows, scales: $0.scales) }
      ?? ofUnits
    whole.gradients[model.items.index].add(ofTable)
    return (whole.loss, whole.gradients)
  }

  /// The shard's gradient by each parameter, and last by the item vectors.
  private func shard(
    _ parameters: Parameters, _ batch: SequenceBatch, _ items: Tensor, scale: Real, key: RandomKey,
    firstToken: Int, draws: RandomKey
  ) -> PartialGradient {
    let tape = Tape()
    let leaves = parameters.values.map(tape.variable)
    let units = tape.variable(items)
    let queries = model.queries(batch, Pass(.training(key), binding: leaves))
    let drawn = negatives(tokens: batch.tokens, firstToken: firstToken, draws)
    let value = training.loss.entry.able((any LossRule).self).loss(
      queries, units, Asked(targets: batch.targets, negatives: drawn, candidates: candidates),
      scale: scale)
    let gradients = tape.gradients(of: value, to: leaves + [units])
    return PartialGradient(loss: Double(value.value.scalar), gradients: gradients.map(\.value))
  }

  /// Uniform draws with replacement; two share one 64-bit word, so that the chance of an item is
  /// off by at most 2⁻³².
  ///
  /// - Parameters:
  ///   - firstToken: place of the first of the tokens in the whole batch.
  ///   - key: the step's key for the purpose `negatives`.
  /// - Returns: `[tokens · perToken]`.
  public func negatives(tokens: Int, firstToken: Int, _ key: RandomKey) -> [Int32] {
    let perToken = training.loss.negatives ?? 0
    let words = (perToken + 1) / 2
    let bound = UInt64(candidates.count)
    return [Int32](unsafeUninitializedCapacity: tokens * perToken) { drawn, count in
      candidates.withUnsafeBufferPointer { candidates in
        for token in 0..<tokens {
          for word in 0..<words {
            let bits = key.bits((firstToken + token) * words + word)
            let at = token * perToken + 2 * word
            drawn[at] = candidates[Int(((bits & 0xffff_ffff) &* bound) &>> 32)]
            if 2 * word + 1 < perToken {
              drawn[at + 1] = candidates[Int(((bits &>> 32) &* bound) &>> 32)]
            }
          }
        }
      }
      count = tokens * perToken
    }
  }
}
