internal import Datasets
internal import Suites

extension Runner {
  /// Trains a model of ratings and predicts every user's held events; a baseline is only measured.
  ///
  /// - Returns: the outcome, and events trained on a second.
  func rating(
    _ run: Run, _ task: RatingTask<DatasetSpec>, _ data: PreparedData,
    observe: (RunProgress) -> Void
  ) throws -> (Outcome, Double) {
    let evaluator = try RatingEvaluator(task, data.interactions, seed: run.seed)
    var result = RunResult(
      dataDigest: data.digest,
      source: SourceStamp(
        id: data.source.id, digest: data.source.digest, published: data.source.published),
      numerics: Machine.scalar, parameters: 0, epochRead: 0, metrics: [:], curve: [], ranks: [],
      users: evaluator.held.count, weightsDigest: nil)
    if let spec = task.model.entry as? RatePopularitySpec {
      let rates = evaluator.rates(spec)
      guard let measured = evaluator.measured({ rates($0) }, stop: stop) else { throw Stopped() }
      (result.metrics, result.units) = (measured.metrics, measured.units)
      return (.finished(result), 0)
    }
    let learner = try RatingLearner(task, evaluator, seed: run.seed)
    result.parameters = learner.parameterCount
    let primary = task.evaluation.metrics.first ?? ""
    return try trained(
      run, learner,
      TrainingLoop.Schedule(
        epochs: task.training?.epochs ?? 1, every: task.evaluation.every,
        read: task.evaluation.read, primary: primary, smallerIsBetter: primary == "logloss"),
      result, observe: observe)
  }
}
