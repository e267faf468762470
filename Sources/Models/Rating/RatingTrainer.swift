internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// Trains a model of ratings by binary cross-entropy and AdamW, as the suite says; the mean is over
/// the events of a batch whose prediction counts. Shards as in `SequenceTrainer`.
public struct RatingTrainer: Sendable {
  private let model: any RatingModel
  private let training: RatingTrainingSpec

  /// A trainer of a model.
  public init(model: any RatingModel, training: RatingTrainingSpec) {
    self.model = model
    self.training = training
  }

  /// One step; its random numbers come from `key` and the number of the step.
  ///
  /// - Returns: the mean loss of the batch before the step.
  public func step(
    _ state: inout TrainingState, _ batch: RatingBatch, key: RandomKey
  ) -> Double {
    let key = key[state.step]
    // The sum holds the parameters, which could not be stepped in place while it is there.
    if let slices = state.slices {
      let (loss, gradient) = slices.sum(
        sum(state.parameters, batch, key: key), state.parameters.values.map(\.shape))
      state.follow(gradient, training.optimizer, of: slices)
      return loss
    }
    let (loss, gradients) = gradients(state.parameters, batch, key: key)
    state.follow(gradients, training.optimizer)
    return loss
  }

  /// The mean loss of a batch and its derivative by each parameter.
  public func gradients(
    _ parameters: Parameters, _ batch: RatingBatch, key: RandomKey
  ) -> (loss: Double, gradients: [Tensor]) {
    let whole = sum(parameters, batch, key: key).whole()
    return (whole.loss, whole.gradients)
  }

  private func sum(
    _ parameters: Parameters, _ batch: RatingBatch, key: RandomKey
  ) -> ShardSum {
    let counted = batch.counted.count { $0 }
    precondition(counted > 0, "A batch in which nothing counts has no loss.")
    let shards = batch.events.shards(training.shards)
    return ShardSum(count: shards.count) {
      shard(parameters, batch.rows(shards[$0]), counted: counted, key: key[$0])
    }
  }

  private func shard(
    _ parameters: Parameters, _ batch: RatingBatch, counted: Int, key: RandomKey
  ) -> PartialGradient {
    let places = batch.places
    guard !places.isEmpty else {
      return PartialGradient(
        loss: 0, gradients: parameters.values.map { Tensor(zeros: $0.shape) })
    }
    let tape = Tape()
    let leaves = parameters.values.map(tape.variable)
    let logits = model.logits(batch, Pass(.training(key), binding: leaves))
    let loss = Variable.crossEntropy(
      logits.gatheredRows(places), places.map { batch.labels[Int($0)] }, divisor: counted)
    return PartialGradient(
      loss: Double(loss.value.scalar),
      gradients: tape.gradients(of: loss, to: leaves).map(\.value))
  }

  /// Logits of all events, as the parameters are: `[events]`.
  public static func logits(
    _ model: any RatingModel, _ parameters: Parameters, _ batch: RatingBatch
  ) -> [Real] {
    model.logits(batch, Pass(inferenceWith: parameters)).value.elements
  }
}
