internal import Datasets
public import Determinism
public import Models
public import Suites
internal import Tensors

/// A model of ratings in training: packed rows in, predictions on held events out.
public struct RatingLearner: ParameterLearner {
  private let training: RatingTrainingSpec
  private let model: any RatingModel
  private let trainer: RatingTrainer
  private let evaluator: RatingEvaluator
  private let ranks: any Ranks
  /// Parameters and the optimizer's memory.
  public var trained: TrainingState

  /// A model at its initial values.
  ///
  /// - Parameters:
  ///   - seed: seed of the initial values.
  ///   - ranks: those that train together.
  /// - Throws: `ExperimentError` where nothing can be trained, `ModelError` for impossible sizes.
  public init(
    _ task: RatingTask<DatasetSpec>, _ evaluator: RatingEvaluator, seed: UInt64,
    over ranks: any Ranks = SingleRank()
  ) throws {
    guard let training = task.training else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)",
        reason: "it is trained, so its run needs 'training'")
    }
    try Machine.requireBLAS()
    let model = try ratingModel(
      for: task.model, itemRows: evaluator.table.interactions.itemRows,
      stars: evaluator.table.stars, key: RandomKey(seed: seed)["initial"])
    guard let model else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)", reason: "it has nothing to train")
    }
    guard model.longestRow >= task.dataset.maximalLength else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)",
        reason: "it reads at most \(model.longestRow) events, but the data set keeps "
          + "\(task.dataset.maximalLength)")
    }
    self.training = training
    self.evaluator = evaluator
    self.model = model
    trainer = RatingTrainer(model: model, training: training)
    self.ranks = ranks
    trained = TrainingState(model.parameters, over: ranks)
  }

  /// Users in training.
  public var rows: Int { evaluator.training.count }
  /// Users in a batch.
  public var batchRows: Int { training.rows }

  /// One step on some users' rows; none where nothing in them counts.
  public mutating func train(
    on rows: ArraySlice<Int>, key: RandomKey
  ) -> (loss: Double, tokens: Int) {
    let batch = evaluator.trainingBatch(rows)
    guard batch.counted.contains(true) else { return (0, 0) }
    return (trainer.step(&trained, batch, key: key), batch.events.tokens)
  }

  /// Predicts every user's held events.
  public func evaluate(stop: @Sendable () -> Bool) -> Measured? {
    let (model, parameters) = (model, trained.parameters)
    return evaluator.measured(
      { RatingTrainer.logits(model, parameters, $0) }, over: ranks, stop: stop)
  }
}
