internal import Datasets
internal import Suites

extension Runner {
  /// Trains a sequential recommender and ranks every test user's target; a baseline is only ranked.
  ///
  /// - Returns: the outcome, and events trained on a second.
  func ranking(
    _ run: Run, _ task: RankingTask<DatasetSpec>, _ data: PreparedData,
    observe: (RunProgress) -> Void
  ) throws -> (Outcome, Double) {
    let evaluator = try RankingEvaluator(
      data.interactions, task.evaluation, maximalLength: task.dataset.maximalLength)
    var result = RunResult(
      dataDigest: data.digest,
      source: SourceStamp(
        id: data.source.id, digest: data.source.digest, published: data.source.published),
      numerics: "", parameters: 0, epochRead: 0, metrics: [:], curve: [], ranks: [],
      users: evaluator.rows.count, weightsDigest: nil)
    if let baseline = task.model.entry as? any BaselineSpec {
      let scorer = baseline.scorer(
        data.interactions, candidates: evaluator.candidates, seed: run.seed)
      return (try ranked(result, evaluator, scorer), 0)
    }
    let learner = try RankingLearner(
      task, data.interactions, evaluator, side: data.side, seed: run.seed)
    result.parameters = learner.parameterCount
    return try trained(
      run, learner,
      TrainingLoop.Schedule(
        epochs: learner.training.epochs, every: task.evaluation.every,
        read: task.evaluation.read, primary: task.evaluation.metrics.first ?? ""),
      result, observe: observe)
  }

  /// A baseline's outcome. No matrix library takes part, so the scalar alone decides its bits.
  private func ranked(
    _ result: RunResult, _ evaluator: RankingEvaluator, _ scorer: some CandidateScorer
  ) throws -> Outcome {
    guard let ranks = evaluator.ranks(scorer, stop: stop) else { throw Stopped() }
    var result = result
    result.numerics = Machine.scalar
    result.ranks = ranks
    result.metrics = evaluator.metrics(of: ranks)
    return .finished(result)
  }
}
