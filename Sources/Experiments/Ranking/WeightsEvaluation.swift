internal import Datasets
public import Models
internal import Suites

/// What weights from a file measure.
public struct WeightsEvaluation: Hashable, Sendable {
  /// The numbers.
  public var measured: Measured
  /// Test rows.
  public var users: Int
  /// How they were measured, in words.
  public var procedure: String
}

/// Measures a task's model with given weights; nothing is trained.
///
/// - Parameter file: the name to use in errors.
/// - Throws: `WeightsError` where the weights are not the model's; `ExperimentError` where the
///   model has none.
public func evaluate(
  _ task: PreparedTask, weights: Safetensors, file: String
) throws -> WeightsEvaluation {
  switch task {
  case .lawFit, .lineFit, .dataTerm:
    throw ExperimentError(subject: "the task", reason: "it has no weights to load")
  case .click(let task, let data):
    var training = ClickTraining(task, data.table, seed: 0)
    try training.load(weights, file: file)
    let rows = data.table.rows(of: .test)
    let metrics = try training.measures(training.best, rows).metrics(task.evaluation.metrics)
    return WeightsEvaluation(
      measured: Measured(metrics: metrics, ranks: []), users: rows.count,
      procedure: "all test rows, once")
  case .rating(let task, let data):
    let evaluator = try RatingEvaluator(task, data.interactions, seed: 0)
    guard task.model.isTrained else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)", reason: "it has no weights to load")
    }
    var learner = try RatingLearner(task, evaluator, seed: 0)
    try learner.load(weights, file: file)
    guard let measured = learner.evaluate(stop: { false }) else {
      throw ExperimentError(subject: "the evaluation", reason: "it was given up")
    }
    return WeightsEvaluation(
      measured: measured, users: evaluator.held.count, procedure: evaluator.procedure)
  case .ranking(let task, let data):
    let evaluator = try RankingEvaluator(
      data.interactions, task.evaluation, maximalLength: task.dataset.maximalLength)
    guard task.model.isTrained else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)", reason: "it has no weights to load")
    }
    var learner = try RankingLearner(
      task, data.interactions, evaluator, side: data.side, seed: 0)
    try learner.load(weights, file: file)
    guard let measured = learner.evaluate(stop: { false }) else {
      throw ExperimentError(subject: "the evaluation", reason: "it was given up")
    }
    return WeightsEvaluation(
      measured: measured, users: evaluator.rows.count, procedure: evaluator.procedure)
  }
}
