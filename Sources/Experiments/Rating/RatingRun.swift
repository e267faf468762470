internal import Datasets
public import Models
public import Suites

/// A model of ratings and its interactions.
public struct PreparedRating: PreparedTask {
  let task: RatingTask<DatasetSpec>
  let data: PreparedData

  /// SHA-256 of the interactions.
  public var dataDigest: String { data.digest }
  /// How much the interactions hold.
  public var dataCounts: DataCounts? { data.interactions.dataCounts }

  /// Trains the model and predicts every user's held events; a baseline is only measured.
  public func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    let evaluator = try RatingEvaluator(task, data.interactions, seed: run.seed)
    var result = RunResult(
      dataDigest: data.digest, source: data.source, numerics: Machine.scalar,
      users: evaluator.held.count)
    if let spec = task.model.entry as? RatePopularitySpec {
      let rates = evaluator.rates(spec)
      guard
        let measured = evaluator.measured(
          { rates($0) }, over: runner.ranks, stop: runner.stop)
      else {
        throw Runner.Stopped()
      }
      (result.metrics, result.units) = (measured.metrics, measured.units)
      return (.finished(result), 0)
    }
    let learner = try RatingLearner(task, evaluator, seed: run.seed, over: runner.ranks)
    result.parameters = learner.parameterCount
    let (outcome, _, speed) = try runner.trained(
      run, learner,
      TrainingSchedule(
        epochs: task.training?.epochs ?? 1, every: task.evaluation.every,
        reads: task.evaluation.read.reading(task.evaluation.metrics.first)),
      result, observe: observe)
    return (outcome, speed)
  }

  /// Predicts held events with given weights.
  public func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation {
    let evaluator = try RatingEvaluator(task, data.interactions, seed: 0)
    guard task.model.isTrained else { throw withoutWeights("the model \(task.model.kind)") }
    var learner = try RatingLearner(task, evaluator, seed: 0)
    try learner.load(weights, file: file)
    return WeightsEvaluation(
      measured: try learner.wholeEvaluation(), users: evaluator.held.count,
      procedure: evaluator.procedure)
  }
}

extension RatingTask: PreparableTask where Dataset == DatasetSpec {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    PreparedRating(task: self, data: try await preparation.rows(of: dataset))
  }
}
